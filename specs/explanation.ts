// Contract: what a judged model makes of its features, measured on a bounded sample of the judged rows of the last fold.
// Plain JSON, part of the run record. Features are those of the task, before any transform of the model.

export interface Explanation {
  /** Rows of the sample. */
  readonly rows: number;
  readonly permutation: PermutationEffects | null;
  readonly dependence: readonly Dependence[];
  readonly shap: ShapSummary | null;
}

/** How much worse the metric gets when a feature's values are shuffled among the rows; negative where it gets better. */
export interface PermutationEffects {
  readonly metric: string;
  readonly repeats: number;
  /** Largest first. */
  readonly features: readonly { readonly feature: string; readonly value: number }[];
}

/** Mean prediction over the rows when one feature has the same value in all of them. */
export interface Dependence {
  readonly feature: string;
  /** The class whose probability is meant; null for numbers. */
  readonly output: string | null;
  /** Numbers at quantiles of the sample, moments in milliseconds since 1970; the most frequent levels of categories. */
  readonly points: readonly { readonly at: number | string; readonly mean: number }[];
  readonly kind: "number" | "moment" | "category";
}

/** SHAP values of a model of trees, on the scale of its score; features are those that the trees see. */
export interface ShapSummary {
  readonly rows: number;
  /** The class towards which the values push; null for numbers and for several classes, where only sizes are known. */
  readonly output: string | null;
  /** Largest mean absolute value first. */
  readonly features: readonly {
    readonly feature: string;
    readonly mean: number;
    /** Some of the rows, the same for all features: the SHAP value, and where the feature's value stands among all, 0 to 1; null for a missing value or a category. */
    readonly points: readonly { readonly shap: number; readonly rank: number | null }[];
  }[];
}
