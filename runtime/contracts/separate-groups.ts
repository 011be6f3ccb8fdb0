// RC2: no group is on both sides of a pair: the column of `by:`, and every column that the claim calls new.
import { groupCodes } from "../split/group-codes.ts";
import { type Contract, type ContractInput, judged, notApplicable } from "./contract.ts";
import { splitContracts } from "./contracts.diagnostics.ts";
import { pairsOf } from "./pairs.ts";

export const separateGroups: Contract = {
  name: "separate-groups",
  verify: (input) => {
    const columns = groupColumns(input);
    if (columns.length === 0) return notApplicable("nothing says which rows belong together");
    const pairs = pairsOf(input.partitions);
    const { task, splitSpan } = input;
    const found = columns.flatMap((column) => {
      const groups = groupCodes(task, column);
      return pairs.flatMap(({ first, train, second, judged: rows }) => {
        const seen = new Set<number>();
        for (const row of train) seen.add(groups.codes[row]!);
        const shared = new Set<number>();
        for (const row of rows) if (seen.has(groups.codes[row]!)) shared.add(groups.codes[row]!);
        if (shared.size === 0) return [];
        const value = `a value of \`${column}\` (${shared.size} of ${groups.count} values in ${task.rows} rows)`;
        return [splitContracts["entity-overlap"](splitSpan, { count: shared.size, column, first, second, value })];
      });
    });
    return judged(found, { pairs: pairs.length, columns: columns.length });
  },
};

function groupColumns({ split, task }: ContractInput): readonly string[] {
  const claimed = task.spec.claim.flatMap((part) => (part.kind === "new" ? [part.column] : []));
  return [...new Set([...(split.by === null ? [] : [split.by]), ...claimed])];
}
