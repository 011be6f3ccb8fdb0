// RC1: no row is in two parts of a pair, by its place in the task's table.
import type { Diagnostic } from "../../specs/diagnostic.ts";
import { type Contract, judged } from "./contract.ts";
import { splitContracts } from "./contracts.diagnostics.ts";
import { pairsOf } from "./pairs.ts";
import { sharedRows } from "./shared-rows.ts";

export const disjointRows: Contract = {
  name: "disjoint-rows",
  verify: ({ task, partitions, splitSpan }) => {
    const pairs = pairsOf(partitions);
    const { rowIds } = task;
    const places = isCounting(rowIds) ? null : rowIds;
    const found = pairs.flatMap(({ first, train, second, judged: rows }): readonly Diagnostic[] => {
      const shared =
        places === null
          ? sharedRows(train, rows, rowIds.length)
          : sharedRows(placesOf(train, places), placesOf(rows, places), lastOf(places) + 1);
      if (shared.count === 0) return [];
      const row = shared.first;
      return [splitContracts["overlapping-partitions"](splitSpan, { count: shared.count, first, second, row })];
    });
    return judged(found, { pairs: pairs.length });
  },
};

/** Rows that stand in the task as in its table are their own places. */
function isCounting(rowIds: Float64Array): boolean {
  for (let row = 0; row < rowIds.length; row++) if (rowIds[row] !== row) return false;
  return true;
}

const placesOf = (rows: Int32Array, rowIds: Float64Array): Int32Array => rows.map((row) => rowIds[row]!);

function lastOf(rowIds: Float64Array): number {
  let last = -1;
  for (let row = 0; row < rowIds.length; row++) if (rowIds[row]! > last) last = rowIds[row]!;
  return last;
}
