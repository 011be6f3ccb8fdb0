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
  /** How many features there are, where only those were shuffled that the model itself ranks highest. */
  readonly of?: number;
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
  /** The mean prediction when the feature is missing in all rows; absent where no row lacks it. */
  readonly missing?: number;
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
    /** Some of the rows, the same for all features: the SHAP value, and where the feature's value stands among all, 0 to 1; null for a missing value, a category or a personal column. */
    readonly points: readonly { readonly shap: number; readonly rank: number | null }[];
  }[];
}

/** One tree of a model of trees: the whole of a `decision_tree`, the first of others. */
export interface DrawnTree {
  /** How many trees the model has, and what it makes of them. */
  readonly trees: number;
  readonly combined: "alone" | "mean" | "sum";
  /** Of trees whose leaves hold parts of a score: the class that the score speaks for. */
  readonly towards?: string;
  /** Leaves hold shares of these classes (of two only that of the second); empty where they hold values, or parts of a score. */
  readonly classes: readonly string[];
  /** The root first; children come after their parents. What lies deeper than is drawn is folded. */
  readonly nodes: readonly DrawnNode[];
}

export type DrawnNode =
  | {
      readonly kind: "split";
      readonly rows: number;
      readonly feature: string;
      readonly test: DrawnTest;
      /** Where missing values go. */
      readonly missing: "yes" | "no";
      /** Places of the children in `nodes`. */
      readonly yes: number;
      readonly no: number;
    }
  | { readonly kind: "leaf"; readonly rows: number; readonly values: readonly number[] }
  | { readonly kind: "folded"; readonly rows: number; readonly leaves: number };

/** `yes` for values not above `cut`, for all that are not missing, or for these levels. `hidden`: values of personal columns are not shown. */
export type DrawnTest =
  | { readonly kind: "known" }
  | { readonly kind: "at-most"; readonly cut: number }
  | { readonly kind: "levels"; readonly levels: readonly string[] }
  | { readonly kind: "hidden" };
