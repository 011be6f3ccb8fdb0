// Contract: what a run leaves behind. Plain JSON, versioned; `pipec run --json` prints a RunRecord, the store keeps it, and
// reports, `runs` and `models` read it. Undefined numbers (one class only, no variance) are null.
import type { ContractName } from "./contract.ts";
import type { Diagnostic, Severity } from "./diagnostic.ts";
import type { DrawnTree, Explanation } from "./explanation.ts";
import type { Json } from "./json.ts";
import type { CertificateLine, ModelSpec, Plan } from "./plan.ts";
import type { CheckOutcome, TableProfile } from "./quality.ts";
import type { Assignment } from "./search.ts";

export const RUN_RECORD_VERSION = 1;

export type RunStatus = "done" | "failed" | "cancelled";

/** cached: taken from an earlier run. skipped: an input failed. unneeded: no result that was asked for reads it. */
export type NodeStatus = "done" | "cached" | "failed" | "skipped" | "cancelled" | "unneeded";

export interface NodeRecord {
  readonly id: string;
  readonly declaration: string;
  readonly op: string;
  readonly status: NodeStatus;
  readonly milliseconds: number;
  /** Identity of the value: plan fingerprint, data and version. */
  readonly key: string;
}

export interface RunRecord {
  readonly version: typeof RUN_RECORD_VERSION;
  readonly id: string;
  readonly status: RunStatus;
  readonly pipeline: { readonly name: string; readonly title: string | null };
  readonly file: string;
  /** ISO 8601, UTC. */
  readonly started: string;
  readonly finished: string;
  readonly planFingerprint: string;
  readonly seed: number;
  /** `--as-of`; absent when all of the data was used. */
  readonly asOf?: string;
  readonly parameters: Plan["parameters"];
  readonly environment: { readonly node: string; readonly pipec: string; readonly platform: string };
  /** Commit of the spec's folder, when the caller knows it. */
  readonly revision: string | null;
  readonly data: readonly DataFingerprint[];
  readonly nodes: readonly NodeRecord[];
  readonly searches: readonly SearchResult[];
  readonly evaluations: readonly EvaluationResult[];
  readonly published: readonly PublishedModel[];
  readonly predictions: readonly PredictionsMade[];
  readonly contracts: readonly ContractsResult[];
  /** What the rules of the spec's checks found; absent in older records. */
  readonly checks?: readonly CheckOutcome[];
  readonly certificate: readonly CertificateLine[];
  readonly allowed: Plan["allowed"];
  readonly diagnostics: readonly Diagnostic[];
}

/** `hash` is of the content of the source's files, so that a touched file is still the same data. */
export interface DataFingerprint {
  readonly node: string;
  readonly files: readonly { readonly path: string; readonly hash: string; readonly bytes: number }[];
  readonly hash: string;
}

export interface Trial {
  readonly number: number;
  /** Name of the model among those that compete. */
  readonly model: string;
  readonly assignment: Assignment;
  /** Score per fold, in the metric's own direction. */
  readonly scores: readonly (number | null)[];
  readonly value: number | null;
  readonly state: "complete" | "pruned" | "failed";
  readonly error: string | null;
  /** Kept rounds or epochs, per step of the horizon (one entry otherwise): the median over folds. */
  readonly rounds: readonly number[] | null;
  /** Values of the tie breaks, in order. */
  readonly then: readonly (number | null)[];
}

export interface SearchResult {
  readonly kind: "search";
  readonly node: string;
  readonly metric: string;
  readonly direction: "minimize" | "maximize";
  readonly folds: number;
  readonly trials: readonly Trial[];
  /** Number of the best trial. */
  readonly best: number;
  readonly bestModel: ModelSpec;
  readonly bestRounds: readonly number[] | null;
  readonly stopped: "trials" | "time-limit" | "exhausted";
}

export interface Interval {
  readonly low: number;
  readonly high: number;
  readonly level: number;
}

export interface Score {
  readonly metric: string;
  /** Mean over folds; the value itself when there is one fold. */
  readonly value: number | null;
  readonly sd: number | null;
  readonly folds: readonly (number | null)[];
  /** Percentile bootstrap of the pooled rows. */
  readonly interval: Interval | null;
}

export interface Slice {
  readonly column: string;
  readonly value: string;
  readonly rows: number;
  readonly scores: readonly Score[];
}

