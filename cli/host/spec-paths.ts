// From what the user typed to spec files: files as they are, folders searched for `*.pipe`, `-` for stdin.
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

/** Reads a spec; `-` reads stdin to its end. A byte order mark is dropped. */
export function readSpec(path: string): SourceText {
  try {
    const text = readFileSync(path === STDIN ? 0 : path, "utf8");
    return { path: path === STDIN ? STDIN_NAME : path, text: text.replace(/^\uFEFF/, "") };
  } catch (error) {
    if (isErrno(error, "ENOENT")) throw new CommandFailure(`there is no file \`${path}\``);
    if (isErrno(error, "EISDIR")) throw new CommandFailure(`\`${path}\` is a folder`, "name one spec file");
    if (isErrno(error, "EACCES")) throw new CommandFailure(`the file \`${path}\` may not be read`);
    throw error;
  }
}
