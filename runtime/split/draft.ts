// What every way of cutting yields, before inner splits are cut.
import type { Diagnostic, Span } from "../../specs/diagnostic.ts";
import type { Amount } from "../../specs/parameter.ts";
import type { SplitSpec } from "../../specs/plan.ts";
import type { RowPool } from "./row-pool.ts";
import { splitDiagnostics } from "./split.diagnostics.ts";

/** Row indices, ascending. `val` is empty where the split has none. */
export interface DraftFold {
  readonly train: Int32Array;
  readonly val: Int32Array;
}

export interface Draft {
  readonly folds: readonly DraftFold[];
  readonly test: Int32Array;
  readonly calib: Int32Array;
  readonly dev: Int32Array;
  readonly diagnostics: readonly Diagnostic[];
}

export const NO_ROWS = new Int32Array(0);

export const failedDraft = (diagnostic: Diagnostic): Draft => ({
  folds: [],
  test: NO_ROWS,
  calib: NO_ROWS,
  dev: NO_ROWS,
  diagnostics: [diagnostic],
});

export const selectRows = (pool: RowPool, isIn: (row: number) => boolean): Int32Array => pool.rows.filter(isIn);

/** The first part that was asked for and holds no row, as a finding; null when all hold some. */
export function findEmptyPart(draft: Draft, spec: SplitSpec, pool: RowPool, span: Span): Diagnostic | null {
  const asksForVal = spec.val !== null || spec.method !== "holdout";
  const parts: (readonly [string, Int32Array, boolean])[] = [
    ["`test`", draft.test, spec.test !== null],
    ["`calib`", draft.calib, spec.calib !== null],
    ...draft.folds.flatMap((fold, i): (readonly [string, Int32Array, boolean])[] => {
      const name = draft.folds.length === 1 ? "" : ` of fold ${i + 1}`;
      return [
        [`\`train\`${name}`, fold.train, true],
        [`\`val\`${name}`, fold.val, asksForVal],
      ];
    }),
  ];
  const empty = parts.find(([, rows, isAsked]) => isAsked && rows.length === 0);
  return empty === undefined ? null : tooFewRows(empty[0], spec, pool, span);
}

export function tooFewRows(part: string, spec: SplitSpec, pool: RowPool, span: Span): Diagnostic {
  const rows = pool.rows.length;
  const times = pool.times?.length ?? 0;
  // The times are those of the whole table, which say nothing when none of its rows can be used.
  const where = pool.times === null || rows === 0 ? "" : ` at ${times} distinct ${times === 1 ? "time" : "times"}`;
  return splitDiagnostics["too-few-rows"](span, {
    part,
    total: rows === 0 ? "no usable row" : `${rows} ${rows === 1 ? "row" : "rows"}${where}`,
    asked: askedFor(spec),
  });
}

function askedFor(spec: SplitSpec): string {
  const parts: string[] = [];
  const add = (name: string, amount: Amount | null): void => {
    if (amount !== null) parts.push(`${name} ${amountText(amount)}`);
  };
  add("`test` takes", spec.test);
  add("`calib`", spec.calib);
  add("`train`", spec.train);
  add("`val`", spec.val);
  add("the gap", spec.gap);
  const folds = spec.folds > 1 ? `${spec.folds} folds are asked for` : "one fold is asked for";
  return parts.length === 0 ? folds : `${folds}: ${parts.join(", ")}`;
}

function amountText(amount: Amount): string {
  if ("rows" in amount) return `${amount.rows} rows`;
  if ("fraction" in amount) return `${Number((amount.fraction * 100).toPrecision(6))}%`;
  if ("date" in amount) return `from ${amount.date}`;
  const { months, milliseconds } = amount.duration;
  const exact =
    milliseconds === 0
      ? []
      : [milliseconds % 86_400_000 === 0 ? `${milliseconds / 86_400_000}d` : `${milliseconds / 3_600_000}h`];
  return [...(months === 0 ? [] : [`${months}mo`]), ...exact].join(" ");
}
