// Random oversampling, as imbalanced-learn's RandomOverSampler.
import type { TransformImplementation } from "../../../runtime/component.ts";
import { takeColumn } from "../../../runtime/frame/column-rows.ts";
import { largestClass, rowsByClass } from "../class-rows.ts";
import type { OversampleParams } from "./oversample.decl.ts";

export const oversampleImplementation: TransformImplementation<OversampleParams, null> = {
  fit: () => null,
  apply: (columns) => columns,
  resample: (input, { ratio }, { random }) => {
    const classes = rowsByClass(input, "oversample");
    const wanted = Math.round(ratio * largestClass(classes));
    const added = classes.flatMap((rows) =>
      Array.from({ length: Math.max(0, wanted - rows.length) }, () => rows[random.below(rows.length)]!),
    );
    const positions = Int32Array.from([...Array(input.rows).keys(), ...added]).sort();
    return { positions, columns: input.columns.map((column) => takeColumn(column, positions)), ordered: true };
  },
};
