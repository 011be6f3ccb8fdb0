import type { ModelDeclaration } from "../../../specs/component.ts";
import { float, int, list, oneOf, type ValuesOf } from "../../../specs/parameter.ts";

export const mlp = {
  family: "model",
  name: "mlp",
  doc: "A neural network of fully connected layers. Use it on scaled numbers with many rows, where trees are too rough. Labels of a regression are standardised inside; with `validate:` and `patience:` it stops when the loss no longer falls, and keeps the best epoch.",
  params: {
    hidden: list(int({ doc: "Units", min: 1, max: 10_000 }), {
      doc: "Units of every hidden layer, from the input on.",
      default: [100],
    }),
    activation: oneOf(["relu", "tanh", "logistic"], { doc: "Function of the hidden units.", default: "relu" }),
    l2: float({ doc: "Weight of half the squared weights, per row.", default: 1e-4, min: 0, scale: "log" }),
    epochs: int({ doc: "Rounds through the training rows.", default: 100, min: 1, max: 100_000 }),
    batch_size: int({ doc: "Rows per step; at most all of them.", default: 200, min: 1 }),
    learning_rate: float({ doc: "Size of the first steps.", default: 1e-3, min: 0, openMin: true, scale: "log" }),
    optimizer: oneOf(["adam", "sgd"], {
      doc: "`adam` (Kingma and Ba, 2015) or `sgd` with a momentum of 0.9.",
      default: "adam",
    }),
    schedule: oneOf(["constant", "cosine"], {
      doc: "`cosine` lets the steps shrink to nothing over the epochs.",
      default: "constant",
    }),
    clip_norm: float({
      doc: "Longest gradient; a longer one is shortened. null for none.",
      default: null,
      min: 0,
      openMin: true,
    }),
  },
  tasks: ["regress", "classify", "forecast"],
  input: "tabular",
  acceptsMissing: false,
  acceptsCategories: false,
  ignoresFeatures: false,
  invariantToMonotone: false,
  rounds: "epochs",
  probabilities: true,
} as const satisfies ModelDeclaration;

export type MlpParams = ValuesOf<typeof mlp.params>;
