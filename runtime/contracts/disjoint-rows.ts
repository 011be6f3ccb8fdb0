// RC1: no row is in two parts of a pair, by its place in the task's table.
import type { Diagnostic } from "../../specs/diagnostic.ts";
import { type Contract, judged } from "./contract.ts";
import { splitContracts } from "./contracts.diagnostics.ts";
import { pairsOf } from "./pairs.ts";

export const disjointRows: Contract = {
  name: "disjoint-rows",
  verify: ({ task, partitions, splitSpan }) => {
    const pairs = pairsOf(partitions);
    const found = pairs.flatMap(({ first, train, second, judged: rows }): readonly Diagnostic[] => {
      const ids = new Set<number>();
      for (const row of train) ids.add(task.rowIds[row]!);
      const shared = rows.filter((row) => ids.has(task.rowIds[row]!));
      if (shared.length === 0) return [];
      const row = task.rowIds[shared[0]!]!;
      return [splitContracts["overlapping-partitions"](splitSpan, { count: shared.length, first, second, row })];
    });
    return judged(found, { pairs: pairs.length });
  },
};
