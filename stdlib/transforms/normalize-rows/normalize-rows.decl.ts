import type { TransformDeclaration } from "../../../specs/component.ts";
import { oneOf, type ValuesOf } from "../../../specs/parameter.ts";

export const normalizeRows = {
  family: "transform",
  name: "normalize_rows",
  doc: "Divides the numbers of every row by their length, so that only their proportions count. Use it before models that compare directions, such as word counts. A row of zeros stays as it is; missing values count as absent and stay missing.",
  params: {
    norm: oneOf(["l2", "l1", "max"], {
      doc: "Length of a row: root of the sum of squares, sum of absolute values, or largest absolute value.",
      default: "l2",
    }),
  },
  accepts: ["int", "float"],
  learns: "nothing",
  rows: "map",
  copies: false,
  outOfFold: false,
  causal: true,
  monotone: false,
  invertible: false,
  output: "numeric",
  keepsNames: true,
  acceptsMissing: true,
} as const satisfies TransformDeclaration;

export type NormalizeRowsParams = ValuesOf<typeof normalizeRows.params>;
