// Random undersampling, as imbalanced-learn's RandomUnderSampler.
import type { TransformImplementation } from "../../../runtime/component.ts";
import { takeColumn } from "../../../runtime/frame/column-rows.ts";
import { permutation } from "../../../runtime/numeric/random.ts";
import { rowsByClass } from "../class-rows.ts";
import type { UndersampleParams } from "./undersample.decl.ts";

export const undersampleImplementation: TransformImplementation<UndersampleParams, null> = {
  fit: () => null,
  apply: (columns) => columns,
  resample: (input, { ratio }, { random }) => {
    const classes = rowsByClass(input, "undersample");
    const rarest = classes.reduce((least, rows) => Math.min(least, rows.length), Number.POSITIVE_INFINITY);
    const most = Math.round(rarest / ratio);
    const kept = classes.flatMap((rows, label) =>
      rows.length <= most
        ? [...rows]
        : Array.from(permutation(rows.length, random.derive(`class ${label}`)).subarray(0, most), (i) => rows[i]!),
    );
    const positions = Int32Array.from(kept).sort();
    return { positions, columns: input.columns.map((column) => takeColumn(column, positions)), ordered: true };
  },
};
