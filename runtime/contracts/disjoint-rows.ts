// RC1: no row is in two parts of a pair, by its place in the task's table.
import type { Diagnostic } from "../../specs/diagnostic.ts";
import { type Contract, judged } from "./contract.ts";
import { splitContracts } from "./contracts.diagnostics.ts";
import { pairsOf } from "./pairs.ts";

export const disjointRows: Contract = {
  name: "disjoint-rows",
  verify: ({ task, partitions, splitSpan }) => {
    const pairs = pairsOf(partitions);
    const { rowIds } = task;
    let last = -1;
    for (let row = 0; row < rowIds.length; row++) last = Math.max(last, rowIds[row]!);
    const found = pairs.flatMap(({ first, train, second, judged: rows }): readonly Diagnostic[] => {
      const isTrained = new Uint8Array(last + 1);
      for (let i = 0; i < train.length; i++) isTrained[rowIds[train[i]!]!] = 1;
      const shared = rows.filter((row) => isTrained[rowIds[row]!] === 1);
      if (shared.length === 0) return [];
      const row = task.rowIds[shared[0]!]!;
      return [splitContracts["overlapping-partitions"](splitSpan, { count: shared.length, first, second, row })];
    });
    return judged(found, { pairs: pairs.length });
  },
};