/** Bounded samples of predictions for plots. */
export interface Plots {
  readonly points: readonly {
    readonly time: number | null;
    readonly series: string | null;
    /** Step of the horizon, from 1; null outside forecasts. */
    readonly step: number | null;
    readonly actual: number;
    readonly predicted: number;
  }[];
  /** An even sample of all judged values of numeric tasks, of every series and step; absent in older records. */
  readonly agreement?: readonly { readonly actual: number; readonly predicted: number }[];
  readonly residuals: { readonly edges: readonly number[]; readonly counts: readonly number[] } | null;
  readonly roc: readonly { readonly x: number; readonly y: number }[] | null;
  readonly precisionRecall: readonly { readonly x: number; readonly y: number }[] | null;
  readonly calibration:
    | readonly { readonly predicted: number; readonly observed: number; readonly rows: number }[]
    | null;
  /** Rows: actual class; columns: predicted class. */
  readonly confusion: { readonly classes: readonly string[]; readonly counts: readonly (readonly number[])[] } | null;
}

export interface SubjectResult {
  readonly name: string;
  readonly scores: readonly Score[];
  /** Per metric one value per step 1..horizon; empty outside forecasts. */
  readonly bySteps: readonly { readonly metric: string; readonly values: readonly (number | null)[] }[];
  readonly slices: readonly Slice[];
  readonly plots: Plots;
  /** What the model itself says about its features, largest size first; null when it says nothing. */
  readonly importance: readonly { readonly feature: string; readonly value: number }[] | null;
  /** Absent in older records. */
  readonly importanceMeasure?: ImportanceMeasure;
  /** Of models of trees. */
  readonly tree?: DrawnTree;
  /** What the model makes of its features; null where that cannot be told, absent in older records and of baselines. */
  readonly explanation?: Explanation | null;
  readonly summary: Json;
}

/** `mixed`: of several models whose coefficients stand for different scales, each scaled to a sum of 1 in size. */
export type ImportanceMeasure = "gain" | "coefficient" | "mixed";

export interface Comparison {
  readonly subject: string;
  readonly baseline: string;
  readonly metric: string;
  /** subject - baseline, in the metric's unit. */
  readonly difference: number | null;
  /** Paired bootstrap of the difference. */
  readonly interval: Interval | null;
  /** 1 - subject / baseline for errors; null for other metrics. */
  readonly skill: number | null;
  /** True when the whole interval is on the good side of 0. */
  readonly better: boolean;
}

export interface EvaluationResult {
  readonly kind: "evaluation";
  readonly node: string;
  readonly task: "forecast" | "classify" | "regress";
  readonly target: string;
  readonly sealed: boolean;
  /** Judged origins (rows), and judged values (origins x horizon in a forecast). */
  readonly origins: number;
  readonly rows: number;
  readonly folds: number;
  readonly metrics: readonly { readonly name: string; readonly direction: "minimize" | "maximize" | "none" }[];
  readonly subjects: readonly SubjectResult[];
  readonly baselines: readonly SubjectResult[];
  readonly comparisons: readonly Comparison[];
  readonly bootstrap: {
    readonly resamples: number;
    readonly level: number;
    /** rows: independent rows. blocks: runs of consecutive origins. entities: all rows of one entity together. */
    readonly unit: "rows" | "blocks" | "entities";
    readonly block: number | null;
  };
  /** The columns that the task reads, in all of its rows; absent in older records. */
  readonly data?: TableProfile;
  /** How often this test partition has been looked at, this time included; null unless sealed. */
  readonly looks: number | null;
}

export type ContractOutcome = "held" | "violated" | "not-applicable";

export interface ContractVerdict {
  readonly contract: ContractName;
  /** RC1 …, as in docs/leakage-runtime.md. */
  readonly check: string;
  readonly id: string;
  readonly entries: readonly string[];
  readonly outcome: ContractOutcome;
  /** The most severe finding; null when there is none. */
  readonly severity: Severity | null;
  readonly note: string;
  /** The numbers that the verdict rests on. */
  readonly evidence: { readonly [name: string]: number };
}

/** What the contracts of one split gave. */
export interface ContractsResult {
  readonly kind: "contracts";
  readonly node: string;
  readonly split: string;
  readonly verdicts: readonly ContractVerdict[];
}

export interface PredictionsMade {
  readonly node: string;
  /** Where they were written, as the spec says it; null when they are only in memory and in the cache. */
  readonly path: string | null;
  readonly rows: number;
  readonly columns: readonly string[];
}

export interface PublishedModel {
  readonly kind: "published";
  readonly node: string;
  readonly name: string;
  /** Null when the condition did not hold. */
  readonly version: number | null;
  readonly alias: string | null;
  readonly published: boolean;
  readonly reason: string;
}
