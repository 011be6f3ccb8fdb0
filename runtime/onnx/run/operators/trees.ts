// Tree ensembles of `ai.onnx.ml`. That every way through a tree ends is seen when the file is read.
import { floatsOf, input, intOf, intsOf, type Operator, tensorOf, textOf, textsOf } from "../operator.ts";
import type { OnnxNode } from "../read-model.ts";
import { numbers, type OnnxTensor, requireNumbers, unusable } from "../tensor.ts";
import { classLabels, finishClasses, postTransform } from "./post-transform.ts";

type Mode = "BRANCH_LEQ" | "BRANCH_LT" | "BRANCH_GTE" | "BRANCH_GT" | "BRANCH_EQ" | "BRANCH_NEQ" | "LEAF";
const MODES: readonly string[] = [
  "BRANCH_LEQ",
  "BRANCH_LT",
  "BRANCH_GTE",
  "BRANCH_GT",
  "BRANCH_EQ",
  "BRANCH_NEQ",
  "LEAF",
] satisfies Mode[];

interface Trees {
  readonly roots: readonly number[];
  readonly mode: readonly Mode[];
  readonly feature: readonly number[];
  readonly value: ArrayLike<number>;
  readonly yes: Int32Array;
  readonly no: Int32Array;
  readonly missingIsYes: readonly boolean[];
  /** What a leaf adds, per node. */
  readonly adds: readonly (readonly { readonly output: number; readonly weight: number }[])[];
  readonly features: number;
}

const list = (node: OnnxNode, name: string): ArrayLike<number> => {
  const tensor = tensorOf(node, `${name}_as_tensor`);
  return tensor === null ? (floatsOf(node, name) ?? []) : requireNumbers(tensor, node.place).data;
};

function readTrees(node: OnnxNode, kind: "target" | "class"): Trees {
  const trees = intsOf(node, "nodes_treeids") ?? [];
  const ids = intsOf(node, "nodes_nodeids") ?? [];
  const modes = textsOf(node, "nodes_modes") ?? [];
  const feature = intsOf(node, "nodes_featureids") ?? [];
  const value = list(node, "nodes_values");
  const [yesIds, noIds] = [intsOf(node, "nodes_truenodeids") ?? [], intsOf(node, "nodes_falsenodeids") ?? []];
  const tracks = intsOf(node, "nodes_missing_value_tracks_true") ?? [];
  const count = ids.length;
  const lengths = [trees, modes, feature, value, yesIds, noIds].map(({ length }) => length);
  if (count === 0 || lengths.some((length) => length !== count))
    throw unusable(`has lists of unlike lengths in ${node.place}`);
  const places = new Map(ids.map((id, i) => [`${trees[i]}/${id}`, i]));
  if (places.size !== count) throw unusable(`has a tree node twice in ${node.place}`);
  const mode = modes.map((name) => {
    if (!MODES.includes(name)) throw unusable(`has tree nodes of the kind \`${name}\` in ${node.place}`);
    return name as Mode;
  });
  const child = (tree: number, id: number): number => {
    const at = places.get(`${tree}/${id}`);
    if (at === undefined) throw unusable(`names a tree node that is not there in ${node.place}`);
    return at;
  };
  const [yes, no] = [new Int32Array(count), new Int32Array(count)];
  const parents = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    if (mode[i] === "LEAF") continue;
    if (feature[i]! < 0) throw unusable(`names a feature below 0 in ${node.place}`);
    yes[i] = child(trees[i]!, yesIds[i]!);
    no[i] = child(trees[i]!, noIds[i]!);
    for (const at of [yes[i]!, no[i]!]) parents[at] = parents[at]! + 1;
  }
  const first = new Map<number, number>();
  for (let i = 0; i < count; i++) {
    if (parents[i] !== 0) continue;
    if (first.has(trees[i]!)) throw unusable(`has a tree of two parts in ${node.place}`);
    first.set(trees[i]!, i);
  }
  if (first.size !== new Set(trees).size) throw unusable(`has a tree without a root in ${node.place}`);
  requireNoRing([...first.values()], { mode, yes, no }, parents, node.place);
  const adds = Array.from({ length: count }, (): { output: number; weight: number }[] => []);
  const weights = list(node, `${kind}_weights`);
  const outputs = intsOf(node, `${kind}_ids`) ?? [];
  const owners = intsOf(node, `${kind}_treeids`) ?? [];
  (intsOf(node, `${kind}_nodeids`) ?? []).forEach((id, i) => {
    adds[child(owners[i] ?? -1, id)]!.push({ output: outputs[i] ?? 0, weight: weights[i] ?? 0 });
  });
  return {
    roots: [...first.values()],
    mode,
    feature,
    value,
    yes,
    no,
    missingIsYes: Array.from({ length: count }, (_, i) => tracks[i] === 1),
    adds,
    features: feature.reduce((most, f, i) => (mode[i] === "LEAF" ? most : Math.max(most, f + 1)), 0),
  };
}

