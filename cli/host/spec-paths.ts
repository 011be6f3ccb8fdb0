// From what the user typed to spec files: files as they are, folders searched for `*.pipe`, `-` for stdin.
import { isUtf8 } from "node:buffer";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { SourceText } from "../../specs/program.ts";
import { CommandFailure, isErrno } from "../failure.ts";

export const STDIN = "-";
/** The name that diagnostics give to text from stdin. */
export const STDIN_NAME = "<stdin>";

/** Every spec once, in the order typed; those of a folder by name. Hidden folders and `node_modules` are left out. */
export function findSpecs(paths: readonly string[]): string[] {
  const found = new Set<string>();
  for (const path of paths) {
    if (path === STDIN) {
      found.add(STDIN);
      continue;
    }
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) throw new CommandFailure(`there is no file or folder \`${path}\``);
    if (!stats.isDirectory()) {
      found.add(path);
      continue;
    }
    const inside = walk(path);
    if (inside.length === 0) throw new CommandFailure(`there is no .pipe file in the folder \`${path}\``);
    for (const file of inside) found.add(file);
  }
  return [...found];
}

function walk(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name.startsWith(".") || entry.name === "node_modules" ? [] : walk(path);
    return entry.isFile() && entry.name.endsWith(".pipe") ? [path] : [];
  });
}

/** Reads a spec; `-` reads stdin to its end. A byte order mark is dropped. What is no UTF-8 text is refused as a whole. */
export function readSpec(path: string): SourceText {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path === STDIN ? 0 : path);
  } catch (error) {
    if (isErrno(error, "ENOENT")) throw new CommandFailure(`there is no file \`${path}\``);
    if (isErrno(error, "EISDIR")) throw new CommandFailure(`\`${path}\` is a folder`, "name one spec file");
    if (isErrno(error, "EACCES")) throw new CommandFailure(`the file \`${path}\` may not be read`);
    throw error;
  }
  const name = path === STDIN ? STDIN_NAME : path;
  if (bytes.includes(0) || !isUtf8(bytes))
    throw new CommandFailure(`\`${name}\` is not a spec: it is not UTF-8 text`, "name a `.pipe` file, saved as UTF-8");
  return { path: name, text: bytes.toString("utf8").replace(/^\uFEFF/, "") };
}
