// The source files and who imports whom, read as text: fast, and type-only imports count like any other.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));
export const SOURCE_FOLDERS = ["specs", "compiler", "runtime", "stdlib", "cli"] as const;

export interface SourceFile {
  /** Relative to the repository, with `/`. */
  readonly path: string;
  readonly text: string;
  /** Source files, by path. */
  readonly imports: readonly string[];
  /** Packages and `node:` modules, as written. */
  readonly packages: readonly string[];
}

export function readSourceFiles(): SourceFile[] {
  return SOURCE_FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
      .map((name) => posix.join(folder, name.replaceAll("\\", "/")))
      .filter((path) => path.endsWith(".ts") && !path.endsWith(".as.ts")),
  ).map(readSourceFile);
}

function readSourceFile(path: string): SourceFile {
  const text = readFileSync(join(ROOT, path), "utf8");
  const specifiers = readSpecifiers(text);
  return {
    path,
    text,
    imports: specifiers.filter((name) => name.startsWith(".")).map((name) => posix.join(dirname(path), name)),
    packages: specifiers.filter((name) => !name.startsWith(".")),
  };
}

/** `import … from`, `export … from`, `import "…"`, and `import("…")` as a call or in a type. */
export function readSpecifiers(text: string): string[] {
  const statement = /^(?:import|export)\b(?:[^"';]*?\bfrom)?\s*"([^"\n]+)"/gm;
  const call = /\bimport\(\s*"([^"\n]+)"\s*\)/g;
  return [...new Set([...text.matchAll(statement), ...text.matchAll(call)].map((match) => match[1]!))];
}

/** All files that loading `entries` may load. */
export function closureOf(entries: readonly string[], files: readonly SourceFile[]): SourceFile[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const reached = new Map<string, SourceFile>();
  const open = [...entries];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const file = byPath.get(path);
    if (file === undefined || reached.has(path)) continue;
    reached.set(path, file);
    open.push(...file.imports);
  }
  return [...reached.values()];
}
