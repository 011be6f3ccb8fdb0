// What an implementation in stdlib/**/*.impl.ts provides. Pure functions: no clock, no Math.random, inputs unchanged,
// the same seed gives the same bits. `P` are the parameter values of the declaration with all defaults filled in.
import type { TaskKind } from "../specs/component.ts";
import type { ColumnType } from "../specs/data-type.ts";
import type { DrawnTree } from "../specs/explanation.ts";
import type { Expression } from "../specs/expression.ts";
import type { Json } from "../specs/json.ts";
import type { Assignment, SearchSpace } from "../specs/search.ts";
import type { Rules } from "./data/rule.ts";
import type { FrameColumn } from "./frame/frame.ts";
import type { ThreadBudget } from "./kernels/thread-budget.ts";
import type { Random } from "./numeric/random.ts";
import type { WindowKernel } from "./windows/series-rows.ts";

/** Fitted state: plain objects, arrays and typed arrays only, so that it can be stored, posted to workers and hashed. */
export type State =
  | Json
  | Float64Array
  | Float32Array
  | Int32Array
  | Uint8Array
  | readonly State[]
  | { readonly [key: string]: State };

/** What is known about the order of the rows that are passed; null when the table has no time. */
export interface RowOrder {
  /** Series code per row; rows of one series are contiguous and in time order. */
  readonly series: Int32Array;
  /** Milliseconds since the epoch. */
  readonly times: Float64Array;
}

/** A user-visible failure of an implementation: becomes a diagnostic with this id at the node's span. */
export class ComponentError extends Error {
  readonly id: string;
  readonly help: string;
  constructor(id: string, message: string, help: string) {
    super(message);
    this.id = id;
    this.help = help;
  }
}

export interface TransformInput {
  readonly columns: readonly FrameColumn[];
  readonly rows: number;
  /** Only for `learns: "features+target"`: values, or class indices. */
  readonly target: Float64Array | null;
  readonly targetLevels: readonly string[] | null;
  readonly weight: Float64Array | null;
  readonly order: RowOrder | null;
  /** Columns of the table by name, for a declaration of `beside`; those that nothing asks for may be absent. */
  readonly beside?: readonly FrameColumn[];
}

export interface ResampledRows {
  /** Per new row the input row whose label, weight and other columns it takes. */
  readonly positions: Int32Array;
  /** The new rows of the input columns. */
  readonly columns: readonly FrameColumn[];
  /** False when new rows stand beside no moment in time (interpolated ones): steps that need an order are then refused. */
  readonly ordered: boolean;
}

export interface TransformImplementation<P, S extends State = State> {
  readonly fit: (input: TransformInput, params: P, context: { readonly random: Random }) => S;
  /** Returns the columns that replace the input columns. Row i depends on row i only, unless declared otherwise. */
  readonly apply: (
    columns: readonly FrameColumn[],
    state: S,
    params: P,
    order: RowOrder | null,
    beside?: readonly FrameColumn[],
  ) => readonly FrameColumn[];
  /** For `outOfFold`: what the training rows themselves get. */
  readonly fitApply?: (
    input: TransformInput,
    params: P,
    context: { readonly random: Random },
  ) => { readonly state: S; readonly columns: readonly FrameColumn[] };
  /** For `rows: resample`: the rows that are learned from instead. Prediction never resamples: `apply` changes nothing. */
  readonly resample?: (input: TransformInput, params: P, context: { readonly random: Random }) => ResampledRows;
  /**
   * Fits each column by itself, from its summary and quantiles: these can be found beforehand, column by column. Where it is given
   * columns beside them it does not.
   */
  readonly byColumn?: true;
  /** For `invertible`, `order` being that of the predicted rows: predictions of a transformed target back in original units. */
  readonly invert?: (values: Float64Array, state: S, params: P, order: RowOrder | null) => Float64Array;
}

/** One row of features, one label. For classify `label` holds class indices of `classes`. */
export interface TabularData {
  readonly rows: number;
  readonly features: readonly FrameColumn[];
  readonly label: Float64Array;
  readonly classes: readonly string[] | null;
  readonly weight: Float64Array | null;
}