/** Branches may end at one node, as tests for a set of levels do; but a row must come to an end. Takes nodes whose parents are all taken. */
function requireNoRing(
  roots: readonly number[],
  { mode, yes, no }: Pick<Trees, "mode" | "yes" | "no">,
  parents: Int32Array,
  place: string,
): void {
  const open = [...roots];
  const left = parents.slice();
  let taken = 0;
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    taken++;
    if (mode[at] === "LEAF") continue;
    for (const child of [yes[at]!, no[at]!]) {
      left[child] = left[child]! - 1;
      if (left[child] === 0) open.push(child);
    }
  }
  if (taken !== mode.length) throw unusable(`has a ring of tree nodes in ${place}`);
}

function leafOf(trees: Trees, root: number, row: Float64Array): number {
  let at = root;
  for (;;) {
    const mode = trees.mode[at]!;
    if (mode === "LEAF") return at;
    const value = row[trees.feature[at]!]!;
    const cut = trees.value[at]!;
    at = goesYes(mode, value, cut) || (trees.missingIsYes[at]! && Number.isNaN(value)) ? trees.yes[at]! : trees.no[at]!;
  }
}

function goesYes(mode: Exclude<Mode, "LEAF">, value: number, cut: number): boolean {
  switch (mode) {
    case "BRANCH_LEQ":
      return value <= cut;
    case "BRANCH_LT":
      return value < cut;
    case "BRANCH_GTE":
      return value >= cut;
    case "BRANCH_GT":
      return value > cut;
    case "BRANCH_EQ":
      return value === cut;
    case "BRANCH_NEQ":
      return value !== cut;
    default:
      return mode satisfies never;
  }
}

const AGGREGATES: Readonly<Record<string, (sum: number, value: number) => number>> = {
  SUM: (sum, value) => sum + value,
  AVERAGE: (sum, value) => sum + value,
  MIN: Math.min,
  MAX: Math.max,
};

/** Scores of every row, `outputs` each. */
function scoresOf(trees: Trees, outputs: number, node: OnnxNode, tensor: OnnxTensor): Float64Array {
  const features = requireNumbers(tensor, node.place);
  const width = features.shape.at(-1) ?? 1;
  if (width < trees.features) throw unusable(`reads feature ${trees.features} of ${width} in ${node.place}`);
  const kind = textOf(node, "aggregate_function", "SUM");
  const aggregate = AGGREGATES[kind];
  if (aggregate === undefined) throw unusable(`has the aggregate \`${kind}\` in ${node.place}`);
  const rows = features.data.length / width;
  const base = list(node, "base_values");
  const none = kind === "MIN" ? Number.POSITIVE_INFINITY : kind === "MAX" ? Number.NEGATIVE_INFINITY : 0;
  const scores = new Float64Array(rows * outputs).fill(none);
  for (let r = 0; r < rows; r++) {
    const row = features.data.subarray(r * width, (r + 1) * width);
    const own = scores.subarray(r * outputs, (r + 1) * outputs);
    for (const root of trees.roots) {
      for (const { output, weight } of trees.adds[leafOf(trees, root, row)]!)
        own[output] = aggregate(own[output]!, weight);
    }
    own.forEach((score, k) => {
      own[k] = (kind === "AVERAGE" ? score / trees.roots.length : score) + (base[base.length === 1 ? 0 : k] ?? 0);
    });
  }
  return scores;
}

const requireOutputs = (trees: Trees, outputs: number, node: OnnxNode): void => {
  if (trees.adds.some((adds) => adds.some(({ output }) => output < 0 || output >= outputs)))
    throw unusable(`has leaves of outputs that are not there in ${node.place}`);
};

export const treeRegressor: Operator = (node) => {
  const outputs = intOf(node, "n_targets", 1);
  const trees = readTrees(node, "target");
  requireOutputs(trees, outputs, node);
  const finish = postTransform(node);
  return (inputs) => {
    const scores = scoresOf(trees, outputs, node, input(inputs, 0, node));
    for (let from = 0; from < scores.length; from += outputs) finish(scores.subarray(from, from + outputs));
    return [numbers("float", [scores.length / outputs, outputs], scores)];
  };
};

export const treeClassifier: Operator = (node) => {
  const labels = classLabels(node);
  const trees = readTrees(node, "class");
  const all = trees.adds.flat();
  // Two classes whose leaves all speak of one: it is the score of the second.
  const single = labels.names.length === 2 && new Set(all.map(({ output }) => output)).size === 1;
  const positive = all.every(({ weight }) => weight >= 0);
  const own = single ? { ...trees, adds: trees.adds.map((adds) => adds.map((one) => ({ ...one, output: 0 }))) } : trees;
  const outputs = single ? 1 : labels.names.length;
  requireOutputs(own, outputs, node);
  return (inputs) => {
    const scores = scoresOf(own, outputs, node, input(inputs, 0, node));
    return finishClasses(node, labels, scores, outputs, { single, positive });
  };
};
