// Which files of a repository hold the features that a source asks for.
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Span } from "../../../specs/diagnostic.ts";
import type { SourceOperation } from "../../../specs/plan.ts";
import { dataDiagnostics } from "../data.diagnostics.ts";
import { expandPattern, isPattern } from "../files/expand-path.ts";
import { Refusal } from "../readers/reader.ts";
import { pathIn, type RepositoryRequest, requestedViews, type ViewRequest } from "./repository.ts";

interface FilesContext {
  readonly resolvePath: (path: string) => string;
  readonly span: Span;
}

/** What decides which values the features have: the definitions and the files. Throws a `Refusal`. */
export async function featureFiles(
  op: SourceOperation,
  context: FilesContext,
): Promise<{ readonly files: readonly string[]; readonly definition: string }> {
  const request = requestOf(op, context);
  const views = await requestedViews(request);
  const files: string[] = [];
  for (const view of views) files.push(...(await filesOf(view, request)));
  const definition = views.map(({ name, view, columns, keys, source }) => {
    const { uri: _, fieldMapping, ...kept } = source;
    return { name, ttl: view.ttlSeconds, columns, keys, ...kept, fieldMapping: [...fieldMapping].sort() };
  });
  return { files: [...new Set(files)], definition: JSON.stringify(definition) };
}

export function requestOf({ params }: SourceOperation, { resolvePath, span }: FilesContext): RepositoryRequest {
  const shown = String(params.repo);
  const { features = null, full_feature_names: fullNames } = params;
  return { folder: resolvePath(shown), shown, features, fullNames: fullNames === true, span };
}

/** A file, a folder of them, or a pattern. */
export async function filesOf(
  { source }: ViewRequest,
  { folder, span }: RepositoryRequest,
): Promise<readonly string[]> {
  const path = pathIn(folder, source.uri);
  const isFolder = existsSync(path) && statSync(path).isDirectory();
  const pattern = isFolder ? join(path, "**/*.parquet") : path;
  const files = isPattern(pattern) ? await expandPattern(pattern) : [path];
  const [first] = files;
  if (first !== undefined && existsSync(first)) return files;
  throw new Refusal(dataDiagnostics["missing-file"](span, { path: source.uri, suggestion: "" }));
}
