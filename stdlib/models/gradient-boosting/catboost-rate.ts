// The learning rate that CatBoost takes where none is given. Its authors fitted it to how many rows and trees there are, for each
// loss, and anew where validation rows pick the best tree (catboost/libs/train_lib/options_helper.cpp, for processors).
import type { ObjectiveName } from "./objectives.ts";

/** log rate = rows x log(rows) + constant + trees x log(trees / 1000). */
interface Coefficients {
  readonly rows: number;
  readonly constant: number;
  readonly trees: number;
}

type Fitted = Extract<ObjectiveName, "squared" | "logistic" | "softmax">;

const COEFFICIENTS: Readonly<Record<Fitted, { readonly all: Coefficients; readonly best: Coefficients }>> = {
  squared: {
    all: { rows: 0.158, constant: -4.287, trees: -0.813 },
    best: { rows: 0.157, constant: -4.062, trees: -0.61 },
  },
  logistic: {
    all: { rows: 0.427, constant: -7.525, trees: -0.917 },
    best: { rows: 0.247, constant: -5.158, trees: -0.435 },
  },
  softmax: {
    all: { rows: 0.051, constant: -2.889, trees: -0.845 },
    best: { rows: 0.02, constant: -2.364, trees: -0.382 },
  },
};

/** Of all other losses, and of parameters that none was fitted to. */
export const FIXED_RATE = 0.03;
const LARGEST = 0.5;

const isFitted = (objective: ObjectiveName): objective is Fitted => objective in COEFFICIENTS;

/** `keepsBest`: validation rows pick the best tree. */
export function automaticRate(objective: ObjectiveName, rows: number, trees: number, keepsBest: boolean): number {
  if (!isFitted(objective)) return FIXED_RATE;
  const by = COEFFICIENTS[objective][keepsBest ? "best" : "all"];
  const rate = Math.exp(by.rows * Math.log(rows) + by.constant + by.trees * Math.log(trees / 1000));
  return Math.round(1e6 * Math.min(LARGEST, rate)) / 1e6;
}
