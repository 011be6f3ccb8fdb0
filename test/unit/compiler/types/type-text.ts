// Text -> typed declarations with the standard library, without the checks and the plan.
import { createSink } from "../../../../compiler/diagnostics/sink.ts";
import { findCircularLets } from "../../../../compiler/names/lets.ts";
import { loadModules } from "../../../../compiler/names/modules.ts";
import { resolveParams } from "../../../../compiler/names/params.ts";
import { buildScopes } from "../../../../compiler/names/symbols.ts";
import { parse } from "../../../../compiler/syntax/parse.ts";
import { assertTyped } from "../../../../compiler/types/assert-typed.ts";
import { elaborate } from "../../../../compiler/types/elaborate.ts";
import { printSchema, printTyped } from "../../../../compiler/types/print-typed.ts";
import { indexRegistry } from "../../../../compiler/types/registry-index.ts";
import type { TypedDeclaration } from "../../../../compiler/types/typed.ts";
import type { SchemaLock, SourceText } from "../../../../specs/program.ts";
import { standardLibrary } from "../../../../stdlib/declarations.ts";

const registry = indexRegistry(standardLibrary);

export function typeText(text: string, files: Readonly<Record<string, string>> = {}, lock: SchemaLock | null = null) {
  const sink = createSink();
  const main = { path: "main.pipe", text };
  const parseFile = (file: SourceText) => {
    const { tree, diagnostics } = parse(file);
    sink.reportAll(diagnostics);
    return tree;
  };
  const loaded = loadModules(main, new Map(Object.entries(files)), parseFile, sink.report);
  if (loaded.kind === "needs") throw new Error(`the test lacks ${loaded.files.join()}`);
  const { program } = loaded;
  const scopes = buildScopes(program, sink.report);
  const circularLets = findCircularLets(scopes, sink.report);
  const start = { file: main.path, start: 0, end: 0 };
  const params = resolveParams(scopes, { set: {}, profile: null, profiles: null, start }, sink.report);
  const incomplete = sink.hasErrors();
  const typed = elaborate({ program, scopes, params, circularLets, lock, registry, incomplete }, sink.report);
  assertTyped(typed);
  const diagnostics = sink.list();
  /** `id @ the text it points at`. */
  const found = diagnostics.map(
    ({ id, span }) => `${id} @ ${span.file === main.path ? text.slice(span.start, span.end) : span.file}`,
  );
  const find = <K extends TypedDeclaration["kind"]>(kind: K, id: string) => {
    const declaration = typed.declarations.find((one) => one.id === id);
    if (declaration?.kind !== kind) throw new Error(`no ${kind} ${id}: ${found.join("; ")}`);
    return declaration as Extract<TypedDeclaration, { kind: K }>;
  };
  return { typed, diagnostics, found, find, text: printTyped(typed) };
}

/** A small source with one column of each kind that tests need, and `body` after it. */
export const SOURCE = `source raw = csv("raw.csv") {
  at: timestamp @time(every: 1h)
  shop: string @series
  city: category
  day: date
  open: bool
  n: int
  x: float
  y: float? @target
  wait: duration
  grid: float[2, 2]
}
`;

/** Diagnostics of one table `t = raw |> ...`, and its columns that the source does not have. */
export function typeTable(pipe: string, before = "") {
  const result = typeText(`${SOURCE}${before}\ntable t = ${pipe}`);
  const table = result.typed.declarations.find((one) => one.id === "t");
  const schema = table?.kind === "table" ? table.table.schema : { columns: [] };
  const source = result.find("source", "raw").schema;
  const made = { columns: schema.columns.filter((column) => !source.columns.includes(column)) };
  const columns = printSchema(made)
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  return { ...result, table, schema, columns };
}
