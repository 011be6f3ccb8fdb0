// Forests in ONNX, as TreeEnsembleRegressor. Its nodes compare one value with one number, so a split on a set of levels
// becomes a chain of comparisons whose branches end at the same child, the form that onnxruntime recognises as a set.
import { codes, lookUp, matrix } from "../../../runtime/onnx/columns.ts";
import { doubles, type Graph, int, ints, string, strings, type Tensor } from "../../../runtime/onnx/graph.ts";
import type { OnnxColumn } from "../../../runtime/onnx/lowering.ts";
import { type Forest, type InputMapper, IS_SET, MISSING_LEFT } from "./forest.ts";
import { SET_BYTES } from "./split.ts";

/**
 * Sums of the leaves per output, without the starting scores: shape [N, outputs]. Trees of one value per leaf count for
 * the outputs in turn.
 */
export function forestScores(
  graph: Graph,
  features: readonly OnnxColumn[],
  mappers: readonly InputMapper[],
  forest: Forest,
  outputs: number,
): Tensor {
  const inputs = mappers.map((mapper): OnnxColumn => {
    const column = features.find(({ name }) => name === mapper.name);
    if (column === undefined) throw new TypeError(`the trees need the column ${mapper.name}`);
    return { name: mapper.name, kind: "number", tensor: inputOf(graph, column, mapper) };
  });
  const table = createNodeTable();
  for (let tree = 0; tree < forest.roots.length; tree++) addTree(table, forest, mappers, tree, tree % outputs);
  const sums = graph.applyClassical("TreeEnsembleRegressor", [matrix(graph, inputs)], {
    n_targets: int(outputs),
    aggregate_function: string("SUM"),
    post_transform: string("NONE"),
    nodes_treeids: ints(table.tree),
    nodes_nodeids: ints(table.node),
    nodes_featureids: ints(table.feature),
    nodes_modes: strings(table.mode),
    nodes_values_as_tensor: doubles(table.value),
    nodes_truenodeids: ints(table.whenTrue),
    nodes_falsenodeids: ints(table.whenFalse),
    nodes_missing_value_tracks_true: ints(table.missingTrue),
    target_treeids: ints(table.leafTree),
    target_nodeids: ints(table.leafNode),
    target_ids: ints(table.leafTarget),
    target_weights_as_tensor: doubles(table.leafValue),
  });
  // The operator sums in doubles and gives floats.
  return graph.cast(sums, "double");
}

/** A level as its bin, its statistic or its place among the sorted levels, as `rawInputs` of the learner. */
function inputOf(graph: Graph, column: OnnxColumn, mapper: InputMapper): Tensor {
  if (column.kind === "number") return column.tensor;
  if (mapper.kind === "statistic") return lookUp(graph, column.tensor, mapper.levels, mapper.values, mapper.other);
  if (mapper.kind === "number") {
    const levels = column.levels ?? [];
    const sorted = levels.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    return lookUp(graph, column.tensor, sorted, [...sorted.keys()], Number.NaN);
  }
  const bins = [...mapper.levels.map((_, i) => i + 1), 0];
  return graph.cast(
    graph.apply("Gather", [graph.integers(bins), codes(graph, column.tensor, mapper.levels)]),
    "double",
  );
}

interface NodeTable {
  readonly tree: number[];
  readonly node: number[];
  readonly feature: number[];
  readonly mode: ("BRANCH_LEQ" | "BRANCH_EQ" | "LEAF")[];
  readonly value: number[];
  readonly whenTrue: number[];
  readonly whenFalse: number[];
  readonly missingTrue: number[];
  readonly leafTree: number[];
  readonly leafNode: number[];
  readonly leafTarget: number[];
  readonly leafValue: number[];
}

const createNodeTable = (): NodeTable => ({
  tree: [],
  node: [],
  feature: [],
  mode: [],
  value: [],
  whenTrue: [],
  whenFalse: [],
  missingTrue: [],
  leafTree: [],
  leafNode: [],
  leafTarget: [],
  leafValue: [],
});

function addTree(
  table: NodeTable,
  forest: Forest,
  mappers: readonly InputMapper[],
  tree: number,
  target: number,
): void {
  let count = 0;
  const add = (mode: NodeTable["mode"][number], feature: number, value: number, missingTrue: number): number => {
    const id = count++;
    table.tree.push(tree);
    table.node.push(id);
    table.feature.push(feature);
    table.mode.push(mode);
    table.value.push(value);
    table.whenTrue.push(0);
    table.whenFalse.push(0);
    table.missingTrue.push(missingTrue);
    return table.tree.length - 1;
  };
  /** Ids count from the root on, which must come first: places are taken before children are known. */
  const place = (at: number): number => {
    if (at < 0) {
      const row = add("LEAF", 0, 0, 0);
      for (let k = 0; k < forest.width; k++) {
        table.leafTree.push(tree);
        table.leafNode.push(table.node[row]!);
        table.leafTarget.push(forest.width === 1 ? target : k);
        table.leafValue.push(forest.leaves[(-1 - at) * forest.width + k]!);
      }
      return table.node[row]!;
    }
    const flags = forest.flags[at]!;
    const feature = forest.feature[at]!;
    if ((flags & IS_SET) === 0) {
      const row = add("BRANCH_LEQ", feature, forest.threshold[at]!, (flags & MISSING_LEFT) === 0 ? 0 : 1);
      table.whenTrue[row] = place(forest.left[at]!);
      table.whenFalse[row] = place(forest.right[at]!);
      return table.node[row]!;
    }
    const { members, goLeft } = smallerSide(forest, at, mappers[feature]!);
    const rows = members.map((bin) => add("BRANCH_EQ", feature, bin, 0));
    const inside = place(goLeft ? forest.left[at]! : forest.right[at]!);
    const outside = place(goLeft ? forest.right[at]! : forest.left[at]!);
    rows.forEach((row, i) => {
      const next = rows[i + 1];
      table.whenTrue[row] = inside;
      table.whenFalse[row] = next === undefined ? outside : table.node[next]!;
    });
    return table.node[rows[0]!]!;
  };
  place(forest.roots[tree]!);
}

/** The bins of the side with fewer of them; every split sends something to both sides. */
function smallerSide(
  { sets, threshold }: Forest,
  node: number,
  mapper: InputMapper,
): { readonly members: readonly number[]; readonly goLeft: boolean } {
  const bins = mapper.kind === "category" ? mapper.levels.length + 1 : 0;
  const start = threshold[node]! * SET_BYTES;
  const isLeft = (bin: number): boolean => ((sets[start + (bin >> 3)]! >> (bin & 7)) & 1) === 1;
  const all = Array.from({ length: bins }, (_, bin) => bin);
  const left = all.filter(isLeft);
  const goLeft = left.length > 0 && left.length <= bins / 2;
  return { members: goLeft ? left : all.filter((bin) => !isLeft(bin)), goLeft };
}
