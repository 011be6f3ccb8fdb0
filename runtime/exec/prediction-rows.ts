// Rows to predict as the rows of a task: like training rows, but the target may be absent and nothing is dropped.
import type { TaskSpec } from "../../specs/plan.ts";
import { ComponentError } from "../component.ts";
import type { Engine } from "../data/engine.ts";
import { exportFrame } from "../data/export-frame.ts";
import type { Table } from "../data/table.ts";
import { takeColumn } from "../frame/column-rows.ts";
import { type FrameColumn, sharedFloats, sharedInts, tableColumnOf } from "../frame/frame.ts";
import type { TaskData } from "../task/task-data.ts";

export async function taskForPrediction(
  engine: Engine,
  spec: TaskSpec,
  table: Table,
  known: { readonly classes: readonly string[] | null; readonly positive: number | null },
): Promise<TaskData> {
  const names = table.schema.columns.map((column) => column.name);
  const wanted = [...spec.features, ...spec.series, ...(spec.time === null ? [] : [spec.time.column])];
  const absent = wanted.filter((name) => !names.includes(name));
  if (absent.length > 0) {
    throw new ComponentError(
      "run/missing-column",
      `the table to predict has no column ${absent.map((name) => `\`${name}\``).join(", ")}`,
      "give it the columns of the source, or those of the task's table",
    );
  }
  const frame = await exportFrame(engine, table, names);
  const find = (name: string): FrameColumn => frame.columns.find((column) => column.name === name)!;
  const keys = [...spec.series, ...(spec.time === null ? [] : [spec.time.column])].map((name) => numbers(find(name)));
  const order = Int32Array.from({ length: frame.rows }, (_, row) => row).sort((a, b) => {
    for (const key of keys) {
      if (key[a]! < key[b]!) return -1;
      if (key[a]! > key[b]!) return 1;
    }
    return a - b;
  });
  const columns = frame.columns.map((column) => takeColumn(column, order));
  const sorted = (name: string): FrameColumn => columns.find((column) => column.name === name)!;
  const target = names.includes(spec.target) ? sorted(spec.target) : null;
  const { series, seriesNames } = codeSeries(spec.series.map(sorted), frame.rows);
  const usable = new Uint8Array(new SharedArrayBuffer(frame.rows)).fill(1);
  return {
    spec,
    rows: frame.rows,
    features: spec.features.flatMap((name) => columns.filter((column) => tableColumnOf(column) === name)),
    label: target?.kind === "number" ? target.values : sharedFloats(frame.rows).fill(Number.NaN),
    classes: known.classes,
    positive: known.positive,
    times: spec.time === null ? null : numbers(sorted(spec.time.column)),
    series,
    seriesNames,
    weight: null,
    extras: columns.filter((column) => !spec.features.includes(tableColumnOf(column))),
    rowIds: Float64Array.from(order),
    usable,
  };
}

const numbers = (column: FrameColumn): Float64Array =>
  column.kind === "number" ? column.values : Float64Array.from(column.codes);

/** The same names as in training: the cells of the series columns, joined. */
function codeSeries(
  columns: readonly FrameColumn[],
  rows: number,
): { readonly series: Int32Array; readonly seriesNames: readonly string[] } {
  const series = sharedInts(rows);
  if (columns.length === 0) return { series, seriesNames: [""] };
  const codes = new Map<string, number>();
  for (let row = 0; row < rows; row++) {
    const name = columns.map((column) => cellText(column, row)).join(" / ");
    if (!codes.has(name)) codes.set(name, codes.size);
    series[row] = codes.get(name)!;
  }
  return { series, seriesNames: [...codes.keys()] };
}

function cellText(column: FrameColumn, row: number): string {
  if (column.kind === "number") return String(column.values[row]);
  return column.codes[row]! < 0 ? "" : column.levels[column.codes[row]!]!;
}
