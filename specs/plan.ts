// Contract between compiler and runtime: the checked plan. Plain, serialisable JSON; the two halves talk only through it.
// Names, docs and spans are display; identity is `fingerprint` (meaning + fingerprints of the inputs).
import type { AllowedFinding, CertificateLine } from "./certificate.ts";
import type { ContractName } from "./contract.ts";
import type { Duration, Schema } from "./data-type.ts";
import type { Span } from "./diagnostic.ts";
import type { Json } from "./json.ts";
import type { KnownRows, PlanSchedule } from "./moment.ts";
import type { Amount } from "./parameter.ts";
import type { SearchSpace } from "./search.ts";
import type { TableStep } from "./table-step.ts";

export type { AllowedFinding, CertificateLine, CertificateStatus } from "./certificate.ts";
export type { KnownRows, PlanSchedule } from "./moment.ts";
export type { NamedExpression, TableStep } from "./table-step.ts";

export const PLAN_VERSION = 1;

export interface Plan {
  readonly version: typeof PLAN_VERSION;
  readonly pipeline: { readonly name: string; readonly title: string | null };
  /** Path of the main file as the user gave it; relative paths of sources are relative to its folder. */
  readonly file: string;
  readonly seed: number;
  /** `--as-of`, ISO 8601 in UTC: what was known then. Absent: all of the data. */
  readonly asOf?: string;
  /** Final values of all `param`s, for display and the run record. Secrets never stand here. */
  readonly parameters: { readonly [name: string]: Json };
  /** In an order in which every node comes after its inputs. */
  readonly nodes: readonly PlanNode[];
  /** Every declaration that a user may ask for by name, with its nodes. */
  readonly declarations: readonly PlanDeclaration[];
  /** What is to be run again and again; `pipec backfill` takes its defaults from it. */
  readonly schedules?: readonly PlanSchedule[];
  readonly certificate: readonly CertificateLine[];
  /** `# pipec-allow` lines, counted in every report. */
  readonly allowed: readonly AllowedFinding[];
}

export interface PlanDeclaration {
  readonly name: string;
  readonly kind: string;
  readonly doc: string | null;
  readonly nodes: readonly NodeId[];
}

/** `<declaration>` or `<declaration>/<part>`, unique in a plan, stable for an unchanged spec. */
export type NodeId = string;

export interface PlanNode {
  readonly id: NodeId;
  /** The declaration this node belongs to. */
  readonly declaration: string;
  readonly inputs: readonly NodeId[];
  readonly op: Operation;
  readonly span: Span;
  /** Row partitions that shaped the value, printed by `pipec plan`: `cv.train[2]`, `cv.test`. */
  readonly influences: readonly string[];
  readonly fingerprint: string;
}

export type Operation =
  | SourceOperation
  | StepOperation
  | CheckOperation
  | TaskOperation
  | SplitOperation
  | ContractOperation
  | RowsOperation
  | TransformOperation
  | ApplyOperation
  | FitOperation
  | WrapOperation
  | SearchOperation
  | EnsembleOperation
  | EvaluateOperation
  | PredictOperation
  | PublishOperation
  | ReportOperation;

/** Reads a source into a table that has exactly `schema`. */
export interface SourceOperation {
  readonly kind: "source";
  readonly connector: string;
  readonly params: { readonly [name: string]: Json };
  readonly schema: Schema;
  /** Only what was known at a moment; absent where all rows are read. */
  readonly known?: KnownRows;
  /** Where the columns were declared; display only. */
  readonly places?: readonly { readonly name: string; readonly span: Span }[];
  /** Where variables of the environment are named, `env("X")`; display only. */
  readonly variables?: readonly { readonly name: string; readonly span: Span }[];
}

/** One relational step. inputs[0] is the table, inputs[1] the right table of a join or union. `schema` is the result's. */
export interface StepOperation {
  readonly kind: "step";
  readonly step: TableStep;
  readonly schema: Schema;
}

export interface CheckOperation {
  readonly kind: "check";
  readonly rules: readonly {
    readonly rule: string;
    readonly params: { readonly [name: string]: Json };
    readonly severity: "error" | "warning" | "info";
    readonly span: Span;
  }[];
}

/** Rows of inputs[0] become the rows of a task: matrices of features, labels, times. Classes are those of the task inputs[1], if any. */
export interface TaskOperation {
  readonly kind: "task";
  readonly task: TaskSpec;
  /** What the rows hold: what the task names, and what its splits and evaluations group by. Other columns are not read. */
  readonly columns: readonly string[];
  readonly schema: Schema;
}

