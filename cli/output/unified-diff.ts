// A unified diff of two texts, as `diff -u` prints it. Specs are short: the longest common subsequence is found by the
// plain quadratic table, after equal heads and tails are set aside. It is for reading: credentials are not shown.
import { hideCredentials } from "../../specs/credential.ts";

const CONTEXT = 3;

interface Line {
  readonly sign: " " | "-" | "+";
  readonly text: string;
}

/** Empty when the texts are equal. */
export function unifiedDiff(path: string, before: string, after: string): string {
  if (before === after) return "";
  const lines = diffLines(splitLines(before), splitLines(after));
  const out = [`--- ${path}`, `+++ ${path}`];
  for (const [from, to] of hunks(lines)) {
    const count = (sign: "-" | "+", end: number, start = 0): number =>
      lines.slice(start, end).filter((line) => line.sign === " " || line.sign === sign).length;
    const range = (sign: "-" | "+"): string => {
      const length = count(sign, to, from);
      return `${count(sign, from) + (length === 0 ? 0 : 1)},${length}`;
    };
    out.push(`@@ -${range("-")} +${range("+")} @@`);
    for (const { sign, text } of lines.slice(from, to)) {
      out.push(`${sign}${hideCredentials(text.replace(/\n$/, ""))}`);
      if (!text.endsWith("\n")) out.push("\\ No newline at end of file");
    }
  }
  return `${out.join("\n")}\n`;
}

const splitLines = (text: string): string[] => text.split(/(?<=\n)/).filter((line) => line !== "");

function diffLines(before: readonly string[], after: readonly string[]): Line[] {
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < most - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  const same = (text: string): Line => ({ sign: " ", text });
  return [
    ...before.slice(0, head).map(same),
    ...changed(before.slice(head, before.length - tail), after.slice(head, after.length - tail)),
    ...before.slice(before.length - tail).map(same),
  ];
}

function changed(a: readonly string[], b: readonly string[]): Line[] {
  const width = b.length + 1;
  // common[i * width + j]: length of the longest common subsequence of a[i..] and b[j..].
  const common = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      common[i * width + j] =
        a[i] === b[j]
          ? common[(i + 1) * width + j + 1]! + 1
          : Math.max(common[(i + 1) * width + j]!, common[i * width + j + 1]!);
  const out: Line[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      out.push({ sign: " ", text: a[i]! });
      i++;
      j++;
    } else if (j === b.length || (i < a.length && common[(i + 1) * width + j]! >= common[i * width + j + 1]!)) {
      out.push({ sign: "-", text: a[i++]! });
    } else out.push({ sign: "+", text: b[j++]! });
  }
  return out;
}

/** Half-open ranges of lines around changes, joined where their context touches. */
function hunks(lines: readonly Line[]): (readonly [number, number])[] {
  const found: [number, number][] = [];
  lines.forEach(({ sign }, i) => {
    if (sign === " ") return;
    const from = Math.max(0, i - CONTEXT);
    const to = Math.min(lines.length, i + CONTEXT + 1);
    const last = found[found.length - 1];
    if (last !== undefined && from <= last[1]) last[1] = to;
    else found.push([from, to]);
  });
  return found;
}
