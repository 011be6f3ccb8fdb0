// Contract: what the standard library (and a plugin) declares about its components. The compiler knows components only
// through these declarations; no check knows one by name. Implementations live beside the declarations in *.impl.ts.

import type { Constraint } from "./constraint.ts";
import type { ColumnType, ScalarKind } from "./data-type.ts";
import type { Json } from "./json.ts";
import type { Parameters } from "./parameter.ts";

interface Declared<P extends Parameters> {
  readonly name: string;
  /** First sentence: what it does. Then when to use it. Markdown. */
  readonly doc: string;
  readonly params: P;
  /** What must hold between parameters, or between one and the task, beyond the kind of each. */
  readonly constraints?: readonly Constraint[];
}

/** What fitting reads. `features+target` may never be fitted on a row and applied to the same row unless `outOfFold`. */
export type Learns = "nothing" | "features" | "features+target";

/** How output rows come from input rows. `copies` says that one input row may become several (or parts of) output rows. */
export type RowsEffect =
  | "map"
  | "filter"
  | "resample"
  | "aggregate"
  | "window"
  | "union"
  | "join"
  | "reorder"
  | "opaque";

/**
 * The latest moment, relative to the row, that a function reads. Parameter names refer to the function's own.
 * `row`: own row only. `lag`/`lead`: the row k steps back/ahead. `difference`: own row and k back. `trailing`: a window
 * ending at the row, or centred on it when the `center` argument is true. `prefix`/`suffix`: everything before/after.
 * `table`: every row, a hidden statistic. `clock`: the time of the run.
 */
export type ReachRule =
  | { readonly kind: "row" }
  | { readonly kind: "lag" | "lead" | "difference"; readonly by: string }
  | { readonly kind: "trailing"; readonly window: string; readonly center: string | null }
  | { readonly kind: "prefix" }
  | { readonly kind: "suffix" }
  | { readonly kind: "table" }
  | { readonly kind: "clock" };

export interface FunctionArgument {
  readonly name: string;
  /** Kinds of column that are accepted; `any` takes all. Ignored for constants. */
  readonly accepts: readonly ScalarKind[] | "any";
  readonly optional: boolean;
  readonly variadic: boolean;
  /** The argument must be a literal: a window, a number of steps, an enum value. */
  readonly constant: "int" | "float" | "bool" | "string" | "duration" | "duration-or-rows" | "column-list" | null;
  readonly default?: number | boolean | string | null;
  /** Both ends of the numbers that a constant may be. */
  readonly between?: readonly [number, number];
}

export interface FunctionDeclaration {
  readonly family: "function";
  readonly name: string;
  readonly doc: string;
  /** scalar: own row. window: rows of the series in time order. aggregate: many rows to one. */
  readonly role: "scalar" | "window" | "aggregate";
  readonly arguments: readonly FunctionArgument[];
  readonly reach: ReachRule;
  /** Type of the result for the given argument types, or null when they do not fit (then it is a type error). */
  readonly result: (args: readonly ColumnType[]) => ColumnType | null;
  /**
   * It stands for several columns: for every number from 1 to the argument `count` one of each function, which takes the same
   * arguments with the number in place of `count`. It has no implementation of its own.
   */
  readonly spread?: { readonly count: string; readonly functions: readonly string[] };
  /** An aggregate whose result depends on the order of the rows: in time, where there is one. */
  readonly ordered?: true;
  /** Reads timestamps on the clock and calendar of the table's zone. */
  readonly zoned?: true;
  /** Allowed in sinks only (`now()`). */
  readonly sinksOnly?: boolean;
  /** Reads only whether the value is there, not the value (`is_null`): rows may be filtered by that, also of the target. */
  readonly reads?: "presence";
  /** The result is one of the arguments of its own kind (`if`, `??`, `min_of`, `first`). */
  readonly picks?: true;
  /**
   * What becomes of a moment among the arguments. `sum`, `difference`: it is moved by the duration beside it. `floor`: it
   * falls back to the start of its bin, whose length is the named argument. Without it nothing is known of the distance
   * between the result and the row, so what is joined by it has no provable place in time.
   */
  readonly moment?: "sum" | "difference" | { readonly floor: string };
  /**
   * Whether the result still tells apart what an identifier among the arguments does. `lost`: many values share a result
   * (a calendar part, a length, a comparison, a bucket). `each`: it is kept whatever stands beside it (texts put together).
   * `mixed`: so it is beside what no identifier goes into (`id + 0 * x`), as nobody counts with a name but to hide it. `beyond`: it
   * is lost unless the named argument is a literal above `most` (more buckets than anybody wants are the identifier again).
   * Without it: kept where nothing but the identifier and constants goes in.
   */
  readonly identity?: "lost" | "each" | "mixed" | { readonly beyond: string; readonly most: number };
}

