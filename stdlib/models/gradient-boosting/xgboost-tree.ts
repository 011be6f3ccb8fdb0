// Whether a tree in XGBoost's JSON format is whole. The format says much of it twice: children and parents, splits on levels and their
// list, the number of nodes. A lost or changed digit shows where the two disagree.

type Unknown = Readonly<Record<string, unknown>>;
type Numbers = readonly number[];

const MOST_LEVELS = 1_000_000;

const isNumbers = (value: unknown): value is Numbers =>
  Array.isArray(value) && value.every((item) => typeof item === "number");
const isPlace = (value: number | undefined, end: number): boolean =>
  value !== undefined && Number.isInteger(value) && value >= 0 && value < end;

/** Lists of one value per node that need not be there; 0 or 1 are also written as booleans. */
const OPTIONAL = ["loss_changes", "sum_hessian", "base_weights"] as const;

/** Null for a whole tree, the `id`-th of its file. */
export function faultOfTree(tree: Unknown, features: number, id: number): string | null {
  const { left_children: left, right_children: right, split_indices: indices, split_conditions: conditions } = tree;
  if (!isNumbers(left) || left.length === 0) return "has no nodes";
  const nodes = left.length;
  if (!isNumbers(right) || !isNumbers(indices) || !isNumbers(conditions)) return "has lists of unlike lengths";
  if ([right, indices, conditions].some(({ length }) => length !== nodes)) return "has lists of unlike lengths";
  if (!conditions.every(Number.isFinite)) return "has a value that is no number";
  for (const name of OPTIONAL) {
    const list = tree[name];
    if (list === undefined) continue;
    if (!isNumbers(list) || list.length !== nodes) return "has lists of unlike lengths";
    if (!list.every(Number.isFinite)) return "has a value that is no number";
  }
  if (!Array.isArray(tree.default_left) || tree.default_left.length !== nodes) return "has lists of unlike lengths";
  if (!tree.default_left.every((side: unknown) => side === true || side === false || side === 0 || side === 1))
    return "has missing values that go to no side";
  if (tree.id !== undefined && tree.id !== id) return "stands in the place of another";
  return faultOfNodes(tree, { left, right, indices, features }) ?? faultOfLevels(tree, left);
}

interface Nodes {
  readonly left: Numbers;
  readonly right: Numbers;
  readonly indices: Numbers;
  readonly features: number;
}

/** Every node but the root and those that were pruned stands below exactly one other, which is its parent. */
function faultOfNodes(tree: Unknown, { left, right, indices, features }: Nodes): string | null {
  const nodes = left.length;
  const { parents, tree_param: said } = tree;
  if (parents !== undefined && !(isNumbers(parents) && parents.length === nodes)) return "has lists of unlike lengths";
  const below = new Set<number>();
  for (let node = 0; node < nodes; node++) {
    if (left[node] === -1 && right[node] === -1) continue;
    if (!isPlace(indices[node], features)) return "splits on a feature that is not there";
    for (const child of [left[node]!, right[node]!]) {
      if (!isPlace(child, nodes) || child === 0 || below.has(child)) return "has nodes that form no tree";
      if (isNumbers(parents) && parents[child] !== node) return "has nodes whose parents are others";
      below.add(child);
    }
  }
  if (typeof said !== "object" || said === null) return null;
  const { num_nodes: all, num_deleted: pruned, num_feature: width } = said as Unknown;
  if (all !== undefined && Number(all) !== nodes) return `has ${nodes} nodes, where ${String(all)} are said`;
  if (width !== undefined && Number(width) !== features) return `is one of ${String(width)} features`;
  if (pruned !== undefined && 1 + below.size + Number(pruned) !== nodes) return "has nodes that form no tree";
  return null;
}

/** Levels stand in one list, those of one split after those of another. */
function faultOfLevels(tree: Unknown, left: Numbers): string | null {
  const { categories, categories_nodes: owners, categories_segments: starts, categories_sizes: sizes } = tree;
  if (!isNumbers(categories) || !isNumbers(owners) || !isNumbers(starts) || !isNumbers(sizes))
    return "has no lists of levels";
  if (starts.length !== owners.length || sizes.length !== owners.length) return "has lists of unlike lengths";
  if (!categories.every((level) => isPlace(level, MOST_LEVELS))) return "has levels that are no numbers";
  let end = 0;
  for (const [i, node] of owners.entries()) {
    if (!isPlace(node, left.length) || left[node]! < 0 || owners.indexOf(node) !== i || !isPlace(sizes[i], MOST_LEVELS))
      return "splits on levels that are not there";
    if (starts[i] !== end) return "splits on levels that are not there";
    end += sizes[i]!;
  }
  if (end !== categories.length) return "splits on levels that are not there";
  const { split_type: types } = tree;
  if (types === undefined) return null;
  if (!isNumbers(types) || types.length !== left.length) return "has lists of unlike lengths";
  const isOfLevels = new Set(owners);
  const agrees = types.every((type, node) => left[node]! < 0 || type === (isOfLevels.has(node) ? 1 : 0));
  return agrees ? null : "has splits on levels that are none";
}
