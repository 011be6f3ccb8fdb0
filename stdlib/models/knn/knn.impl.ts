// As scikit-learn's KNeighborsClassifier and KNeighborsRegressor; of equally near rows the earlier one counts first.
import type { Prediction, TabularImplementation } from "../../../runtime/component.ts";
import type { FrameColumn } from "../../../runtime/frame/frame.ts";
import { createKdTree, type KdTree } from "../../../runtime/numeric/kd-tree.ts";
import { type Neighbours, nearest } from "../../../runtime/numeric/nearest.ts";
import { requireRows, rowMajorMatrix } from "../design-matrix.ts";
import type { KnnParams } from "./knn.decl.ts";

export type KnnState = {
  readonly rows: number;
  /** Row-major rows x features. */
  readonly points: Float64Array;
  readonly label: Float64Array;
  readonly weight: Float64Array | null;
  /** 0 for numbers. */
  readonly classes: number;
};

/** The tree follows from the state, so it is not stored with it. */
const trees = new WeakMap<KnnState, KdTree>();

function treeOf(state: KnnState): KdTree {
  const known = trees.get(state);
  if (known !== undefined) return known;
  const made = createKdTree(state.points, state.rows, state.points.length / state.rows);
  trees.set(state, made);
  return made;
}

/** Against the nearest row: so rows at no distance outweigh every other one, and infinitely far ones count alike. */
function shares({ indices, distances }: Neighbours, state: KnnState, weights: KnnParams["weights"]): Float64Array {
  const least = distances[0]!;
  return Float64Array.from(indices, (row, i) => {
    const own = state.weight?.[row] ?? 1;
    return weights === "uniform" || distances[i] === least ? own : own * (least / distances[i]!);
  });
}

function predict(features: readonly FrameColumn[], rows: number, state: KnnState, params: KnnParams): Prediction {
  const points = rowMajorMatrix(features, rows, "knn");
  const tree = treeOf(state);
  const width = Math.max(1, state.classes);
  const result = new Float64Array(rows * width);
  for (let row = 0; row < rows; row++) {
    const query = points.subarray(row * features.length, (row + 1) * features.length);
    const found = nearest(tree, query, params.k, params.metric);
    const weight = shares(found, state, params.weights);
    const total = weight.reduce((sum, value) => sum + value, 0);
    found.indices.forEach((neighbour, i) => {
      const share = weight[i]! / total;
      if (state.classes === 0) result[row] = result[row]! + share * state.label[neighbour]!;
      else {
        const place = row * width + state.label[neighbour]!;
        result[place] = result[place]! + share;
      }
    });
  }
  return state.classes === 0
    ? { kind: "values", values: result }
    : { kind: "probabilities", probabilities: result, classes: state.classes };
}

export const knnImplementation: TabularImplementation<KnnParams, KnnState> = {
  input: "tabular",
  fit: (data) => {
    // A row that weighs nothing takes no other one's place among the nearest.
    const kept = Int32Array.from({ length: data.rows }, (_, row) => row).filter((row) => data.weight?.[row] !== 0);
    requireRows(kept.length, "knn");
    const all = rowMajorMatrix(data.features, data.rows, "knn");
    const columns = data.features.length;
    const points = new Float64Array(kept.length * columns);
    kept.forEach((row, place) => {
      points.set(all.subarray(row * columns, (row + 1) * columns), place * columns);
    });
    const of = (values: Float64Array): Float64Array => Float64Array.from(kept, (row) => values[row]!);
    const weight = data.weight === null ? null : of(data.weight);
    const classes = data.classes?.length ?? 0;
    return { state: { rows: kept.length, points, label: of(data.label), weight, classes }, rounds: null };
  },
  predict,
  // In many dimensions the tree saves little.
  workPerRow: ({ points }) => points.length,
};
