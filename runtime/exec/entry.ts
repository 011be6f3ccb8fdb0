// What the cache keeps of a node: its value and what was found while it was computed. An entry is taken for a node of another
// spec, or of this one after an edit, so what it says about names and places is put into today's.
import type { Diagnostic, Span } from "../../specs/diagnostic.ts";
import type { Operation, PlanNode } from "../../specs/plan.ts";
import type { EvaluationResult, SearchResult } from "../../specs/run-record.ts";
import { runDiagnostics } from "./run.diagnostics.ts";
import type { Value } from "./value.ts";
import { isAsWritten } from "./written-file.ts";

export interface Entry {
  /** Stands first, so that an inventory of the store reads no more than the beginning. */
  readonly op: string;
  /** Null for what is made again on demand. */
  readonly value: Value | null;
  readonly diagnostics: readonly Diagnostic[];
  /** Where the spec stood then; findings that point there point to the same place of the spec now. */
  readonly places: readonly Span[];
  /** What the spec called the models then, in the order of the operation. */
  readonly names: readonly string[];
  /** Identity of the whole inputs, of which the node read a part. */
  readonly inputs: string;
}

const OF_THE_STORE = new Set<string>([runDiagnostics["cache-corrupt"].id, runDiagnostics["cannot-store"].id]);

export function createEntry(
  node: PlanNode,
  made: { readonly value: Value | null; readonly diagnostics: readonly Diagnostic[]; readonly inputs: string },
): Entry {
  // What the disk did today is no part of the value.
  const diagnostics = made.diagnostics.filter(({ id }) => !OF_THE_STORE.has(id));
  return { op: node.op.kind, ...made, diagnostics, places: placesOf(node), names: namesIn(node.op) };
}

/**
 * False for what must be computed again in spite of its key: predictions whose file is no longer as it was written, and a
 * check that found something in a table which is another one in columns that the rule does not read, but its findings show.
 */
export async function isFresh(
  entry: Entry,
  node: PlanNode,
  inputs: string,
  resolvePath: (path: string) => string,
): Promise<boolean> {
  const { value } = entry;
  if (node.op.kind === "check" && entry.diagnostics.length > 0) return entry.inputs === inputs;
  return value?.kind !== "predictions" || value.written === null || isAsWritten(value.written, resolvePath);
}

/** What findings of a node point at: its declaration, the rule, the column. */
function placesOf({ op, span }: PlanNode): readonly Span[] {
  if (op.kind === "check") return [span, ...op.rules.map((rule) => rule.span)];
  const columns = op.kind === "contracts" || op.kind === "source" ? (op.places ?? []) : [];
  return [span, ...columns.map((place) => place.span)];
}

/** The spec may have moved since. Equal keys mean the same rules and columns, so places agree one by one. */
export function findingsAt({ diagnostics, places }: Entry, node: PlanNode): readonly Diagnostic[] {
  const now = placesOf(node);
  return diagnostics.map((diagnostic) => {
    const { file, start } = diagnostic.span;
    const at = places.findLastIndex((place) => place.file === file && place.start === start);
    return { ...diagnostic, span: now[at] ?? node.span };
  });
}

/** Names of declarations that stand in a value. They are no part of its identity: a rename recomputes nothing. */
function namesIn(op: Operation): readonly string[] {
  switch (op.kind) {
    case "search":
      return op.models.map(({ name }) => name);
    case "evaluate":
      return [...op.subjects, ...op.baselines].map(({ name }) => name);
    case "ensemble":
      return op.members;
    default:
      return [];
  }
}

export function valueFor({ names }: Entry, value: Value, { id, op }: PlanNode): Value {
  const now = namesIn(op);
  const nameOf = (then: string): string => now[names.indexOf(then)] ?? then;
  const moved = names.some((name, i) => name !== now[i]) ? renamed(value, nameOf, now) : value;
  return "node" in moved ? { ...moved, node: id } : moved;
}

function renamed(value: Value, nameOf: (then: string) => string, now: readonly string[]): Value {
  switch (value.kind) {
    case "search":
      return renameModels(value, nameOf);
    case "evaluation":
      return renameSubjects(value, nameOf);
    case "model": {
      const { params } = value;
      const holds = typeof params === "object" && params !== null && "members" in params;
      return holds ? { ...value, params: { ...params, members: now } } : value;
    }
    default:
      return value;
  }
}

const renameModels = (value: SearchResult, nameOf: (then: string) => string): SearchResult => ({
  ...value,
  trials: value.trials.map((trial) => ({ ...trial, model: nameOf(trial.model) })),
});

function renameSubjects(value: EvaluationResult, nameOf: (then: string) => string): EvaluationResult {
  const rename = <T extends { readonly name: string }>(subject: T): T => ({ ...subject, name: nameOf(subject.name) });
  return {
    ...value,
    subjects: value.subjects.map(rename),
    baselines: value.baselines.map(rename),
    comparisons: value.comparisons.map((comparison) => ({
      ...comparison,
      subject: nameOf(comparison.subject),
      baseline: nameOf(comparison.baseline),
    })),
  };
}
