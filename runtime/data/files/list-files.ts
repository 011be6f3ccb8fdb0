// The files that the path of a source stands for: a file, a pattern, a URI, or a list of them. Whoever hashes and whoever
// reads a source asks here, so that both mean the same files.

import { stat } from "node:fs/promises";
import { relative, sep } from "node:path";
import { hideCredentials } from "../../../specs/credential.ts";
import type { Span } from "../../../specs/diagnostic.ts";
import type { Json } from "../../../specs/json.ts";
import { dataDiagnostics } from "../data.diagnostics.ts";
import { Refusal, type SourceFile } from "../readers/reader.ts";
import { expandPattern, fixedFolder, isPattern } from "./expand-path.ts";

export interface FilePlaces {
  /** A path of the spec as the process can open it. URIs are returned unchanged. */
  readonly resolvePath: (path: string) => string;
  /** Fetches what a URI stands for; without it URIs are refused. */
  readonly fetchRemote?: FetchRemote;
}

/** Throws a Refusal when nothing can be had. */
export type FetchRemote = (uri: string, span: Span) => Promise<readonly SourceFile[]>;

export const isUri = (path: string): boolean => /^[a-z][a-z0-9+.-]+:\/\//i.test(path);

/** Throws a Refusal when a path stands for nothing. Files keep the order of the list, those of a pattern that of their names. */
export async function listFiles(paths: Json, places: FilePlaces, span: Span): Promise<readonly SourceFile[]> {
  const files: SourceFile[] = [];
  for (const path of pathsOf(paths)) files.push(...(await filesOf(path, places, span)));
  return files;
}

export function pathsOf(paths: Json | undefined): readonly string[] {
  if (typeof paths === "string") return [paths];
  return Array.isArray(paths) ? paths.filter((path: Json) => typeof path === "string") : [];
}

async function filesOf(path: string, places: FilePlaces, span: Span): Promise<readonly SourceFile[]> {
  if (isUri(path)) {
    if (places.fetchRemote === undefined) {
      throw new Refusal(dataDiagnostics["missing-file"](span, { path: hideCredentials(path), suggestion: "" }));
    }
    return places.fetchRemote(path, span);
  }
  const resolved = places.resolvePath(path);
  if (!isPattern(path)) {
    const found = await stat(resolved).catch((error: NodeJS.ErrnoException) => error);
    if (found instanceof Error) throw new Refusal(cannotOpen(found, path, span));
    if (found.isDirectory()) throw new Refusal(dataDiagnostics["not-a-file"](span, { path: withoutEnd(path) }));
    return [{ path: resolved, shown: path, partitions: partitionsOf(path) }];
  }
  const folder = fixedFolder(resolved);
  const found = await expandPattern(resolved);
  if (found.length === 0) throw new Refusal(dataDiagnostics["no-files"](span, { path }));
  const start = withoutEnd(fixedFolder(path));
  return found.map((file) => {
    const rest = relative(folder, file).split(sep).join("/");
    const shown = start === "." ? rest : `${start}/${rest}`;
    return { path: file, shown, partitions: partitionsOf(shown) };
  });
}

function cannotOpen(error: NodeJS.ErrnoException, path: string, span: Span) {
  if (error.code === "ENOENT" || error.code === "ENOTDIR") {
    return dataDiagnostics["missing-file"](span, { path, suggestion: "" });
  }
  return dataDiagnostics["malformed-file"](span, { path, problem: error.code ?? error.message });
}

const withoutEnd = (path: string): string => (path.length > 1 ? path.replace(/[/\\]+$/, "") : path);

/** Folders named `column=value` (Hive), as the path of the spec shows them; the folders above the spec do not count. */
export function partitionsOf(path: string): SourceFile["partitions"] {
  const folders = path.replaceAll("\\", "/").split("/").slice(0, -1);
  return folders.flatMap((folder) => {
    const [, name, value] = /^([^=]+)=(.*)$/.exec(folder) ?? [];
    if (name === undefined || value === undefined) return [];
    return [{ name: decoded(name), value: value === NO_VALUE ? null : decoded(value) }];
  });
}

const NO_VALUE = "__HIVE_DEFAULT_PARTITION__";

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
