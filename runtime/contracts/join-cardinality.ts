// RC13: a join keeps every left row once, or drops it; it never multiplies one. Neither do the steps around it whose columns
// are computed: a function of a plugin is an expression of the data engine, which may hold what makes rows.
import type { Diagnostic } from "../../specs/diagnostic.ts";
import { type Contract, judged, notApplicable } from "./contract.ts";
import { dataContracts } from "./contracts.diagnostics.ts";

export const joinCardinality: Contract = {
  name: "join-cardinality",
  verify: async ({ chain, spanOf }) => {
    const { steps, tableOf } = await chain();
    const found: Diagnostic[] = [];
    let joins = 0;
    for (const { id, inputs, op } of steps) {
      const isJoin = op.step.kind === "join" || op.step.kind === "join_as_of";
      if (!isJoin && op.step.kind !== "derive") continue;
      if (isJoin) joins += 1;
      const before = (await tableOf(inputs[0]!)).rows;
      const after = (await tableOf(id)).rows;
      const mayDrop = op.step.kind === "join" && op.step.how === "inner";
      if (mayDrop ? after <= before : after === before) continue;
      found.push(dataContracts["join-fan-out"](spanOf(`join ${id}`), { node: id, before, after }));
    }
    return joins === 0 ? notApplicable("the task's table has no join") : judged(found, { joins });
  },
};
