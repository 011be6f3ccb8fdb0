// As scikit-learn's KNNImputer with uniform weights. Of equally similar rows those of smaller values count first, so that
// the order of the training rows does not matter.
import type { TransformImplementation } from "../../../runtime/component.ts";
import { sharedFloats } from "../../../runtime/frame/frame.ts";
import { createKdTree, type KdTree } from "../../../runtime/numeric/kd-tree.ts";
import { mean } from "../../../runtime/numeric/statistics.ts";
import { requireNumbers } from "../number-columns.ts";
import type { KnnImputeParams } from "./knn-impute.decl.ts";
import { meansOfSimilar } from "./similar-rows.ts";

/** The training rows themselves, and what a column gets where no row helps. */
export type KnnImputeState = { readonly columns: readonly Float64Array[]; readonly means: Float64Array };

/** The tree follows from the state, so it is not stored with it. */
const trees = new WeakMap<KnnImputeState, KdTree>();

function treeOf(state: KnnImputeState): KdTree {
  const known = trees.get(state);
  if (known !== undefined) return known;
  const width = state.columns.length;
  const rows = state.columns[0]?.length ?? 0;
  const points = new Float64Array(rows * width);
  state.columns.forEach((values, j) => {
    for (let row = 0; row < rows; row++) points[row * width + j] = values[row]!;
  });
  const made = createKdTree(points, rows, width);
  trees.set(state, made);
  return made;
}

export const knnImputeImplementation: TransformImplementation<KnnImputeParams, KnnImputeState> = {
  fit: ({ columns }) => {
    const values = columns.map((column) => Float64Array.from(requireNumbers(column).values));
    // A column without any value in training is filled with 0, as by `impute`.
    return { columns: values, means: Float64Array.from(values, (column) => mean(column) || 0) };
  },
  apply: (columns, state, { k }) => {
    const given = columns.map(requireNumbers);
    const filled = given.map(({ values }) => {
      const copy = sharedFloats(values.length);
      copy.set(values);
      return copy;
    });
    const rows = given[0]?.values.length ?? 0;
    for (let row = 0; row < rows; row++) {
      const own = Float64Array.from(given, ({ values }) => values[row]!);
      const missing = [...own.keys()].filter((j) => Number.isNaN(own[j]!));
      if (missing.length === 0) continue;
      meansOfSimilar(treeOf(state), own, missing, k).forEach((found, i) => {
        const j = missing[i]!;
        filled[j]![row] = Number.isNaN(found) ? state.means[j]! : found;
      });
    }
    return given.map(({ name }, j) => ({ kind: "number", name, type: "float", values: filled[j]! }));
  },
};
