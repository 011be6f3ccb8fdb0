// RC2: no group is on both sides of a pair: the column of `by:`, every column that the claim calls new, and, where rows are cut one
// by one, the thing that they are about: that there is one row of each is the author's word (`@entity(unique: true)`) until here.
import type { Roles } from "../../specs/data-type.ts";
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
    const things = thingColumns(input);
    const found = columns.flatMap((column) => {
      const groups = groupCodes(task, column);
      // Rows that name no thing are about none in common.
      const nobody = things.includes(column) ? groups.missing : null;
      return pairs.flatMap(({ first, train, second, judged: rows }) => {
        const isSeen = new Uint8Array(groups.count);
        for (let i = 0; i < train.length; i++) isSeen[groups.codes[train[i]!]!] = 1;
        if (nobody !== null) isSeen[nobody] = 0;
        let shared = 0;
        for (let i = 0; i < rows.length; i++) {
          const group = groups.codes[rows[i]!]!;
          if (isSeen[group] !== 1) continue;
          isSeen[group] = 2;
          shared += 1;
        }
        if (shared === 0) return [];
        const value = `a value of \`${column}\` (${shared} of ${groups.count} values in ${task.rows} rows)`;
        return [splitContracts["entity-overlap"](splitSpan, { count: shared, column, first, second, value })];
      });
    });
    return judged(found, { pairs: pairs.length, columns: columns.length });
  },
};

function groupColumns(input: ContractInput): readonly string[] {
  const { split, task } = input;
  const claimed = task.spec.claim.flatMap((part) => (part.kind === "new" ? [part.column] : []));
  return [...new Set([...(split.by === null ? [] : [split.by]), ...claimed, ...thingColumns(input)])];
}

/** A cut in time may share them, and a claim may give them up. */
function thingColumns({ split, task: { spec }, schema }: ContractInput): readonly string[] {
  const isByRows = spec.time === null || split.shuffle || /^(stratified_)?kfold$/.test(split.method);
  if (split.by !== null || !isByRows || spec.claim.some(({ kind }) => kind === "transductive")) return [];
  const isThing = ({ entity, group }: Roles): boolean => entity !== undefined || group === true;
  return schema.columns.filter(({ roles }) => isThing(roles)).map(({ name }) => name);
}
