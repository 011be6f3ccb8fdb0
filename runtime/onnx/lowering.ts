// How components are written as ONNX. Each `x.onnx.ts` beside an implementation gives one lowering; what has none cannot be
// exported, and says so.
import type { State } from "../component.ts";
import type { Graph, Tensor } from "./graph.ts";

/** A column in the graph: doubles with NaN for missing, or strings with "" for missing. Shape [N]. */
export interface OnnxColumn {
  readonly name: string;
  readonly kind: "number" | "text";
  readonly tensor: Tensor;
  /** Of texts that reach an estimator: the levels that it was fitted on. */
  readonly levels?: readonly string[];
}

/** What a transform may read of a row beside its columns. */
export interface OnnxRow {
  /** Those of the model's inputs that a declaration of `beside` names. */
  readonly beside: (names: readonly string[]) => readonly OnnxColumn[];
  /** When it is, in milliseconds since 1970. Shape [N]. */
  readonly time: () => Tensor;
}

export interface OnnxTransform<P, S extends State = State> {
  readonly apply: (
    graph: Graph,
    columns: readonly OnnxColumn[],
    state: S,
    params: P,
    row: OnnxRow,
  ) => readonly OnnxColumn[];
  /** For transforms of the target: predictions in original units, `time` being when their labels are. Shape [N]. */
  readonly invert?: (graph: Graph, tensor: Tensor, state: S, params: P, time: () => Tensor) => Tensor;
}

/** `values`: shape [N]. `probabilities`: shape [N, classes]. */
export interface OnnxPrediction {
  readonly kind: "values" | "probabilities";
  readonly tensor: Tensor;
  /** Ends of a prediction interval, in the shape of the values. */
  readonly interval?: { readonly level: number; readonly lower: Tensor; readonly upper: Tensor };
}

/** `features` stand in the order of fitting; texts that fitting has not seen are already "". */
export interface OnnxEstimator<P, S extends State = State> {
  readonly predict: (graph: Graph, features: readonly OnnxColumn[], state: S, params: P) => OnnxPrediction;
}

export interface OnnxLowerings {
  readonly transforms: Readonly<Record<string, OnnxTransform<never, never>>>;
  readonly models: Readonly<Record<string, OnnxEstimator<never, never>>>;
}
