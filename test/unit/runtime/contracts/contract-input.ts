// Inputs of contracts from tasks built in memory.
import { pickCells } from "../../../../runtime/columns/pick-cells.ts";
import type { ContractInput } from "../../../../runtime/contracts/contract.ts";
import { createLibrary } from "../../../../runtime/model/library.ts";
import type { Partitions, TaskData } from "../../../../runtime/task/task-data.ts";
import type { Diagnostic } from "../../../../specs/diagnostic.ts";
import type { ContractOutcome } from "../../../../specs/run-record.ts";
import { standardLibrary } from "../../../../stdlib/declarations.ts";
import { implementations } from "../../../../stdlib/implementations.ts";
import { span, split } from "../split/example-task.ts";

export const library = createLibrary(implementations, standardLibrary.components);

export function contractInput(
  task: TaskData,
  partitions: Partitions,
  more: Partial<ContractInput> = {},
): ContractInput {
  return {
    task,
    partitions,
    split: split("holdout"),
    schema: { columns: [] },
    seed: 1,
    library,
    transforms: [],
    chain: () => Promise.reject(new Error("this contract computes no tables")),
    readCells: async (job) => pickCells(job),
    splitSpan: span,
    spanOf: () => span,
    ...more,
  };
}

/** Train and test of one cut, without folds. */
export function twoParts(train: readonly number[], test: readonly number[]): Partitions {
  const rows = (list: readonly number[]): Int32Array => Int32Array.from(list);
  return {
    folds: [{ train: rows(train), val: rows([]), inner: [] }],
    test: rows(test),
    calib: rows([]),
    dev: rows(train),
    all: rows([...train, ...test]),
  };
}

export const outcomeOf = (finding: {
  readonly outcome: ContractOutcome;
  readonly diagnostics: readonly Diagnostic[];
}): readonly string[] => [finding.outcome, ...finding.diagnostics.map(({ id, severity }) => `${severity} ${id}`)];