export interface TaskSpec {
  readonly kind: "forecast" | "classify" | "regress";
  readonly target: string;
  readonly features: readonly string[];
  /** Columns whose future values a forecast may use. */
  readonly known: readonly string[];
  /**
   * What transforms are given beside the features; absent: nothing. `ahead`: in a forecast as it is at the predicted row. `made`: it
   * takes the place of a feature that it was computed from; others only tell groups of rows apart.
   */
  readonly beside?: readonly { readonly column: string; readonly ahead: boolean; readonly made?: true }[];
  /** `zone`: on whose calendar a step of whole days or months is counted. */
  readonly time: { readonly column: string; readonly every: Duration | null; readonly zone?: string } | null;
  readonly series: readonly string[];
  readonly entity: string | null;
  readonly weight: string | null;
  /** Rows ahead, 1..horizon; null for regress and classify without a horizon. */
  readonly horizon: number | null;
  readonly lookback: number | null;
  /** Rows before the first one that has all window features (the largest look-back of the features). */
  readonly warmup: number;
  readonly positive: Json;
  readonly quantiles: readonly number[];
  readonly claim: readonly ClaimPart[];
}

export type ClaimPart =
  | { readonly kind: "future"; readonly horizon: Duration | null }
  | { readonly kind: "new"; readonly column: string }
  | { readonly kind: "new_rows" }
  | { readonly kind: "transductive" };

/** Cuts the rows of the task inputs[0]; with `inner`, each fold's training rows are cut again. */
export interface SplitOperation {
  readonly kind: "split";
  readonly split: SplitSpec;
}

/**
 * Contracts that hold on the data or stop everything that reads the split. inputs: task, split. What they verify is found by
 * following the inputs of the task.
 */
export interface ContractOperation {
  readonly kind: "contracts";
  readonly contracts: readonly ContractName[];
  /** Closed transforms that are fitted on rows of the split, each once. */
  readonly transforms: readonly { readonly transform: TransformSpec; readonly partition: PartitionRef }[];
  /** Where columns of the task, and the joins before it, were written; display only. */
  readonly places: readonly { readonly name: string; readonly span: Span }[];
}

export interface SplitSpec {
  readonly method: string;
  readonly folds: number;
  readonly test: Amount | null;
  readonly val: Amount | null;
  readonly calib: Amount | null;
  readonly train: Amount | null;
  readonly step: Amount | null;
  /** Rows (regular step) or time strictly between the last training and the first judged origin. */
  readonly gap: Amount | null;
  readonly embargo: Amount | null;
  readonly by: string | null;
  readonly stratify: string | null;
  readonly column: string | null;
  readonly shuffle: boolean;
  readonly seed: number;
  readonly inner: SplitSpec | null;
}

export type PartitionName = "train" | "val" | "test" | "dev" | "all" | "calib";

/**
 * `fold` is null for parts that exist once (test, dev, all, and everything of holdout and predefined). `inner.*` stands for
 * all inner folds of the outer fold `fold`: a search takes them one by one, and prepares a shared chain for each of them.
 */
export interface PartitionRef {
  readonly split: NodeId;
  readonly part: PartitionName | `inner.${PartitionName}`;
  readonly fold: number | null;
}

/** The rows of a partition as a table (`cv.train |> derive {…}`). inputs: task, split. */
export interface RowsOperation {
  readonly kind: "rows";
  readonly partition: PartitionRef;
}

/** A closed component: every parameter has its value. Nested components are ComponentSpecs again. */
export interface ComponentSpec {
  readonly component: string;
  readonly params: { readonly [name: string]: Json };
}

export type Selector =
  | { readonly kind: "numeric" | "categorical" | "boolean" | "temporal" | "target" }
  | { readonly kind: "all"; readonly except: readonly string[] }
  | { readonly kind: "matching"; readonly pattern: string }
  | { readonly kind: "columns"; readonly columns: readonly string[] };

/** A parameter value is plain JSON, or `{"$open": path}` where a search fills it in. */
export type TransformSpec =
  | { readonly kind: "chain"; readonly steps: readonly TransformSpec[] }
  | { readonly kind: "component"; readonly component: string; readonly params: { readonly [name: string]: Json } }
  /** Columns of `beside`, which were computed on the whole table, take the place of the columns that they were computed from. */
  | { readonly kind: "take"; readonly columns: readonly { readonly from: string; readonly to: string }[] }
  /** Entries select on the block's input columns; unselected columns pass through. */
  | {
      readonly kind: "block";
      readonly entries: readonly { readonly selector: Selector; readonly transform: TransformSpec }[];
    }
  | { readonly kind: "choice"; readonly path: string; readonly options: readonly TransformSpec[] };

export type ModelSpec =
  | { readonly kind: "estimator"; readonly component: string; readonly params: { readonly [name: string]: Json } }
  | { readonly kind: "pipeline"; readonly transform: TransformSpec; readonly model: ModelSpec }
  | {
      readonly kind: "combinator";
      readonly component: string;
      readonly params: { readonly [name: string]: Json };
      readonly model: ModelSpec;
    }
  /** `path` is an open parameter whose options are the indices 0..n-1. */
  | { readonly kind: "choice"; readonly path: string; readonly options: readonly ModelSpec[] };

/**
 * Fits a transform chain on the rows of a partition. inputs: task, split; or one table (then `partition` is null).
 * One such node serves every trial and model that starts with the same chain on the same rows.
 */
