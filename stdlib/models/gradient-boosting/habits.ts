// What the tools behind the presets do each in its own way, and none of them has a parameter for.
export interface Habits {
  /** What the second derivatives of `softmax` are multiplied by. */
  readonly softmaxCurvature: (classes: number) => number;
  /**
   * Category columns as ordered statistics: one mean label; or a share in steps (of labels above the median for numbers), and how
   * often the level occurs.
   */
  readonly statistics: "mean" | "share and count";
}

export const LIGHTGBM: Habits = { softmaxCurvature: (classes) => classes / (classes - 1), statistics: "mean" };

export const XGBOOST: Habits = { softmaxCurvature: () => 2, statistics: "mean" };

export const CATBOOST: Habits = { softmaxCurvature: LIGHTGBM.softmaxCurvature, statistics: "share and count" };
