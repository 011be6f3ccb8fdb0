// What a target makes of the other columns: how well each alone predicts it, and whether its gaps give it away. The probes
// are those of the run-time contracts, so what is proposed here is what a run would find.
import { binCells } from "../contracts/bins.ts";
import { type ProbeMetric, probe, probeTarget } from "../contracts/probe.ts";
import { PROBE_ROWS, takeEvenly } from "../contracts/sample.ts";
import type { Engine } from "../data/engine.ts";
import { exportFrame } from "../data/export-frame.ts";
import type { Table } from "../data/table.ts";
import { takeColumn } from "../frame/column-rows.ts";
import type { FrameColumn } from "../frame/frame.ts";
import { createRandom, permutation } from "../numeric/random.ts";

export interface TargetFacts {
  readonly kind: "classify" | "regress";
  readonly metric: ProbeMetric;
  /** Classes with their counts, the most frequent first; empty for numbers. */
  readonly classes: readonly { readonly value: string; readonly count: number }[];
  readonly columns: ReadonlyMap<string, ColumnFacts>;
}

export interface ColumnFacts {
  /** Score of the column alone; NaN when it is undefined. */
  readonly score: number;
  /** Score of whether it is missing; null when it never is. */
  readonly gaps: number | null;
  /** Every row that has a value is of this class, too many to be chance; null otherwise. */
  readonly onlyClass: { readonly value: string; readonly rows: number } | null;
}

const SEED = 7;
const FEWEST_ROWS = 40;
/** One in a million: how unlikely it must be that all rows with a value are of one class by chance. */
const CHANCE = 1e-6;

export async function inferTarget(engine: Engine, table: Table, target: string): Promise<TargetFacts> {
  const names = table.schema.columns.filter(({ type }) => type.shape.length === 0).map(({ name }) => name);
  const { columns, rows: count } = await exportFrame(engine, table, names);
  const label = columns.find(({ name }) => name === target)!;
  const declared = table.schema.columns.find(({ name }) => name === target)!;
  const { values, classes } = labelOf(label, declared.type.kind === "bool");
  const labelled = Int32Array.from({ length: count }, (_, row) => row).filter((row) => !Number.isNaN(values[row]!));
  const taken = takeEvenly(labelled, PROBE_ROWS);
  const order = permutation(taken.length, createRandom(SEED, "infer"));
  const rows = Int32Array.from(order, (i) => taken[i]!);
  const probed = probeTarget(
    Float64Array.from(rows, (row) => values[row]!),
    classes,
  );
  const found = new Map<string, ColumnFacts>();
  for (const column of columns) {
    if (column.name === target || rows.length < FEWEST_ROWS) continue;
    const missing = Int32Array.from(rows, (row) => (isMissing(column, row) ? 1 : 0));
    const hasGaps = missing.includes(1) && missing.includes(0);
    found.set(column.name, {
      score: probe(binCells(takeColumn(column, rows)), probed),
      gaps: hasGaps ? probe(missing, probed) : null,
      onlyClass: hasGaps && classes !== null ? onlyClassOf(column, labelled, values, classes) : null,
    });
  }
  const counts = (classes ?? []).map((value, code) => ({
    value,
    count: labelled.reduce((sum, row) => sum + (values[row] === code ? 1 : 0), 0),
  }));
  return {
    kind: classes === null ? "regress" : "classify",
    metric: probed.metric,
    classes: counts.filter((one) => one.count > 0).sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1)),
    columns: found,
  };
}

/** Texts and bools are classes, and so are whole numbers of which there are only two, where an `int` holds them exactly. */
function labelOf(
  label: FrameColumn,
  isBool: boolean,
): { readonly values: Float64Array; readonly classes: readonly string[] | null } {
  if (label.kind === "category")
    return { values: Float64Array.from(label.codes, (code) => (code < 0 ? Number.NaN : code)), classes: label.levels };
  const distinct = [...new Set(label.values.filter((value) => !Number.isNaN(value)))].sort((a, b) => a - b);
  if (isBool) return { values: label.values, classes: ["false", "true"] };
  const isNumber = label.type === "int" || label.type === "float";
  if (!isNumber || distinct.length !== 2 || !distinct.every(Number.isSafeInteger))
    return { values: label.values, classes: null };
  return {
    values: label.values.map((value) => (Number.isNaN(value) ? value : distinct.indexOf(value))),
    classes: distinct.map(String),
  };
}

const isMissing = (column: FrameColumn, row: number): boolean =>
  column.kind === "number" ? Number.isNaN(column.values[row]!) : column.codes[row]! < 0;

function onlyClassOf(
  column: FrameColumn,
  rows: Int32Array,
  values: Float64Array,
  classes: readonly string[],
): ColumnFacts["onlyClass"] {
  const present = rows.filter((row) => !isMissing(column, row));
  const [first] = present;
  if (first === undefined || present.some((row) => values[row] !== values[first])) return null;
  const code = values[first]!;
  const rate = rows.reduce((sum, row) => sum + (values[row] === code ? 1 : 0), 0) / rows.length;
  return rate ** present.length < CHANCE ? { value: classes[code]!, rows: present.length } : null;
}
