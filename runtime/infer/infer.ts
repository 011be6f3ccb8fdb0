// What can be said about data that nobody has described yet: types, time order, and what a target makes of the columns.
import type { Schema } from "../../specs/data-type.ts";
import type { Diagnostic, Span } from "../../specs/diagnostic.ts";
import type { Json } from "../../specs/json.ts";
import type { TableProfile } from "../../specs/quality.ts";
import { dataDiagnostics } from "../data/data.diagnostics.ts";
import type { Engine } from "../data/engine.ts";
import { nearestName } from "../data/nearest-name.ts";
import { numberFormatOf } from "../data/readers/load-raw.ts";
import { typeColumns } from "../data/type-columns.ts";
import { profileTable } from "../profile/profile-table.ts";
import { inferTypes } from "./column-types.ts";
import { loadSample, type SampleRequest } from "./load-sample.ts";
import { findRowCopies, type RowCopies } from "./row-copies.ts";
import { inferTarget, type TargetFacts } from "./target-facts.ts";
import { inferTimeOrder, type TimeOrder } from "./time-order.ts";

export type { SampleRequest } from "./load-sample.ts";

export interface InferOptions {
  readonly resolvePath: (path: string) => string;
  /** Rows that are looked at, from the beginning. */
  readonly most: number;
  readonly target: string | null;
  /** Where the findings point: the data, or the source of a spec. */
  readonly span: Span;
  /** Columns in which equal rows are copies of each other, once the rest is known; none when nobody asks. */
  readonly copyColumns: (inferred: Inferred) => readonly string[];
  /** Called before each stage. */
  readonly onStage: (stage: string) => void;
}

export interface Inferred {
  readonly connector: string;
  readonly params: { readonly [name: string]: Json };
  readonly schema: Schema;
  /** Rows looked at, and rows of the data. */
  readonly rows: number;
  readonly allRows: number;
  readonly profile: TableProfile;
  readonly time: TimeOrder | null;
  readonly target: TargetFacts | null;
  readonly copies: RowCopies | null;
  readonly remarks: ReadonlyMap<string, string>;
}

export type InferResult =
  | { readonly kind: "inferred"; readonly inferred: Inferred }
  | { readonly kind: "failed"; readonly diagnostics: readonly Diagnostic[] };

export async function inferSource(engine: Engine, request: SampleRequest, options: InferOptions): Promise<InferResult> {
  const { span, target, onStage } = options;
  const failed = (...diagnostics: readonly Diagnostic[]): InferResult => ({ kind: "failed", diagnostics });
  onStage("reading rows");
  const loaded = await loadSample(engine, request, options.most, options);
  if (loaded.kind === "failed") return failed(loaded.diagnostic);
  const { sample } = loaded;
  onStage(`types of ${sample.columns.length} columns`);
  const { columns, params, remarks } = await inferTypes(engine, sample);
  if (target !== null && !columns.some(({ name }) => name === target))
    return failed(noTarget(target, columns, sample.raw.path, span));
  const raw = {
    ...sample.raw,
    nullValues: textsOf(params.null_values),
    dateFormat: textOf(params.date_format),
    ...numberFormatOf({ params }),
  };
  // Exactly what the reader of a run makes of the rows: what it refuses is not proposed.
  const typed = await typeColumns(engine, { columns: asTarget(columns, target) }, raw, span, () => span);
  await engine.drop(sample.raw.table);
  if (typed.table === null) return failed(...typed.diagnostics);
  onStage("values");
  const { table } = typed;
  const profile = await profileTable(engine, table, false);
  onStage("time order");
  const time = await inferTimeOrder(engine, table, profile);
  if (target !== null) onStage("what each column says about the target");
  const facts = target === null ? null : await inferTarget(engine, table, target);
  const { connector, rows, allRows } = sample;
  const schema = classTarget(table.schema, profile, facts, target);
  const known = { connector, params, schema, rows, allRows, profile, time, target: facts, remarks, copies: null };
  const copies = await findRowCopies(engine, table.name, options.copyColumns(known));
  await engine.drop(table.name);
  return { kind: "inferred", inferred: { ...known, copies } };
}

/** A text target is a class, however many there are. */
function asTarget(columns: Schema["columns"], target: string | null): Schema["columns"] {
  return columns.map((column) =>
    column.name === target && column.type.kind === "string"
      ? { ...column, type: { ...column.type, kind: "category" } }
      : column,
  );
}

/**
 * Two numbers as a target are classes. 0 and 1 are how many files write a yes or no, and the reader takes both for a bool;
 * other whole numbers are classes as they are.
 */
function classTarget(schema: Schema, profile: TableProfile, facts: TargetFacts | null, target: string | null): Schema {
  const found = profile.columns.find(({ name }) => name === target);
  if (found === undefined || facts?.kind !== "classify" || (found.kind !== "int" && found.kind !== "float"))
    return schema;
  const kind = found.kind === "int" && found.min === 0 && found.max === 1 ? "bool" : "int";
  const columns = schema.columns.map((column) =>
    column.name === target ? { ...column, type: { ...column.type, kind } as const } : column,
  );
  return { columns };
}

function noTarget(target: string, columns: Schema["columns"], path: string, span: Span): Diagnostic {
  const names = columns.map(({ name }) => name);
  const near = nearestName(target, names);
  return dataDiagnostics["missing-column"](span, {
    namedBy: "`--target`",
    remedy: "give `--target` a column of the file",
    path,
    column: target,
    columns: names.map((name) => `\`${name}\``).join(", "),
    suggestion: near === null ? "" : `did you mean \`${near}\`? `,
  });
}

const textOf = (value: Json | undefined): string | null => (typeof value === "string" ? value : null);
const textsOf = (value: Json | undefined): readonly string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
