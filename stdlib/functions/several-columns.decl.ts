// Functions that make several columns of one entry. They stand for calls of other functions and have no implementation.
import type { FunctionDeclaration } from "../../specs/component.ts";
import { argument, constantArgument, floatOfFirst, scalarFunction } from "./signature.ts";

export const severalColumnsDeclarations: readonly FunctionDeclaration[] = [
  {
    ...scalarFunction({
      name: "fourier",
      doc: "`sin_of` and `cos_of` of the harmonics 1 to `order`: 2 · order columns `name_1`, `name_2`, …, sine and cosine in turn.",
      arguments: [
        argument("x", ["int", "float", "date", "timestamp"]),
        argument("period", ["int", "float", "duration"]),
        constantArgument("order", "int"),
      ],
      result: floatOfFirst,
    }),
    spread: { count: "order", functions: ["sin_of", "cos_of"] },
  },
];
