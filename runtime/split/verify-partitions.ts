// Contracts that hold on the rows themselves whatever the compiler proved: RC1, RC2 and RC3 of LEAKAGE.md.
import type { Duration } from "../../specs/data-type.ts";
import type { Diagnostic, Span } from "../../specs/diagnostic.ts";
import { addDuration } from "../task/calendar-time.ts";
import type { Partitions, TaskData } from "../task/task-data.ts";
import { type GroupCodes, groupCodes } from "./group-codes.ts";
import { labelSteps } from "./row-pool.ts";
import { contractDiagnostics } from "./split.diagnostics.ts";

export interface Contracts {
  /** Column whose values must not be on both sides (`@group`, `by:`, the entity of a `new(...)` claim), or null. */
  readonly separate: string | null;
  /** Judged rows must be later than all training labels: splits that separate by time. */
  readonly later: boolean;
  /** Time until a label is known after its own moment; null for none. */
  readonly labelDelay: Duration | null;
}

interface Pair {
  readonly first: string;
  readonly train: Int32Array;
  readonly second: string;
  readonly judged: Int32Array;
}

/** Every pair of a fitting and a judging part, also inside nested folds. */
export function verifyPartitions(
  task: TaskData,
  partitions: Partitions,
  contracts: Contracts,
  span: Span,
): readonly Diagnostic[] {
  const groups = contracts.separate === null ? null : groupCodes(task, contracts.separate);
  return pairsOf(partitions).flatMap((pair) => [
    ...verifyDisjoint(task, pair, span),
    ...(groups === null ? [] : verifyGroups(task, pair, contracts.separate!, groups, span)),
    ...(contracts.later ? verifyLater(task, pair, contracts.labelDelay, span) : []),
  ]);
}

function pairsOf({ folds, test, calib, dev }: Partitions): readonly Pair[] {
  const pairs: Pair[] = [
    { first: "dev", train: dev, second: "test", judged: test },
    { first: "dev", train: dev, second: "calib", judged: calib },
    { first: "calib", train: calib, second: "test", judged: test },
  ];
  for (const [i, fold] of folds.entries()) {
    const name = folds.length === 1 ? "" : `[${i + 1}]`;
    pairs.push({ first: `train${name}`, train: fold.train, second: `val${name}`, judged: fold.val });
    pairs.push({ first: `train${name}`, train: fold.train, second: "test", judged: test });
    pairs.push({ first: `val${name}`, train: fold.val, second: "test", judged: test });
    for (const [k, inner] of fold.inner.entries()) {
      const innerName = `inner${name}[${k + 1}]`;
      pairs.push({ first: `${innerName}.train`, train: inner.train, second: `${innerName}.val`, judged: inner.val });
      pairs.push({ first: `${innerName}.val`, train: inner.val, second: `val${name}`, judged: fold.val });
    }
  }
  return pairs.filter((pair) => pair.train.length > 0 && pair.judged.length > 0);
}

function verifyDisjoint(task: TaskData, pair: Pair, span: Span): readonly Diagnostic[] {
  const ids = new Set<number>();
  for (const row of pair.train) ids.add(task.rowIds[row]!);
  const shared = pair.judged.filter((row) => ids.has(task.rowIds[row]!));
  if (shared.length === 0) return [];
  const { first, second } = pair;
  const row = task.rowIds[shared[0]!]!;
  return [contractDiagnostics["overlapping-partitions"](span, { count: shared.length, first, second, row })];
}

function verifyGroups(
  task: TaskData,
  pair: Pair,
  column: string,
  groups: GroupCodes,
  span: Span,
): readonly Diagnostic[] {
  const seen = new Set<number>();
  for (const row of pair.train) seen.add(groups.codes[row]!);
  const shared = new Set<number>();
  for (const row of pair.judged) if (seen.has(groups.codes[row]!)) shared.add(groups.codes[row]!);
  if (shared.size === 0) return [];
  const { first, second } = pair;
  const value = `a value of \`${column}\` (${shared.size} of ${groups.count} values in ${task.rows} rows)`;
  return [contractDiagnostics["entity-overlap"](span, { count: shared.size, column, first, second, value })];
}

function verifyLater(task: TaskData, pair: Pair, delay: Duration | null, span: Span): readonly Diagnostic[] {
  const times = task.times;
  if (times === null) return [];
  const ahead = labelSteps(task);
  let known = Number.NEGATIVE_INFINITY;
  for (const row of pair.train) known = Math.max(known, times[row + ahead]!);
  if (delay !== null) known = addDuration(known, delay, 1);
  let origin = Number.POSITIVE_INFINITY;
  for (const row of pair.judged) origin = Math.min(origin, times[row]!);
  // Own-row labels are observed at their own moment, so a judged row of the same moment is not later.
  if (ahead > 0 ? known <= origin : known < origin || (delay !== null && known <= origin)) return [];
  const iso = (time: number): string => new Date(time).toISOString();
  const missing = `${Number(((known - origin) / 3_600_000).toPrecision(6))}h`;
  const { first, second } = pair;
  return [contractDiagnostics["short-gap"](span, { first, second, known: iso(known), origin: iso(origin), missing })];
}
