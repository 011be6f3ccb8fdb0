// The files that a pattern stands for.
import { readdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";

export const isPattern = (path: string): boolean => /[*?]/.test(path);

/**
 * `*` and `?` in any part of a path, `**` for any folders; sorted by code units, so that the order never depends on the disk.
 * Hidden files and folders (`.x`) are only met by a pattern that says the dot. Links to files count, links to folders are
 * not followed.
 */
export async function expandPattern(pattern: string): Promise<readonly string[]> {
  const folder = fixedFolder(pattern);
  const test = patternTest(pattern);
  const names = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const found: string[] = [];
  for (const entry of names) {
    const path = join(entry.parentPath, entry.name);
    if (!test(path)) continue;
    const isFile = entry.isSymbolicLink() ? await isLinkToFile(path) : entry.isFile();
    if (isFile) found.push(path);
  }
  return found.sort();
}

const isLinkToFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (target) => target.isFile(),
    () => false,
  );

/** Up to where no part of a pattern has a wildcard. */
export function fixedFolder(pattern: string): string {
  let folder = dirname(pattern);
  while (isPattern(folder)) folder = dirname(folder);
  return folder;
}

/** Of a key of an object store: what all objects begin with. */
export const fixedPrefix = (pattern: string): string => pattern.slice(0, pattern.search(/[*?]/));

/** Paths are compared with `/`, whatever the system writes. */
export function patternTest(pattern: string): (path: string) => boolean {
  const text = pattern.replaceAll("\\", "/").replace(/\*\*\/|\*\*|\*|\?|[.+^${}()|[\]]/g, (found, at: number) => {
    const start = at === 0 || pattern[at - 1] === "/" || pattern[at - 1] === "\\" ? "(?!\\.)" : "";
    if (found === "**/") return "(?:(?!\\.)[^/]*/)*";
    if (found === "**") return `${start}.*`;
    if (found === "*") return `${start}[^/]*`;
    return found === "?" ? `${start}[^/]` : `\\${found}`;
  });
  const expression = new RegExp(`^${text}$`, "u");
  return (path) => expression.test(path.replaceAll("\\", "/"));
}
