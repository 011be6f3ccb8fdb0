// The rows of a task: features, labels and times in (series, time) order.
import type { Diagnostic, Span } from "../../specs/diagnostic.ts";
import type { TaskOperation } from "../../specs/plan.ts";
import type { Engine } from "../data/engine.ts";
import type { Table } from "../data/table.ts";
import { inMemory } from "../frame/column-rows.ts";
import { type FrameColumn, sharedInts, tableColumnOf } from "../frame/frame.ts";
import { checkTimes } from "./check-times.ts";
import { checkWeights } from "./check-weights.ts";
import { encodeLabel, type KnownClasses } from "./encode-label.ts";
import type { TaskData } from "./task-data.ts";
import { numbersOf, taskFrame } from "./task-frame.ts";
import { markUsable } from "./usable-rows.ts";

/** `task` is null exactly when a diagnostic is an error. */
export interface TaskResult {
  readonly task: TaskData | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** `known`: the classes of the task whose target this one has. */
export async function makeTask(
  engine: Engine,
  op: TaskOperation,
  table: Table,
  span: Span,
  known: KnownClasses | null = null,
): Promise<TaskResult> {
  const spec = op.task;
  const { frame, rowIds } = await taskFrame(engine, op, table);
  const column = (name: string): FrameColumn => {
    const found = frame.columns.find((candidate) => candidate.name === name);
    if (found === undefined) throw new TypeError(`the task's table has no column ${name}`);
    // What every thread looks at is read once, into memory that they share.
    return inMemory(found);
  };
  const { codes: series, names: seriesNames } = encodeSeries(spec.series.map(column), frame.rows);
  const times = spec.time === null ? null : numbersOf(column(spec.time.column));
  const target = encodeLabel(column(spec.target), spec, span, known);
  const weight = spec.weight === null ? null : numbersOf(column(spec.weight));
  const usable = markUsable(spec, { rows: frame.rows, series, label: target.label });
  const diagnostics = [
    ...target.diagnostics,
    ...(weight === null
      ? []
      : checkWeights(
          spec.weight ?? "",
          weight.filter((_, row) => usable.mask[row] === 1),
          span,
        )),
    ...(times === null ? [] : checkTimes(spec, times, series, seriesNames, span)),
    ...usable.diagnostics(span),
  ];
  if (diagnostics.some((diagnostic) => diagnostic.severity === "error")) return { task: null, diagnostics };
  const special = new Set([...spec.features, spec.target]);
  const task: TaskData = {
    spec,
    rows: frame.rows,
    features: spec.features.flatMap((name) => frame.columns.filter((candidate) => tableColumnOf(candidate) === name)),
    label: target.label,
    classes: target.classes,
    positive: target.positive,
    times,
    series,
    seriesNames,
    weight,
    extras: frame.columns.filter((candidate) => !special.has(tableColumnOf(candidate))),
    rowIds,
    usable: usable.mask,
  };
  return { task, diagnostics };
}

/** One code per distinct combination, in order of first row; rows of a series are contiguous already. */
function encodeSeries(
  columns: readonly FrameColumn[],
  rows: number,
): { readonly codes: Int32Array; readonly names: readonly string[] } {
  const codes = sharedInts(rows);
  if (columns.length === 0) return { codes, names: [""] };
  const names: string[] = [];
  const known = new Map<string, number>();
  const keys = columns.map((column) => (column.kind === "number" ? column.values : column.codes));
  const isAsBefore = (row: number): boolean => {
    for (const key of keys) if (key[row] !== key[row - 1]) return false;
    return true;
  };
  for (let row = 0; row < rows; row++) {
    if (row > 0 && isAsBefore(row)) {
      codes[row] = codes[row - 1]!;
      continue;
    }
    const name = columns.map((column) => cellText(column, row)).join(" / ");
    let code = known.get(name);
    if (code === undefined) {
      code = names.length;
      known.set(name, code);
      names.push(name);
    }
    codes[row] = code;
  }
  return { codes, names };
}

function cellText(column: FrameColumn, row: number): string {
  if (column.kind === "number") return String(column.values[row]);
  const code = column.codes[row]!;
  return code < 0 ? "" : column.levels[code]!;
}
