// Names phase over texts: `files` by path relative to the folder of main.pipe.

import { createSink } from "../../../../compiler/diagnostics/sink.ts";
import { findCircularLets } from "../../../../compiler/names/lets.ts";
import { loadModules } from "../../../../compiler/names/modules.ts";
import { type ParamInput, resolveParams } from "../../../../compiler/names/params.ts";
import { buildScopes } from "../../../../compiler/names/symbols.ts";
import { parse } from "../../../../compiler/syntax/parse.ts";

export function resolveNames(
  text: string,
  files: Readonly<Record<string, string | null>> = {},
  input: Partial<ParamInput> = {},
) {
  const sink = createSink();
  const main = { path: "specs/main.pipe", text };
  const parseFile = (file: typeof main) => {
    const { tree, diagnostics } = parse(file);
    sink.reportAll(diagnostics);
    return tree;
  };
  const loaded = loadModules(main, new Map(Object.entries(files)), parseFile, sink.report);
  if (loaded.kind === "needs") throw new Error(`needs ${loaded.files.join()}`);
  const scopes = buildScopes(loaded.program, sink.report);
  const circularLets = findCircularLets(scopes, sink.report);
  const start = { file: main.path, start: 0, end: 0 };
  const params = resolveParams(scopes, { set: {}, profile: null, profiles: null, start, ...input }, sink.report);
  const texts = new Map([[main.path, text], ...[...loaded.program.modules.values()].map((m) => [m.path, ""] as const)]);
  const diagnostics = sink.list();
  return { ...loaded, scopes, circularLets, params, diagnostics, ids: diagnostics.map((d) => d.id), texts };
}
