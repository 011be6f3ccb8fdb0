// The cells of a column as probes of single columns see them.
import type { FrameColumn } from "../frame/frame.ts";
import type { ContractInput } from "./contract.ts";
import { hasRowBefore, type ProbeRows } from "./probe-rows.ts";
import { cellsOf } from "./sampled-cells.ts";

/**
 * The cells of a column as they are probed, in the order of the probed rows. A slow series predicts itself from its last value,
 * which is no leak; its changes are what only a leak predicts. The first row of a series has none.
 */
export function probedCells(
  input: ContractInput,
  { rows, before: rowsBefore, changes }: ProbeRows,
  column: FrameColumn,
): FrameColumn {
  const cells = cellsOf(input, column, rows);
  if (!changes || cells.kind === "category") return cells;
  const before = cellsOf(input, column, rowsBefore);
  if (before.kind === "category") return cells;
  const values = new Float64Array(rows.length);
  for (let i = 0; i < values.length; i++) {
    values[i] = hasRowBefore(input.task, rows[i]!) ? cells.values[i]! - before.values[i]! : Number.NaN;
  }
  return { kind: "number", name: cells.name, type: cells.type, values };
}
