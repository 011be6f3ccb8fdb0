// "Did you mean": names near to a wrong one.

const MOST = 4;

/**
 * At most four allowed names near to `wrong`, nearest first, then by name. A name that differs only in case, `_` or `-`
 * is the sole answer; else the edit distance (with swaps of neighbours) may be a third of the longer name.
 */
export function suggest(wrong: string, allowed: Iterable<string>): string[] {
  const candidates = [...new Set(allowed)].filter((name) => name !== wrong);
  const same = candidates.filter((name) => fold(name) === fold(wrong));
  if (same.length > 0) return same.sort().slice(0, MOST);
  const near: { readonly name: string; readonly distance: number }[] = [];
  for (const name of candidates) {
    const limit = Math.floor(Math.max(wrong.length, name.length) / 3);
    if (Math.abs(wrong.length - name.length) > limit) continue;
    const distance = editDistance(wrong.toLowerCase(), name.toLowerCase());
    if (distance <= limit) near.push({ name, distance });
  }
  near.sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1));
  return near.slice(0, MOST).map(({ name }) => name);
}

/** "did you mean `a` or `b`?", or `otherwise` when nothing is near. */
export function didYouMean(wrong: string, allowed: Iterable<string>, otherwise = ""): string {
  const names = suggest(wrong, allowed);
  return names.length === 0 ? otherwise : `did you mean ${joinNames(names, "or")}?`;
}

/** `` `a`, `b` or `c` ``. */
export function joinNames(names: readonly string[], word: "and" | "or"): string {
  const quoted = names.map((name) => `\`${name}\``);
  if (quoted.length < 2) return quoted.join("");
  return `${quoted.slice(0, -1).join(", ")} ${word} ${quoted[quoted.length - 1]}`;
}

/** The first names, and how many there are besides. */
export function joinSome(names: readonly string[], most: number): string {
  const more = names.length - most;
  return more <= 0 ? joinNames(names, "and") : `${joinNames(names.slice(0, most), "and")} and ${more} more`;
}

const fold = (name: string): string => name.toLowerCase().replaceAll(/[_-]/g, "");

/** Optimal string alignment distance (Damerau 1964, each pair swapped at most once). */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, beforeLast[j - 2]! + 1);
      row.push(best);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length]!;
}
