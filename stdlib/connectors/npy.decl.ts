import type { ConnectorDeclaration } from "../../specs/component.ts";
import { duration, value } from "../../specs/parameter.ts";
import { filePath } from "./file-path.ts";

export const npyDeclaration = {
  family: "connector",
  name: "npy",
  doc: "Reads arrays of NumPy: the first axis are the rows, the rest is the column `value`, a tensor such as `float[64, 2]` or a single number. `start` and `every` add the `@time` column.",
  params: {
    path: filePath(),
    start: value({
      doc: "Time of the first row; rows of further files go on where those before end.",
      default: null,
    }),
    every: duration({
      doc: "Step between rows; that of `@time(every:)` by default.",
      rows: false,
      default: null,
    }),
  },
  paths: ["path"],
  inline: false,
} as const satisfies ConnectorDeclaration;
