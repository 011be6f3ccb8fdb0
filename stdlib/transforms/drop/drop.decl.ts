import type { TransformDeclaration } from "../../../specs/component.ts";
import { columns, type ValuesOf } from "../../../specs/parameter.ts";

export const drop = {
  family: "transform",
  name: "drop",
  doc: "Removes columns. Use it to leave out features in one pipeline that another keeps. Without names it removes every column that it is applied to.",
  params: {
    columns: columns({ doc: "Names of the columns to remove.", default: null, variadic: true }),
  },
  accepts: ["int", "float", "bool", "string", "category", "date", "timestamp", "duration"],
  learns: "nothing",
  rows: "map",
  copies: false,
  outOfFold: false,
  causal: true,
  monotone: false,
  invertible: false,
  removes: true,
  output: "same",
  acceptsMissing: true,
} as const satisfies TransformDeclaration;

export type DropParams = ValuesOf<typeof drop.params>;
