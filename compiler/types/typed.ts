// What the type checker hands on: every declaration elaborated into typed terms with spans. The flow graph, the checks and
// the plan read this and never the syntax tree. References between declarations are by qualified name (`DeclarationId`).
import type { ConnectorDeclaration, FunctionDeclaration, SplitDeclaration } from "../../specs/component.ts";
import type { ColumnType, Duration, Schema } from "../../specs/data-type.ts";
import type { Span } from "../../specs/diagnostic.ts";
import type { LiteralValue, Over } from "../../specs/expression.ts";
import type { Json } from "../../specs/json.ts";
import type { Amount } from "../../specs/parameter.ts";
import type { ClaimPart, PartitionName, Selector } from "../../specs/plan.ts";
import type { Condition, Distribution } from "../../specs/search.ts";

/** `name`, or `alias.name` for a declaration of an imported file. */
export type DeclarationId = string;

export interface Typed {
  readonly file: string;
  readonly pipeline: { readonly name: string; readonly title: string | null };
  readonly parameters: Readonly<Record<string, Json>>;
  readonly seed: number;
  /** Every declaration after those it uses. Declarations with errors are absent; `incomplete` says so. */
  readonly declarations: readonly TypedDeclaration[];
  /** True when an error kept a declaration out: leakage checks still run on the rest, the plan refuses. */
  readonly incomplete: boolean;
}

interface Base {
  readonly id: DeclarationId;
  readonly span: Span;
  readonly nameSpan: Span;
  readonly doc: string | null;
}

export type TypedDeclaration =
  | TypedSource
  | TypedTable
  | TypedCheck
  | TypedTask
  | TypedSplit
  | TypedTransform
  | TypedModel
  | TypedSearch
  | TypedFit
  | TypedEnsemble
  | TypedEvaluate
  | TypedPredict
  | TypedPublish
  | TypedReport
  | TypedMonitor
  | TypedSchedule;

// ---- values of component parameters ------------------------------------------------------------------------------

export interface Argument {
  readonly value: ArgumentValue;
  /** Of the value; the component's name when it is a default. */
  readonly span: Span;
  /** True when the author wrote it. */
  readonly given: boolean;
}

export type ArgumentValue =
  /** Numbers, strings, bools, durations ({months, milliseconds}), amounts, column names, lists of those. */
  | { readonly kind: "json"; readonly json: Json }
  | { readonly kind: "open"; readonly distribution: Distribution; readonly when: Condition | null }
  /** `choice(standardize(), minmax())`: options are components. */
  | { readonly kind: "open-component"; readonly options: readonly ComponentCall[] }
  | { readonly kind: "component"; readonly call: ComponentCall }
  | { readonly kind: "expression"; readonly expression: TypedExpression };

export interface ComponentCall {
  readonly component: string;
  readonly args: Readonly<Record<string, Argument>>;
  readonly span: Span;
  /** Only the component's name, for messages. */
  readonly nameSpan: Span;
}

// ---- expressions --------------------------------------------------------------------------------------------------

export type TypedExpression =
  | { readonly kind: "column"; readonly name: string; readonly type: ColumnType; readonly span: Span }
  | { readonly kind: "literal"; readonly literal: LiteralValue; readonly type: ColumnType; readonly span: Span }
  | {
      readonly kind: "call";
      readonly function: FunctionDeclaration;
      readonly args: readonly TypedExpression[];
      readonly over: Over | null;
      readonly zone?: string;
      readonly type: ColumnType;
      readonly span: Span;
      readonly nameSpan: Span;
    }
  | {
      readonly kind: "case";
      readonly branches: readonly { readonly when: TypedExpression; readonly then: TypedExpression }[];
      readonly otherwise: TypedExpression | null;
      readonly type: ColumnType;
      readonly span: Span;
    };

// ---- tables -------------------------------------------------------------------------------------------------------

export interface TypedSource extends Base {
  readonly kind: "source";
  readonly connector: ConnectorDeclaration;
  readonly call: ComponentCall;
  readonly schema: Schema;
  /** Where each column is declared, for related places. */
  readonly columnSpans: Readonly<Record<string, Span>>;
  /** Of a source that adds columns to the rows of a table, as they were known at the time of each row. */
  readonly joined: JoinedSource | null;
}

export interface JoinedSource {
  readonly entities: TableTerm;
  /** The `@time` column of the entity rows. */
  readonly time: string;
  /** The columns that are added. */
  readonly added: Schema;
}

export interface TypedTable extends Base {
  readonly kind: "table";
  readonly table: TableTerm;
}