export interface ConnectorDeclaration<P extends Parameters = Parameters> extends Declared<P> {
  readonly family: "connector";
  /** Parameters that hold paths, relative to the spec. */
  readonly paths: readonly string[];
  /** Endings of files that belong to those of `paths` where they exist: logs of a database that are not merged yet. */
  readonly companions?: readonly string[];
  /** True when the rows stand in the spec itself. */
  readonly inline: boolean;
  /**
   * Columns are found by their names (for `unless`: except where that parameter has that value), so that what is read into one
   * does not depend on which others are declared. Absent: by their places in the schema.
   */
  readonly byName?: true | { readonly unless: { readonly parameter: string; readonly is: Json } };
  /**
   * The parameter that names the table whose rows these are, in their order and number. Its columns come first; those of the
   * schema are added to them as they were known at each row's `@time`, never later.
   */
  readonly entities?: string;
  /** Exactly one of these parameters is given. */
  readonly oneOf?: readonly string[];
  /**
   * A server gives the rows: their identity is their content, as no file is there to be hashed. `credentials`: parameters
   * that may hold a password, which then comes from the environment and never stands in a spec.
   */
  readonly server?: { readonly credentials: readonly string[] };
}

/**
 * How far from its own row an output row of a step reads; parameter names refer to the step's own. `bin`: an output row
 * sums up a bin of length `every`, and with `label` left it stands at the bin's start, before its value is known.
 * `window`: it reads `length` rows up to its own. `suffix`: it reads later rows. `declared`: the author says it.
 */
export type StepReach =
  | { readonly kind: "bin"; readonly every: string; readonly label: string }
  | { readonly kind: "window"; readonly length: string }
  | { readonly kind: "suffix" }
  | { readonly kind: "declared"; readonly reach: string; readonly fits: string };

export interface TableStepDeclaration<P extends Parameters = Parameters> extends Declared<P> {
  readonly family: "table-step";
  readonly rows: RowsEffect;
  /** True when one input row may give several output rows: splitting afterwards does not separate the copies. */
  readonly copies: boolean;
  /** Own row only when absent. */
  readonly reach?: StepReach;
}

export interface TaskDeclaration<P extends Parameters = Parameters> extends Declared<P> {
  readonly family: "task";
  readonly kind: "forecast" | "classify" | "regress";
}

export interface SplitDeclaration<P extends Parameters = Parameters> extends Declared<P> {
  readonly family: "split";
  readonly folds: "one" | "many";
  /**
   * `later`: judged rows are later than all training rows. `groups`: no group on both sides. `rows`: by position or at
   * random. `blocks`: judged rows are a block of time, training rows on both sides stand at a distance. `given`: the data
   * say it. `outer`: as the outer split does.
   */
  readonly separates: "later" | "groups" | "rows" | "blocks" | "given" | "outer";
  /** Training rows may stand after judged rows (k-fold): then look-back needs an embargo. */
  readonly trainsAfterJudged: boolean;
}

export interface TransformDeclaration<P extends Parameters = Parameters> extends Declared<P> {
  readonly family: "transform";
  readonly accepts: readonly ScalarKind[];
  readonly learns: Learns;
  readonly rows: RowsEffect;
  readonly copies: boolean;
  /** The training rows are encoded out of fold, so a row's own label never reaches its own feature. */
  readonly outOfFold: boolean;
  /**
   * With such an argument nothing is learned: `bins(edges: [...])`, `impute(constant(0))`. `any` stands for every value but
   * null; otherwise the enum values and component names that count.
   */
  readonly learnsNothingWith?: readonly { readonly parameter: string; readonly values: "any" | readonly string[] }[];
  /** The output carries values of the target (target encoding), not only a choice of features. */
  readonly encodesTarget?: true;
  /** The output has no missing values where the input had some. */
  readonly fillsMissing?: true;
  /**
   * Every column becomes this window function of it on the whole table of the task, before any rows are chosen, inside each group
   * of what `beside` names; `parameter` fills the argument of its name. Nothing may stand before it but others of its kind, and it
   * has no implementation of its own. `when`: only where a parameter has that value.
   */
  readonly window?: {
    readonly function: string;
    readonly parameter?: string;
    readonly when?: { readonly parameter: string; readonly is: string };
  };
  /**
   * The parameter that names columns of the table which it is given beside those that it is applied to: whatever they hold
   * flows into the result. They are those of the table, whatever the chain has made of them.
   */
  readonly beside?: { readonly parameter: string; readonly accepts: readonly ScalarKind[] };
  /** Takes columns away: those that its `columns` parameter names, else all that it is applied to. */
  readonly removes?: true;
  /** False when the value at a row may depend on later rows of the same table at apply time. */
  readonly causal: boolean;
  /** Strictly monotone per column: trees cannot notice it, so the plan may drop it before them. */
  readonly monotone: boolean;
  /** May be applied to the target (`target: log1p()`) because predictions can be turned back. */
  readonly invertible: boolean;
  readonly output: "same" | "numeric" | "int";
  /** One output column per input column, of the same name, although the change is neither monotone nor invertible. */
  readonly keepsNames?: true;
  /** Fitting refuses columns with other values. */
  readonly domain?: "positive";
  readonly acceptsMissing: boolean;
}

