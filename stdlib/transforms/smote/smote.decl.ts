import type { TransformDeclaration } from "../../../specs/component.ts";
import { float, int, type ValuesOf } from "../../../specs/parameter.ts";

export const smote = {
  family: "transform",
  name: "smote",
  doc: "Makes rows of the rarer classes between a row and one of its nearest neighbours of the same class (Chawla et al., 2002), until every class has enough. Use it on scaled numbers. It acts in fitting only: judged and predicted rows stay as they are. Whole numbers and bools are rounded; a level is the one that most neighbours have.",
  params: {
    k: int({ doc: "Number of neighbours to choose from.", default: 5, min: 1 }),
    ratio: float({
      doc: "Rows of a class, as a share of those of the most frequent class.",
      default: 1,
      min: 0,
      max: 1,
      openMin: true,
    }),
  },
  accepts: ["int", "float", "bool", "string", "category", "date", "timestamp", "duration"],
  learns: "features+target",
  rows: "resample",
  copies: true,
  outOfFold: false,
  causal: true,
  monotone: false,
  invertible: false,
  output: "same",
  acceptsMissing: false,
} as const satisfies TransformDeclaration;

export type SmoteParams = ValuesOf<typeof smote.params>;
