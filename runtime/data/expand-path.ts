// The files that a path of a spec stands for.
import { readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** `*` and `?` in any part of a path, `**` for any folders; sorted, so that order never depends on the disk. */
export async function expandPath(pattern: string): Promise<readonly string[]> {
  if (!/[*?]/.test(pattern)) return [pattern];
  const folder = fixedFolder(pattern);
  const test = globTest(pattern);
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  return names
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => test.test(path))
    .sort();
}

function fixedFolder(pattern: string): string {
  let folder = dirname(pattern);
  while (/[*?]/.test(folder)) folder = dirname(folder);
  return folder === basename(folder) ? "." : folder;
}

function globTest(pattern: string): RegExp {
  const text = pattern.replace(/\*\*\/|\*\*|\*|\?|[.+^${}()|[\]\\]/g, (found) => {
    if (found === "**/") return "(?:.*/)?";
    if (found === "**") return ".*";
    if (found === "*") return "[^/]*";
    return found === "?" ? "[^/]" : `\\${found}`;
  });
  return new RegExp(`^${text}$`, "u");
}
