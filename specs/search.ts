// Contract: the distributions of open hyperparameters and the conditions under which they are active.
import type { Json } from "./json.ts";

export type Distribution =
  | { readonly kind: "int"; readonly low: number; readonly high: number; readonly step: number; readonly log: boolean }
  | {
      readonly kind: "float";
      readonly low: number;
      readonly high: number;
      readonly step: number | null;
      readonly log: boolean;
    }
  /** Options are plain values, or whole components (then `Json` holds a ComponentSpec of specs/plan.ts). */
  | { readonly kind: "choice"; readonly options: readonly Json[] };

/**
 * A condition on sibling parameters of the same component: `depth: 3..10 when growth == depthwise`. In a SearchSpace
 * `parameter` is the whole path of an open parameter; what does not depend on one is decided before.
 */
export type Condition =
  | {
      readonly kind: "compare";
      readonly parameter: string;
      readonly operator: "==" | "!=" | "<" | "<=" | ">" | ">=";
      readonly value: Json;
    }
  | { readonly kind: "in"; readonly parameter: string; readonly values: readonly Json[] }
  | { readonly kind: "and" | "or"; readonly left: Condition; readonly right: Condition }
  | { readonly kind: "not"; readonly inner: Condition };

export interface OpenParameter {
  /** Where the parameter stands in the model: `model.learning_rate`, `steps.0.n`. Unique within a space. */
  readonly path: string;
  readonly distribution: Distribution;
  readonly when: Condition | null;
}

/** Parameters in the order of the spec; samplers must not depend on any other order. */
export type SearchSpace = readonly OpenParameter[];

/** One point of a space; inactive parameters are absent. */
export type Assignment = Readonly<Record<string, Json>>;