export type TableTerm = {
  readonly schema: Schema;
  readonly span: Span;
} & (
  | { readonly kind: "reference"; readonly to: DeclarationId }
  /** The rows of a partition: `cv.train |> …`; a per-fold value when the split has folds. */
  | { readonly kind: "partition"; readonly partition: PartitionTerm }
  | { readonly kind: "step"; readonly input: TableTerm; readonly step: TypedStep }
  /** A fitted transform applied to a table. */
  | { readonly kind: "apply"; readonly input: TableTerm; readonly fitted: FittedTerm }
  /** A transform in a table pipe is fitted on exactly that table's rows. */
  | { readonly kind: "fit-apply"; readonly input: TableTerm; readonly transform: TransformTerm }
);

export interface DerivedColumn {
  readonly name: string;
  readonly expression: TypedExpression;
  /** The whole entry. */
  readonly span: Span;
  readonly nameSpan: Span;
}

interface StepBase {
  /** The step call, without its input. */
  readonly span: Span;
  readonly nameSpan: Span;
  /** The component of family `table-step` that declares its effect on rows. */
  readonly component: string;
}

/** A step along the time, inside each series; how far it reads is declared in terms of its arguments. */
interface DeclaredStep {
  readonly call: ComponentCall;
  readonly by: readonly string[];
  readonly time: string;
  readonly zone: string | null;
}

export type TypedStep = StepBase &
  (
    | { readonly kind: "where"; readonly condition: TypedExpression }
    | { readonly kind: "select"; readonly columns: readonly string[] }
    | { readonly kind: "derive"; readonly columns: readonly DerivedColumn[] }
    | {
        readonly kind: "rename";
        readonly columns: readonly { readonly from: string; readonly to: string; readonly span: Span }[];
      }
    | {
        readonly kind: "join";
        readonly right: TableTerm;
        readonly on: readonly { readonly left: string; readonly right: string }[];
        readonly how: "inner" | "left";
        readonly within: Argument | null;
        /** The times that `within` compares. */
        readonly time: { readonly left: string; readonly right: string } | null;
        readonly columns: readonly { readonly from: string; readonly to: string }[];
        /** The right key is proved unique (aggregate by it, dedupe on it, `unique` entity). */
        readonly rightUnique: boolean;
      }
    | {
        readonly kind: "join_as_of";
        readonly right: TableTerm;
        readonly on: readonly { readonly left: string; readonly right: string }[];
        readonly time: { readonly left: string; readonly right: string };
        readonly direction: "backward" | "forward" | "nearest";
        readonly strict: boolean;
        readonly within: Argument | null;
        /** With the right `@known_at` as time: the event time of a bitemporal right table. */
        readonly event: string | null;
        readonly columns: readonly { readonly from: string; readonly to: string }[];
      }
    | {
        readonly kind: "aggregate";
        readonly by: readonly string[];
        readonly columns: readonly DerivedColumn[];
        readonly covers?: { readonly column: string; readonly values: readonly LiteralValue[] };
      }
    | (DeclaredStep & {
        readonly kind: "resample";
        readonly every: Duration;
        readonly label: "left" | "right";
        readonly columns: readonly DerivedColumn[];
      })
    | (DeclaredStep & { readonly kind: "fill_gaps"; readonly every: Duration })
    | (DeclaredStep & {
        readonly kind: "windows";
        readonly length: number;
        readonly stride: number;
        readonly tensors: readonly string[];
      })
    | {
        readonly kind: "explode";
        readonly column: string;
        readonly separator: string | null;
        readonly index: string | null;
      }
    | { readonly kind: "sort"; readonly by: readonly { readonly column: string; readonly descending: boolean }[] }
    | {
        readonly kind: "dedupe";
        readonly on: readonly string[];
        readonly keep: "first" | "last";
        readonly by: string | null;
      }
    | {
        readonly kind: "sql";
        readonly call: ComponentCall;
        readonly query: string;
        readonly reach: Duration | null;
        readonly fits: boolean | null;
        readonly tables: readonly string[];
        readonly time: string | null;
        readonly every: Duration | null;
        readonly structure: readonly string[];
        readonly hidden: readonly string[];
        readonly named: readonly string[];
        readonly choosing: readonly string[];
      }
    | { readonly kind: "sample"; readonly fraction: number | null; readonly rows: number | null; readonly seed: number }
    | { readonly kind: "union"; readonly right: TableTerm }
    /** Any other step the registry declares (of a plugin), with its arguments. */
    | { readonly kind: "component"; readonly call: ComponentCall }
  );

export interface TypedCheck extends Base {
  readonly kind: "check";
  readonly table: TableTerm;
  readonly rules: readonly {
    readonly call: ComponentCall;
    readonly severity: "error" | "warning" | "info";
    readonly span: Span;
  }[];
}

