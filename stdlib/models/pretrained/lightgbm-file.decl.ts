import type { ModelDeclaration } from "../../../specs/component.ts";
import type { ValuesOf } from "../../../specs/parameter.ts";
import { pretrainedEffects, pretrainedParameters } from "./pretrained-parameters.ts";

export const lightgbmFile = {
  ...pretrainedEffects,
  name: "lightgbm_file",
  doc: "Boosted trees from a file that LightGBM has saved as text (`save_model`), as they are. Use it to judge a model that runs in production beside your own. Fitting it learns nothing.",
  params: pretrainedParameters,
  tasks: ["regress", "classify"],
  acceptsCategories: true,
} as const satisfies ModelDeclaration;

export type LightgbmFileParams = ValuesOf<typeof lightgbmFile.params>;
