import type { TabularImplementation } from "../../../runtime/component.ts";
import { fitElasticNet } from "../coordinate-descent.ts";
import { coefficientsByName, type LinearState, predictLinear } from "../linear-state.ts";
import type { ElasticNetParams } from "./elastic-net.decl.ts";

export const elasticNetImplementation: TabularImplementation<ElasticNetParams, LinearState> = {
  input: "tabular",
  fit: (data, { alpha, l1_ratio, intercept, max_iter, tol }) => {
    const options = { alpha, ratio: l1_ratio, intercept, maxIterations: max_iter, tolerance: tol };
    return { state: fitElasticNet(data, options, "elastic_net"), rounds: null };
  },
  predict: (features, rows, state) => predictLinear(features, rows, state, "elastic_net"),
  importance: { measure: "coefficient", of: coefficientsByName },
};
