// Files for models that are read from one: boosted trees that were trained on the same rows.
import type { FitContext, TabularData } from "../../runtime/component.ts";
import { describeFeatures } from "../../runtime/model/category-levels.ts";
import { exportOnnx } from "../../runtime/onnx/export-model.ts";
import { gradientBoosting } from "../../stdlib/models/gradient-boosting/gradient-boosting.decl.ts";
import { gradientBoostingImplementation } from "../../stdlib/models/gradient-boosting/gradient-boosting.impl.ts";
import { writeLightgbm } from "../../stdlib/models/gradient-boosting/write-lightgbm.ts";
import { onnxLowerings } from "../../stdlib/onnx.ts";
import { parametersOf } from "../reference/default-parameters.ts";

const params = { ...parametersOf(gradientBoosting.params), rounds: 4, min_leaf: 3, leaves: 4 };

/** In the format of the component; a new one fails here until it has its own. */
export function pretrainedFile(component: string, data: TabularData, context: FitContext): Uint8Array {
  const { state } = gradientBoostingImplementation.fit(data, params, context);
  const features = describeFeatures(data.features);
  switch (component) {
    case "lightgbm_file":
      return new TextEncoder().encode(writeLightgbm(state, features));
    case "onnx":
      return exportOnnx({
        name: "trees",
        model: { kind: "tabular", component: "gradient_boosting", params, features, state, rounds: null },
        features,
        classes: data.classes,
        ahead: [],
        task: { time: null, series: [], horizon: null },
        lowerings: onnxLowerings,
        metadata: {},
        pipecVersion: "0",
      });
    default:
      throw new Error(`no file for ${component}`);
  }
}
