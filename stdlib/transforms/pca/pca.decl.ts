import type { TransformDeclaration } from "../../../specs/component.ts";
import { anyOf, bool, float, int, type ValuesOf } from "../../../specs/parameter.ts";

export const pca = {
  family: "transform",
  name: "pca",
  doc: "Replaces columns by the directions in which the training rows vary most, `pca_1`, `pca_2`, and so on. Use it for many correlated numbers; scale them first. It takes no missing values.",
  params: {
    n: anyOf(
      [
        int({ doc: "Number of directions.", min: 1 }),
        float({ doc: "Share of the variance that they must hold.", min: 0, max: 1, openMin: true, openMax: true }),
      ],
      {
        doc: "Number of directions, or the share of the variance that they must hold (0.95); null keeps all.",
        default: null,
        searchable: true,
      },
    ),
    whiten: bool({ doc: "Give every direction a standard deviation of 1.", default: false }),
  },
  accepts: ["int", "float"],
  learns: "features",
  rows: "map",
  copies: false,
  outOfFold: false,
  causal: true,
  monotone: false,
  invertible: false,
  output: "numeric",
  acceptsMissing: false,
} as const satisfies TransformDeclaration;

export type PcaParams = ValuesOf<typeof pca.params>;
