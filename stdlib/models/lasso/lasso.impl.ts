import type { TabularImplementation } from "../../../runtime/component.ts";
import { fitElasticNet } from "../coordinate-descent.ts";
import { coefficientsByName, type LinearState, predictLinear } from "../linear-state.ts";
import type { LassoParams } from "./lasso.decl.ts";

export const lassoImplementation: TabularImplementation<LassoParams, LinearState> = {
  input: "tabular",
  fit: (data, { alpha, intercept, max_iter, tol }) => {
    const options = { alpha, ratio: 1, intercept, maxIterations: max_iter, tolerance: tol };
    return { state: fitElasticNet(data, options, "lasso"), rounds: null };
  },
  predict: (features, rows, state) => predictLinear(features, rows, state, "lasso"),
  importance: { measure: "coefficient", of: coefficientsByName },
};