// ---- task and split -----------------------------------------------------------------------------------------------

export interface TypedTask extends Base {
  readonly kind: "task";
  readonly of: "forecast" | "classify" | "regress";
  readonly table: TableTerm;
  readonly target: string;
  readonly targetSpan: Span;
  readonly features: readonly { readonly column: string; readonly span: Span; readonly given: boolean }[];
  readonly known: readonly { readonly column: string; readonly span: Span }[];
  /** What the transforms of its models are given beside the features. */
  readonly beside: readonly TypedBeside[];
  readonly time: { readonly column: string; readonly every: Over["every"] } | null;
  readonly series: readonly string[];
  readonly entity: { readonly column: string; readonly unique: boolean } | null;
  readonly group: string | null;
  /** Of the columns that a split may have to keep apart, those that the spec proves to differ in every row of the table. */
  readonly distinct: readonly string[];
  readonly weight: string | null;
  /** In rows where the step is regular or there is no time; in time otherwise. */
  readonly horizon: Argument | null;
  readonly horizonRows: number | null;
  readonly lookbackRows: number | null;
  /** `@target(delay:)` of the target column. */
  readonly labelDelay: Over["every"];
  readonly positive: Json;
  readonly quantiles: readonly number[];
  readonly quantilesSpan: Span;
  readonly claim: { readonly parts: readonly ClaimPart[]; readonly span: Span; readonly given: boolean };
}

export interface TypedBeside {
  readonly column: string;
  /** Where a transform asks for it. */
  readonly span: Span;
  /** Its value is known at later rows too, as those of `known:`. */
  readonly ahead: boolean;
  /** Of a column that the last step of the task's table makes: of which feature, for which windows at the head of chains. */
  readonly made: { readonly from: string; readonly windows: readonly (readonly ComponentCall[])[] } | null;
}

export interface TypedSplit extends Base {
  readonly kind: "split";
  readonly split: SplitTerm;
}

export interface SplitTerm {
  readonly declaration: SplitDeclaration;
  readonly call: ComponentCall;
  /** The declared task, directly or through the outer split. */
  readonly task: DeclarationId;
  readonly folds: number;
  /** More than one fold: `train` and `val` are per-fold values. */
  readonly folded: boolean;
  readonly parts: readonly PartitionName[];
  readonly by: string | null;
  readonly shuffle: boolean;
  readonly gap: { readonly amount: Amount; readonly span: Span } | null;
  readonly embargo: { readonly amount: Amount; readonly span: Span } | null;
  readonly inner: SplitTerm | null;
  readonly span: Span;
}

export interface PartitionTerm {
  readonly split: DeclarationId;
  readonly part: PartitionName | `inner.${PartitionName}`;
  /** True when it exists once per fold. */
  readonly folded: boolean;
  readonly span: Span;
}

// ---- transforms and models ----------------------------------------------------------------------------------------

export type TransformTerm = { readonly span: Span } & (
  | { readonly kind: "reference"; readonly to: DeclarationId; readonly transform: TransformTerm }
  | { readonly kind: "component"; readonly call: ComponentCall }
  | { readonly kind: "chain"; readonly steps: readonly TransformTerm[] }
  | {
      readonly kind: "block";
      readonly entries: readonly {
        readonly selector: Selector;
        readonly transform: TransformTerm;
        readonly span: Span;
      }[];
    }
  | { readonly kind: "choice"; readonly options: readonly TransformTerm[] }
);

export interface TypedTransform extends Base {
  readonly kind: "transform";
  readonly transform: TransformTerm;
}

export type ModelTerm = { readonly span: Span } & (
  | { readonly kind: "reference"; readonly to: DeclarationId; readonly model: ModelTerm }
  | { readonly kind: "estimator"; readonly call: ComponentCall }
  | { readonly kind: "pipeline"; readonly transform: TransformTerm; readonly model: ModelTerm }
  | { readonly kind: "combinator"; readonly call: ComponentCall; readonly model: ModelTerm }
  /** `threshold(champion, …)`: the wrapper learns only its own part on top of a fitted value. */
  | { readonly kind: "wrapped-fitted"; readonly call: ComponentCall; readonly fitted: FittedTerm }
  | { readonly kind: "choice"; readonly options: readonly ModelTerm[] }
  /** `tuned.best` before it is fitted. */
  | { readonly kind: "best"; readonly search: DeclarationId }
);

export interface OpenParameterTerm {
  readonly path: string;
  readonly distribution: Distribution;
  readonly when: Condition | null;
  readonly span: Span;
}

