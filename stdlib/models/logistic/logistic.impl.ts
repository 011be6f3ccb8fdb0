// Logistic regression as scikit-learn's: minimises Σ w·loss + |coefficients|² / (2c), the intercept unpenalised; one
// score for two classes, one per class (multinomial) for more.
import type { Prediction, TabularImplementation } from "../../../runtime/component.ts";
import type { FrameColumn } from "../../../runtime/frame/frame.ts";
import { times } from "../../../runtime/numeric/gram.ts";
import { requireTwoClasses, rowWeights } from "../class-weight.ts";
import { numberColumns, requireFinite, requireLearned, requireRows } from "../design-matrix.ts";
import { requireComplete } from "../linear-state.ts";
import { fitLogistic } from "./fit-newton.ts";
import type { LogisticParams } from "./logistic.decl.ts";
import { createProblem, stride } from "./logistic-problem.ts";

export type LogisticState = {
  readonly names: readonly string[];
  readonly classes: number;
  /** Classes that occurred in training, rising; the others get probability 0. */
  readonly present: Int32Array;
  /** One vector for two present classes (for the second), else one per present class. */
  readonly coefficients: readonly Float64Array[];
  readonly intercepts: Float64Array;
};

function predict(features: readonly FrameColumn[], rows: number, state: LogisticState): Prediction {
  const columns = numberColumns(features, "logistic");
  const { classes, present } = state;
  const scores = state.coefficients.map((w, k) => times(columns, rows, w, state.intercepts[k]!));
  requireComplete(features, rows, state.coefficients, scores, "logistic");
  const probabilities = new Float64Array(rows * classes);
  const [only] = scores;
  for (let i = 0; i < rows; i++) {
    if (scores.length === 1 && only !== undefined) {
      const tail = Math.exp(-Math.abs(only[i]!));
      const high = 1 / (1 + tail);
      const low = tail / (1 + tail);
      probabilities[i * classes + present[0]!] = only[i]! >= 0 ? low : high;
      probabilities[i * classes + present[1]!] = only[i]! >= 0 ? high : low;
      continue;
    }
    const top = scores.reduce((found, score) => Math.max(found, score[i]!), Number.NEGATIVE_INFINITY);
    const sum = scores.reduce((total, score) => total + Math.exp(score[i]! - top), 0);
    scores.forEach((score, k) => {
      probabilities[i * classes + present[k]!] = Math.exp(score[i]! - top) / sum;
    });
  }
  return { kind: "probabilities", probabilities, classes };
}

export const logisticImplementation: TabularImplementation<LogisticParams, LogisticState> = {
  input: "tabular",
  fit: (data, { c, class_weight, intercept, max_iter, tol }) => {
    requireRows(data.rows, "logistic");
    const classes = requireTwoClasses(data.label, data.classes, "logistic");
    const columns = numberColumns(data.features, "logistic");
    requireFinite(data.features, data.rows, "logistic");
    const weight = rowWeights(data.label, classes, data.weight, class_weight);
    const present = Int32Array.from(new Set(data.label)).sort();
    const target = data.label.map((code) => present.indexOf(code));
    const outputs = present.length === 2 ? 1 : present.length;
    const problem = createProblem(columns, data.rows, target, outputs, weight, c, intercept);
    const theta = fitLogistic(problem, max_iter, tol);
    const { shifts, factors } = problem.table;
    const coefficients: Float64Array[] = [];
    const intercepts = new Float64Array(outputs);
    for (let k = 0; k < outputs; k++) {
      const at = k * stride(problem);
      const scaled = factors.map((factor, j) => theta[at + j]! * factor);
      coefficients.push(scaled);
      intercepts[k] = theta[at + scaled.length]! - scaled.reduce((sum, value, j) => sum + value * shifts[j]!, 0);
    }
    requireLearned([...coefficients.flatMap((own) => [...own]), ...intercepts], "logistic");
    const names = data.features.map(({ name }) => name);
    return { state: { names, classes: classes.length, present, coefficients, intercepts }, rounds: null };
  },
  predict,
  importance: {
    measure: "coefficient",
    // Of several classes their mean size.
    of: ({ names, coefficients }) =>
      Object.fromEntries(
        names.map((name, j) => [
          name,
          coefficients.length === 1
            ? coefficients[0]![j]!
            : coefficients.reduce((sum, w) => sum + Math.abs(w[j]!), 0) / coefficients.length,
        ]),
      ),
  },
};
