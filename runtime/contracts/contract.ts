// What a contract sees and gives. A contract only looks: it never changes rows, and equal data gives equal verdicts.
import type { ContractName } from "../../specs/contract.ts";
import type { Schema } from "../../specs/data-type.ts";
import type { Diagnostic, Span } from "../../specs/diagnostic.ts";
import type { SplitSpec, TransformSpec } from "../../specs/plan.ts";
import type { ContractOutcome } from "../../specs/run-record.ts";
import type { CellsJob, CellsResult } from "../columns/pick-cells.ts";
import type { Library } from "../model/library.ts";
import type { TableChain } from "../replay/table-chain.ts";
import type { Partitions, TaskData } from "../task/task-data.ts";

export interface ContractInput {
  readonly task: TaskData;
  readonly partitions: Partitions;
  readonly split: SplitSpec;
  /** Columns of the task's table, with what their annotations say. */
  readonly schema: Schema;
  readonly seed: number;
  readonly library: Library;
  /** Transforms that will be fitted, each with the rows of its part. */
  readonly transforms: readonly { readonly transform: TransformSpec; readonly rows: Int32Array }[];
  /** The tables before the task, for contracts that compute them again. */
  readonly chain: () => Promise<TableChain>;
  /** Rows of columns in files, read by whoever is free. */
  readonly readCells: (job: CellsJob) => Promise<CellsResult>;
  readonly splitSpan: Span;
  /** Where a column of the task's table, or `join <node>`, was written; the split when that is not known. */
  readonly spanOf: (name: string) => Span;
}

export interface Finding {
  readonly outcome: ContractOutcome;
  readonly note: string;
  readonly evidence: Readonly<Record<string, number>>;
  readonly diagnostics: readonly Diagnostic[];
}

export interface Contract {
  readonly name: ContractName;
  /** Mostly waits for the data engine and for threads: others are verified meanwhile. */
  readonly waits?: true;
  readonly verify: (input: ContractInput) => Finding | Promise<Finding>;
}

type Evidence = Finding["evidence"];

export const held = (evidence: Evidence, note = ""): Finding => ({ outcome: "held", note, evidence, diagnostics: [] });

export const notApplicable = (note: string): Finding => ({
  outcome: "not-applicable",
  note,
  evidence: {},
  diagnostics: [],
});

/** Held when there is no diagnostic. */
export const judged = (diagnostics: readonly Diagnostic[], evidence: Evidence): Finding => ({
  outcome: diagnostics.length === 0 ? "held" : "violated",
  note: diagnostics[0]?.message ?? "",
  evidence,
  diagnostics,
});
