import type { TabularImplementation } from "../../../runtime/component.ts";
import { coefficientsByName, type LinearState, predictLinear } from "../linear-state.ts";
import { fitPenalized } from "../penalized-regression.ts";
import type { LinearParams } from "./linear.decl.ts";

export const linearImplementation: TabularImplementation<LinearParams, LinearState> = {
  input: "tabular",
  fit: (data, { intercept }) => ({ state: fitPenalized(data, 0, intercept, "linear"), rounds: null }),
  predict: (features, rows, state) => predictLinear(features, rows, state, "linear"),
  importance: { measure: "coefficient", of: coefficientsByName },
};
