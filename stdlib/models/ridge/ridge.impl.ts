import type { TabularImplementation } from "../../../runtime/component.ts";
import { coefficientsByName, type LinearState, predictLinear } from "../linear-state.ts";
import { fitPenalized } from "../penalized-regression.ts";
import type { RidgeParams } from "./ridge.decl.ts";

export const ridgeImplementation: TabularImplementation<RidgeParams, LinearState> = {
  input: "tabular",
  fit: (data, { alpha, intercept }) => ({ state: fitPenalized(data, alpha, intercept, "ridge"), rounds: null }),
  predict: (features, rows, state) => predictLinear(features, rows, state, "ridge"),
  importance: { measure: "coefficient", of: coefficientsByName },
};
