// What all models from files are told about their file.
import { columns, list, string, value } from "../../../specs/parameter.ts";

export const pretrainedParameters = {
  path: string({ doc: "The file, relative to the spec; nothing of it is executed." }),
  features: columns({
    doc: "The columns that the model takes, in its own order; null where the file names them and they are columns.",
    default: null,
  }),
  classes: list(value({ doc: "Class" }), {
    doc: "The classes in the order of the model's outputs; null where the file names them, for a bool (`false` before `true`) and for an int (rising).",
    default: null,
  }),
  trained_until: value({
    doc: "The date or time after which it has seen no row: judged rows must be later. Without it the certificate says that nothing is known.",
    default: null,
  }),
} as const;

/** Effects that all of them have. */
export const pretrainedEffects = {
  family: "model",
  input: "tabular",
  acceptsMissing: true,
  ignoresFeatures: false,
  // What stands in the file was made for the values as they are.
  invariantToMonotone: false,
  rounds: null,
  probabilities: true,
  constraints: [{ kind: "moment", parameter: "trained_until" }],
  pretrained: { file: "path", until: "trained_until" },
} as const;