export type TaskKind = "regress" | "classify" | "forecast";

export interface ModelDeclaration<P extends Parameters = Parameters> extends Declared<P> {
  readonly family: "model";
  readonly tasks: readonly TaskKind[];
  /** tabular: one row of features, one label. series: sees the history of the target itself. */
  readonly input: "tabular" | "series";
  readonly acceptsMissing: boolean;
  /** Takes category columns as they are; otherwise they must be encoded. */
  readonly acceptsCategories: boolean;
  /** Takes no feature at all (baselines): encodings and missing values do not matter to it. */
  readonly ignoresFeatures: boolean;
  /** Cannot tell a strictly monotone change of a feature (trees). */
  readonly invariantToMonotone: boolean;
  /** The parameter that counts rounds/epochs, when `validate:`/`patience:` can stop it early. */
  readonly rounds: string | null;
  /** Tasks for which this is the baseline that anybody would name first: every evaluation shows it, asked for or not. */
  readonly obviousFor?: readonly TaskKind[];
  readonly probabilities: boolean;
  /**
   * It was trained before, on rows that nobody here knows: fitting reads the file that the parameter `file` names and looks at no
   * label. `until`: the parameter by which the author says from when on it has seen nothing.
   */
  readonly pretrained?: { readonly file: string; readonly until: string };
}

export interface CombinatorDeclaration<P extends Parameters = Parameters> extends Declared<P> {
  readonly family: "combinator";
  readonly tasks: readonly TaskKind[];
  /** What the wrapper itself learns from rows besides its inner model. */
  readonly learns: "nothing" | "calibration" | "threshold" | "bagging";
  /**
   * A forecast is fed with its own predictions, step by step: it stands outside of transforms, holds a tabular model, and every
   * feature is the target, one of its lags, or known ahead.
   */
  readonly rolls?: true;
  /** What it learns itself counts a row as often as its weight says. */
  readonly weighsRows?: true;
}

export interface SamplerDeclaration<P extends Parameters = Parameters> extends Declared<P> {
  readonly family: "sampler";
  /**
   * Of a sampler that walks values instead of drawing them: its parameter that says into how many points a range without
   * a step is cut. Without that parameter such a range is an error.
   */
  readonly pointsParameter?: string;
}

export interface PrunerDeclaration<P extends Parameters = Parameters> extends Declared<P> {
  readonly family: "pruner";
}

export interface EnsembleDeclaration<P extends Parameters = Parameters> extends Declared<P> {
  readonly family: "ensemble";
  /** What it decides from rows: nothing (mean), weights, a meta-model, or one winner. */
  readonly decides: "nothing" | "weights" | "meta-model" | "winner";
}

export interface MetricDeclaration<P extends Parameters = Parameters> extends Declared<P> {
  readonly family: "metric";
  readonly tasks: readonly TaskKind[];
  readonly direction: "minimize" | "maximize" | "none";
  /** What it compares with the actual values. */
  readonly needs: "values" | "classes" | "probabilities" | "quantiles";
  /** Needs a positive class (or an average over classes). */
  readonly oneClass: boolean;
  /** Needs the training part of the series (MASE). */
  readonly needsHistory: boolean;
}

export interface RuleDeclaration<P extends Parameters = Parameters> extends Declared<P> {
  readonly family: "rule";
  /** It reads which rows there are, and no column (`row_count`). By default it reads the columns that its parameters name. */
  readonly reads?: "rows";
  /** What it finds depends on the time of the run. */
  readonly readsClock?: true;
}

export interface SinkDeclaration<P extends Parameters = Parameters> extends Declared<P> {
  readonly family: "sink";
  readonly kind: "report" | "monitor" | "schedule" | "registry";
}

export type ComponentDeclaration =
  | FunctionDeclaration
  | ConnectorDeclaration
  | TableStepDeclaration
  | TaskDeclaration
  | SplitDeclaration
  | TransformDeclaration
  | ModelDeclaration
  | CombinatorDeclaration
  | SamplerDeclaration
  | PrunerDeclaration
  | EnsembleDeclaration
  | MetricDeclaration
  | RuleDeclaration
  | SinkDeclaration;

export type Family = ComponentDeclaration["family"];

/** The registry that the compiler and the runtime receive as an argument. Names are unique within a family. */
export interface Registry {
  readonly components: readonly ComponentDeclaration[];
}
