// The contracts about how rows were cut, for tests of splits.
import type { Contract } from "../../../../runtime/contracts/contract.ts";
import { disjointRows } from "../../../../runtime/contracts/disjoint-rows.ts";
import { labelsKnown } from "../../../../runtime/contracts/labels-known.ts";
import { separateGroups } from "../../../../runtime/contracts/separate-groups.ts";
import type { Partitions, TaskData } from "../../../../runtime/task/task-data.ts";
import { type Duration, scalar } from "../../../../specs/data-type.ts";
import type { Diagnostic, Span } from "../../../../specs/diagnostic.ts";
import { split } from "../split/example-task.ts";
import { contractInput } from "./contract-input.ts";

export function verifyPartitions(
  task: TaskData,
  partitions: Partitions,
  given: { readonly separate: string | null; readonly later: boolean; readonly labelDelay: Duration | null },
  span: Span,
): readonly Diagnostic[] {
  const target = given.labelDelay === null ? {} : { delay: given.labelDelay };
  const input = contractInput(task, partitions, {
    split: split("holdout", { by: given.separate }),
    schema: { columns: [{ name: task.spec.target, type: scalar("float"), roles: { target } }] },
    splitSpan: span,
  });
  const contracts: readonly Contract[] = [disjointRows, separateGroups, ...(given.later ? [labelsKnown] : [])];
  return contracts.flatMap((contract) => {
    const finding = contract.verify(input);
    if (finding instanceof Promise) throw new TypeError(`${contract.name} looks at rows only`);
    return finding.diagnostics;
  });
}
