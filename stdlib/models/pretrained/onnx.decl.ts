import type { ModelDeclaration } from "../../../specs/component.ts";
import { string, type ValuesOf } from "../../../specs/parameter.ts";
import { pretrainedEffects, pretrainedParameters } from "./pretrained-parameters.ts";

export const onnx = {
  ...pretrainedEffects,
  name: "onnx",
  doc: "A model from an ONNX file, as it is. Use it to judge what another tool has trained beside your own models. Fitting it learns nothing; the file is read as data, and one row at a time is given to its graph.",
  params: {
    ...pretrainedParameters,
    output: string({
      doc: "The output that holds the prediction; null for the probabilities of a classifier, or the first output of numbers.",
      default: null,
    }),
  },
  tasks: ["regress", "classify"],
  acceptsCategories: true,
} as const satisfies ModelDeclaration;

export type OnnxParams = ValuesOf<typeof onnx.params>;