export interface TransformOperation {
  readonly kind: "transform";
  readonly transform: TransformSpec;
  readonly partition: PartitionRef | null;
}

/** Applies a fitted transform. inputs: transform, table. */
export interface ApplyOperation {
  readonly kind: "apply";
  readonly schema: Schema;
}

/**
 * Fits a model. inputs: task, split, then the search when `best` is true (its winner replaces `model`), then the
 * transform node that has already prepared the rows when `prepared` is true (then `model` starts after that chain).
 */
export interface FitOperation {
  readonly kind: "fit";
  readonly model: ModelSpec | null;
  readonly best: boolean;
  readonly prepared: boolean;
  readonly partition: PartitionRef;
  readonly validate: PartitionRef | null;
  /** A column that weighs the rows of this fit; absent where the task says it. The chain is then fitted along, not prepared. */
  readonly weight?: string;
  readonly patience: number | null;
  readonly seed: number;
}

/** Learns the part of a wrapper (`calibrated`, `conformal`, `threshold`) on top of a fitted value, which stays as it is. inputs: task, split, fitted. */
export interface WrapOperation {
  readonly kind: "wrap";
  readonly wrapper: ComponentSpec;
  readonly partition: PartitionRef;
  /** A column that weighs the rows that it learns from; absent where the task says it. */
  readonly weight?: string;
}

/** inputs: task, split, then one transform node per fold and per distinct closed chain, as `prepared` says. */
export interface SearchOperation {
  readonly kind: "search";
  readonly models: readonly {
    readonly name: string;
    readonly model: ModelSpec;
    readonly space: SearchSpace;
    /** Per fold, the id of the transform node that prepares the rows; empty when the chain itself is searched. */
    readonly prepared: readonly NodeId[];
  }[];
  readonly sampler: ComponentSpec;
  readonly pruner: ComponentSpec | null;
  readonly trials: number;
  readonly timeLimitSeconds: number | null;
  readonly seed: number;
  /** One pair per fold. */
  readonly folds: readonly {
    readonly fit: PartitionRef;
    readonly score: PartitionRef;
    readonly validate: PartitionRef | null;
  }[];
  readonly patience: number | null;
  readonly metric: ComponentSpec;
  readonly direction: "minimize" | "maximize";
  /** Tie breaks, in order. */
  readonly then: readonly { readonly metric: ComponentSpec; readonly direction: "minimize" | "maximize" }[];
}

/** inputs: task, split, then the fitted members (per fold: all members of fold 0, then of fold 1, …). */
export interface EnsembleOperation {
  readonly kind: "ensemble";
  readonly ensemble: ComponentSpec;
  readonly members: readonly string[];
  readonly folds: number;
  readonly partitions: readonly PartitionRef[];
  readonly seed: number;
}

/**
 * Judges fitted values. inputs: task, split, then per subject its fitted nodes (one per fold or one).
 * Baselines are fitted by the evaluation itself on `baselineFit`, rows that the subject could have seen.
 */
export interface EvaluateOperation {
  readonly kind: "evaluate";
  readonly subjects: readonly { readonly name: string; readonly nodes: readonly NodeId[] }[];
  readonly baselines: readonly {
    readonly name: string;
    readonly model: ModelSpec;
    readonly nodes: readonly NodeId[];
  }[];
  /** One per fold, or one. */
  readonly partitions: readonly PartitionRef[];
  readonly metrics: readonly {
    readonly name: string;
    readonly metric: ComponentSpec;
    readonly direction: "minimize" | "maximize" | "none";
  }[];
  readonly by: readonly string[];
  readonly stride: number;
  readonly bootstrap: {
    readonly resamples: number;
    readonly level: number;
    readonly block: number | null;
    readonly seed: number;
  };
  /** True when the partition is a sealed test: the store counts the look. */
  readonly sealed: boolean;
}

/** inputs: fitted, table. */
export interface PredictOperation {
  readonly kind: "predict";
  readonly into: ComponentSpec | null;
  readonly keep: readonly string[];
  readonly intervals: readonly number[];
  /** The row-wise and window steps from the task's source to its features, replayed on the new table. */
  readonly replay: readonly NodeId[];
}

/** A condition over results: `final.mae < final.baseline.mae`. */
export type ResultExpression =
  | { readonly kind: "result"; readonly node: NodeId; readonly path: readonly string[] }
  | { readonly kind: "literal"; readonly value: number | boolean | string | null }
  | { readonly kind: "call"; readonly function: string; readonly args: readonly ResultExpression[] };

/** inputs: fitted, then every evaluation that `when` reads. */
export interface PublishOperation {
  readonly kind: "publish";
  readonly name: string;
  readonly alias: string | null;
  readonly when: ResultExpression | null;
  readonly description: string | null;
  readonly tags: { readonly [name: string]: string };
}

/** inputs: evaluations, searches, fitted values in the order of the spec. */
export interface ReportOperation {
  readonly kind: "report";
  readonly format: "html" | "markdown" | "json";
  readonly name: string;
  readonly sections: readonly NodeId[];
}