export interface TypedModel extends Base {
  readonly kind: "model";
  readonly model: ModelTerm;
  /** Empty when the model can be fitted as it is. */
  readonly open: readonly OpenParameterTerm[];
}

// ---- what learns, chooses and judges ------------------------------------------------------------------------------

/** A partition, or a table that holds rows. */
export type RowsTerm = { readonly span: Span } & (
  | { readonly kind: "partition"; readonly partition: PartitionTerm }
  | { readonly kind: "table"; readonly table: TableTerm }
);

export interface TypedSearch extends Base {
  readonly kind: "search";
  readonly sampler: ComponentCall;
  readonly models: readonly {
    readonly name: string;
    readonly model: ModelTerm;
    readonly open: readonly OpenParameterTerm[];
    readonly span: Span;
  }[];
  readonly trials: number;
  readonly seed: number;
  readonly fit: RowsTerm;
  readonly score: RowsTerm;
  readonly validate: RowsTerm | null;
  readonly patience: number | null;
  readonly metric: ComponentCall;
  readonly direction: "minimize" | "maximize";
  readonly pruner: ComponentCall | null;
  readonly timeLimitSeconds: number | null;
  readonly then: readonly { readonly metric: ComponentCall; readonly direction: "minimize" | "maximize" }[];
  /** The task all rows belong to. */
  readonly task: DeclarationId;
}

/** A fitted value where one is used. */
export type FittedTerm = { readonly span: Span; readonly folded: boolean } & (
  | { readonly kind: "reference"; readonly to: DeclarationId }
  /** `evaluate x = tuned on …`: the per-fold winners of a nested search, or registry values. */
  | { readonly kind: "registry"; readonly name: string; readonly alias: string | null }
);

export interface TypedFit extends Base {
  readonly kind: "fit";
  readonly of:
    | { readonly kind: "model"; readonly model: ModelTerm }
    | { readonly kind: "transform"; readonly transform: TransformTerm };
  readonly rows: RowsTerm;
  readonly folded: boolean;
  readonly validate: RowsTerm | null;
  readonly patience: number | null;
  readonly weight: string | null;
  readonly warmStart: FittedTerm | null;
  readonly seed: number;
  /** Null for a transform fitted on a plain table. */
  readonly task: DeclarationId | null;
}

export interface TypedEnsemble extends Base {
  readonly kind: "ensemble";
  readonly call: ComponentCall;
  readonly members: readonly FittedTerm[];
  readonly rows: RowsTerm | null;
  readonly folded: boolean;
  readonly task: DeclarationId;
}

export interface TypedEvaluate extends Base {
  readonly kind: "evaluate";
  readonly subjects: readonly FittedTerm[];
  readonly rows: RowsTerm;
  readonly metrics: readonly { readonly name: string; readonly call: ComponentCall }[];
  readonly against: readonly ({ readonly name: string; readonly span: Span } & (
    | { readonly kind: "model"; readonly model: ModelTerm }
    | { readonly kind: "fitted"; readonly fitted: FittedTerm }
  ))[];
  readonly by: readonly string[];
  readonly stride: number;
  readonly bootstrap: { readonly resamples: number; readonly level: number; readonly block: number | null };
  readonly task: DeclarationId;
}

export interface TypedPredict extends Base {
  readonly kind: "predict";
  readonly fitted: FittedTerm;
  readonly table: TableTerm;
  readonly into: ComponentCall | null;
  readonly keep: readonly string[];
  readonly intervals: readonly number[];
}

export type ResultTerm = {
  readonly span: Span;
} /** `final.baseline.mae`: `path` is what follows the declaration's name. */ & (
  | { readonly kind: "result"; readonly declaration: DeclarationId; readonly path: readonly string[] }
  | { readonly kind: "literal"; readonly value: number | boolean | string | null }
  | { readonly kind: "call"; readonly function: string; readonly args: readonly ResultTerm[] }
);

export interface TypedPublish extends Base {
  readonly kind: "publish";
  readonly fitted: FittedTerm;
  readonly alias: string | null;
  readonly when: ResultTerm | null;
  readonly description: string | null;
  readonly tags: Readonly<Record<string, string>>;
}

export interface TypedReport extends Base {
  readonly kind: "report";
  readonly format: "html" | "markdown" | "json";
  readonly of: readonly { readonly declaration: DeclarationId; readonly span: Span }[];
}

export interface TypedMonitor extends Base {
  readonly kind: "monitor";
  readonly call: ComponentCall;
  readonly options: Readonly<Record<string, Json>>;
}

export interface TypedSchedule extends Base {
  readonly kind: "schedule";
  readonly call: ComponentCall;
  readonly sinks: readonly DeclarationId[];
  readonly options: Readonly<Record<string, Json>>;
}
