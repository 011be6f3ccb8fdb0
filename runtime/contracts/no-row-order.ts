// RC9: features that number or name the rows. A feature is an identifier when nearly every row has its own value and it is
// text or a whole number in the order of the rows (by Spearman's rank correlation with the row's place in the table).
import type { Diagnostic } from "../../specs/diagnostic.ts";
import type { FrameColumn } from "../frame/frame.ts";
import { formatNumber } from "../report/quantity.ts";
import { seenColumns } from "../task/task-data.ts";
import { binNumbers } from "./bins.ts";
import { type Contract, type ContractInput, judged, notApplicable } from "./contract.ts";
import { dataContracts } from "./contracts.diagnostics.ts";
import { probe } from "./probe.ts";
import { probeRows } from "./probe-rows.ts";
import { cellsOf, sampleCells } from "./sampled-cells.ts";

export const UNIQUE_SHARE = 0.99;
export const ORDER = 0.99;

export const noRowOrder: Contract = {
  name: "no-row-order",
  verify: async (input) => {
    await sampleCells(input);
    const { task, spanOf } = input;
    const rows = probeRows(input);
    if (rows === null) return notApplicable("too few labelled rows");
    const ordinals = Float64Array.from(rows.rows, (row) => task.rowIds[row]!);
    const orderScore = probe(binNumbers(ordinals), rows.target);
    const found = seenColumns(task).flatMap((feature): readonly Diagnostic[] => {
      const finding = findingOf(feature, rows.rows, ordinals, input);
      if (finding === null) return [];
      const { name: column } = feature;
      return [dataContracts["id-feature"](spanOf(column), { column, finding })];
    });
    // Undefined for a label of one class on these rows, which the task reports itself.
    const evidence = { rows: rows.rows.length, ...(Number.isNaN(orderScore) ? {} : { orderScore }) };
    return judged(found, evidence);
  },
};

function findingOf(
  feature: FrameColumn,
  rows: Int32Array,
  ordinals: Float64Array,
  input: ContractInput,
): string | null {
  if (feature.kind === "category") {
    const share = new Set(Array.from(rows, (row) => feature.codes[row]!)).size / rows.length;
    return share < UNIQUE_SHARE ? null : `has a value of its own in ${formatNumber(100 * share)} % of the rows`;
  }
  // Along a time, counters and trends are honest features.
  if (input.task.times !== null) return null;
  const cells = cellsOf(input, feature, rows);
  if (cells.kind === "category") return null;
  const { values } = cells;
  const isWhole = values.every((value) => Number.isInteger(value));
  if (!isWhole || new Set(values).size / values.length < UNIQUE_SHARE) return null;
  const order = spearman(values, ordinals);
  return Math.abs(order) < ORDER
    ? null
    : `numbers the rows: its rank correlation with their order is ${formatNumber(order)}`;
}

function spearman(a: Float64Array, b: Float64Array): number {
  const x = ranks(a);
  const y = ranks(b);
  const middle = (x.length - 1) / 2;
  let covariance = 0;
  let variance = 0;
  for (let i = 0; i < x.length; i++) {
    covariance += (x[i]! - middle) * (y[i]! - middle);
    variance += (x[i]! - middle) ** 2;
  }
  return variance === 0 ? 0 : covariance / variance;
}

/** Values are nearly all different, so ties may rank in any fixed order. */
function ranks(values: Float64Array): Float64Array {
  const order = Array.from(values.keys()).sort((a, b) => values[a]! - values[b]! || a - b);
  const rank = new Float64Array(values.length);
  for (const [position, i] of order.entries()) rank[i] = position;
  return rank;
}