export interface FitContext {
  readonly task: TaskKind;
  readonly random: Random;
  /** Rows for early stopping; null when none were given. */
  readonly validate: TabularData | null;
  readonly patience: number | null;
  /** Threads that a fit may share its work with; absent for none. Never changes a result. */
  readonly threads?: ThreadBudget | null;
  /** The content of the file that a pretrained model is read from; absent for all others. */
  readonly file?: Uint8Array;
}

export interface FittedState<S extends State> {
  readonly state: S;
  /** Rounds or epochs that were kept, for models with early stopping. */
  readonly rounds: number | null;
}

/** Bounds between which the actual value lies with probability `level`, per value. */
export interface PredictedInterval {
  readonly level: number;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** `probabilities` is row-major rows x classes. */
export type Prediction =
  | { readonly kind: "values"; readonly values: Float64Array; readonly interval?: PredictedInterval }
  | { readonly kind: "probabilities"; readonly probabilities: Float64Array; readonly classes: number };

/** How far each feature moved the score of each row: `values` is row-major rows x outputs x (names + 1). */
export interface Contributions {
  readonly names: readonly string[];
  /** Scores per row: 1, or one per class. */
  readonly outputs: number;
  /** After the features of an output stands its expected score; together they sum up to the score of the row. */
  readonly values: Float64Array;
}

/** A feature as a model was fitted on it; null for one of numbers. */
export interface NamedLevels {
  readonly name: string;
  readonly type: FrameColumn["type"];
  readonly levels: readonly string[] | null;
}

export interface Importance<S> {
  readonly measure: "gain" | "coefficient";
  /** Per feature name. Trees: sum of gains, or number of splits. */
  readonly of: (state: S, kind?: "gain" | "split") => Readonly<Record<string, number>>;
}

export interface TabularImplementation<P, S extends State = State> {
  readonly input: "tabular";
  readonly fit: (data: TabularData, params: P, context: FitContext) => FittedState<S>;
  readonly predict: (features: readonly FrameColumn[], rows: number, state: S, params: P) => Prediction;
  /** Steps of work per predicted row, where they grow with the training rows; absent for all other models. */
  readonly workPerRow?: (state: S) => number;
  /** What the model itself says about its features, for reports. */
  readonly importance?: Importance<S>;
  /** A tree to be looked at: the only one, or the first. `features`: as the model was fitted on them. */
  readonly tree?: (state: S, features: readonly NamedLevels[]) => DrawnTree;
  /** SHAP values, on the scale of scores before the link (log-odds for two classes). */
  readonly contributions?: (features: readonly FrameColumn[], rows: number, state: S) => Contributions;
}

/** One series in time order, regular step, gaps as NaN. */
export interface SeriesHistory {
  readonly values: Float64Array;
  readonly times: Float64Array;
}

export interface SeriesContext {
  readonly random: Random;
  /** Rows per season when the spec gives none: from the regular step (1h → 24, 1d → 7, 1mo → 12, 1q → 4, else 1). */
  readonly seasonLength: number;
  readonly horizon: number;
}

export interface SeriesImplementation<P, S extends State = State> {
  readonly input: "series";
  /** One state for all series; a model with per-series parameters keeps them in the order of `series`. */
  readonly fit: (series: readonly SeriesHistory[], params: P, context: SeriesContext) => S;
  /**
   * Forecasts 1..horizon steps after each origin (an index into `history.values`), row-major origins x horizon.
   * The forecast at an origin reads `history.values[0..origin]` only.
   */
  readonly forecast: (
    history: SeriesHistory,
    seriesIndex: number,
    origins: Int32Array,
    state: S,
    params: P,
    context: SeriesContext,
  ) => Float64Array;
  /** Parameters worth showing (`alpha`, `AICc`, the chosen form). */
  readonly summary?: (state: S) => Json;
}

export type ModelImplementation<P = never, S extends State = never> =
  | TabularImplementation<P, S>
  | SeriesImplementation<P, S>;

export interface MetricInput {
  readonly rows: number;
  /** Values, or class indices. */
  readonly actual: Float64Array;
  readonly prediction: Prediction;
  readonly classes: readonly string[] | null;
  /** Class index that counts as positive; null for multi-class. */
  readonly positive: number | null;
  /** For scaled errors: mean absolute seasonal difference of the training part, per row. */
  readonly scale: Float64Array | null;
  /** For root mean squared scaled errors: mean squared seasonal difference of the training part, per row. */
  readonly squaredScale?: Float64Array | null;
}

export interface MetricImplementation<P> {
  /**
   * Prepares once, then computes for any row weights (null: all 1). Bootstrap resamples are integer weights, so sorted
   * orders are shared by all of them. NaN when undefined (one class only).
   */
  readonly prepare: (input: MetricInput, params: P) => Scorer;
}

/** NaN when undefined for these weights. */
export interface Scorer {
  (weights: Float64Array | null): number;
  /** When the score depends on weighted sums over rows alone: rows that are only ever weighted together can be added up first. */
  readonly sums?: AdditiveScore;
}

export interface AdditiveScore {
  /** One number per row and term. */
  readonly terms: readonly Float64Array[];
  /** From the weighted sum of each term and of the weights. */
  readonly score: (sums: readonly number[], weight: number) => number;
}

export interface TrialRecord {
  readonly number: number;
  readonly assignment: Assignment;
  /** Score per fold so far, in the metric's own direction. */
  readonly scores: readonly number[];
  /** Mean over all folds; null while running, pruned or failed. */
  readonly value: number | null;
  readonly state: "complete" | "pruned" | "failed";
}

export interface SamplerImplementation<P> {
  /** The next assignment; `history` holds finished trials only, so a batch does not depend on the number of workers. */
  readonly suggest: (
    space: SearchSpace,
    history: readonly TrialRecord[],
    pending: readonly Assignment[],
    params: P,
    context: { readonly random: Random; readonly direction: "minimize" | "maximize"; readonly trial: number },
  ) => Assignment | null;
}

export interface PrunerImplementation<P> {
  /** True when the trial with these fold scores should stop now. */
  readonly prune: (
    scores: readonly number[],
    history: readonly TrialRecord[],
    params: P,
    direction: "minimize" | "maximize",
  ) => boolean;
}

/** How a function of specs is written in the data engine's SQL; `args` are SQL texts already. */
export interface FunctionImplementation {
  /** `window`: an OVER expression, one value per row. `aggregate`: many rows to one. Default: its own row. */
  readonly form?: "scalar" | "window" | "aggregate";
  readonly sql: (args: readonly string[], window: WindowSql | null, call: FunctionCall) => string;
  /** Of a window function: the same on numbers in memory, in one pass; null when a call is not for it. */
  readonly kernel?: (call: FunctionCall) => WindowKernel | null;
}

/** The call itself: constants (windows, flags) and types are read here, never out of SQL text. */
export interface FunctionCall {
  readonly args: readonly Expression[];
  readonly type: ColumnType;
  /** ORDER BY list that makes an ordered aggregate deterministic: the time of the table if known, then the row. */
  readonly order: string;
  /** Zone of the clock and calendar; null is UTC. */
  readonly zone: string | null;
}

/** The OVER clause without its frame, or null inside `aggregate`; implementations add the frame they need. */
export interface WindowSql {
  /** `PARTITION BY ...`, or empty. */
  readonly partition: string;
  /** `ORDER BY ...`: by time, then by row; a total order. */
  readonly order: string;
  /** The time column as SQL; null when the table has no time. */
  readonly time: string | null;
  /** The regular step of the time as an SQL interval; null when irregular. */
  readonly step: string | null;
  /** Milliseconds of the regular step; null when irregular or in calendar units. */
  readonly stepMilliseconds: number | null;
  /**
   * Has expressions computed as columns beforehand and returns their names: SQL allows no window function inside
   * another. Each call may use the columns of the calls before it. Equal expressions share a column.
   */
  readonly stage: (expressions: readonly string[]) => readonly string[];
}

/**
 * Implementations by component name. Each is written against its own parameter types; a list that holds them all has to
 * forget those types, which is sound because parameters are validated against the declaration before any call.
 */
export interface Implementations {
  readonly functions: Readonly<Record<string, FunctionImplementation>>;
  readonly transforms: Readonly<Record<string, TransformImplementation<never, never>>>;
  readonly models: Readonly<Record<string, ModelImplementation>>;
  readonly metrics: Readonly<Record<string, MetricImplementation<never>>>;
  readonly samplers: Readonly<Record<string, SamplerImplementation<never>>>;
  readonly pruners: Readonly<Record<string, PrunerImplementation<never>>>;
  readonly rules: Rules;
}
