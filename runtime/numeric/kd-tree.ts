// Nearest neighbours of points: a tree of half-spaces cut at medians of the widest coordinate (Bentley, 1975; Friedman,
// Bentley and Finkel, 1977). Exact; of equally near points the one with the smaller index comes first.

export type Distance = "euclidean" | "manhattan";

export interface KdTree {
  /** Indices of the points, leaf by leaf. */
  readonly order: Int32Array;
  readonly root: Node;
  readonly points: Float64Array;
  readonly dimensions: number;
}

type Node =
  | { readonly kind: "leaf"; readonly start: number; readonly end: number }
  | { readonly kind: "cut"; readonly axis: number; readonly at: number; readonly low: Node; readonly high: Node };

export interface Neighbours {
  readonly indices: Int32Array;
  /** Rising. */
  readonly distances: Float64Array;
}

const LEAF = 24;

/** `points`: row-major count x dimensions. */
export function createKdTree(points: Float64Array, count: number, dimensions: number): KdTree {
  const order = Int32Array.from({ length: count }, (_, i) => i);
  return { order, points, dimensions, root: cut(points, dimensions, order, 0, count) };
}

function cut(points: Float64Array, dimensions: number, order: Int32Array, start: number, end: number): Node {
  const axis = end - start <= LEAF ? -1 : widestAxis(points, dimensions, order, start, end);
  if (axis < 0) return { kind: "leaf", start, end };
  const part = order.subarray(start, end);
  part.sort((a, b) => points[a * dimensions + axis]! - points[b * dimensions + axis]! || a - b);
  const middle = (start + end) >>> 1;
  const at = points[order[middle]! * dimensions + axis]!;
  return {
    kind: "cut",
    axis,
    at,
    low: cut(points, dimensions, order, start, middle),
    high: cut(points, dimensions, order, middle, end),
  };
}

/** -1 when all points are the same. */
function widestAxis(points: Float64Array, dimensions: number, order: Int32Array, start: number, end: number): number {
  let widest = -1;
  let width = 0;
  for (let axis = 0; axis < dimensions; axis++) {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let i = start; i < end; i++) {
      const value = points[order[i]! * dimensions + axis]!;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    if (high - low > width) {
      width = high - low;
      widest = axis;
    }
  }
  return widest;
}

/** The k nearest points, or all of them when there are fewer. Distances are true ones, not squares. */
export function nearest(tree: KdTree, query: Float64Array, k: number, distance: Distance): Neighbours {
  const size = Math.min(k, tree.order.length);
  const found: Found = { indices: new Int32Array(size), distances: new Float64Array(size), count: 0 };
  visit(tree, tree.root, query, distance, found);
  const root = distance === "euclidean" ? Math.sqrt : (value: number) => value;
  return { indices: found.indices, distances: found.distances.map(root) };
}

interface Found {
  readonly indices: Int32Array;
  /** Squares of the Euclidean distance. */
  readonly distances: Float64Array;
  count: number;
}

function visit(tree: KdTree, node: Node, query: Float64Array, distance: Distance, found: Found): void {
  const last = found.indices.length - 1;
  if (node.kind === "leaf") {
    for (let i = node.start; i < node.end; i++) {
      const most = found.count > last ? found.distances[last]! : Number.POSITIVE_INFINITY;
      offer(found, tree.order[i]!, between(tree, tree.order[i]!, query, distance, most));
    }
    return;
  }
  const toCut = query[node.axis]! - node.at;
  visit(tree, toCut < 0 ? node.low : node.high, query, distance, found);
  const least = distance === "euclidean" ? toCut * toCut : Math.abs(toCut);
  // An equally near point beyond the cut may have the smaller index.
  if (found.count <= last || least <= found.distances[last]!) {
    visit(tree, toCut < 0 ? node.high : node.low, query, distance, found);
  }
}

/** Stops where the sum is already too large to matter. */
function between({ points, dimensions }: KdTree, index: number, query: Float64Array, metric: Distance, most: number) {
  const start = index * dimensions;
  let sum = 0;
  if (metric === "euclidean") {
    for (let axis = 0; axis < dimensions && sum <= most; axis++) {
      const difference = points[start + axis]! - query[axis]!;
      sum += difference * difference;
    }
    return sum;
  }
  for (let axis = 0; axis < dimensions && sum <= most; axis++) sum += Math.abs(points[start + axis]! - query[axis]!);
  return sum;
}

/** Puts the point where it belongs, and the last one out when there are enough. */
function offer(found: Found, index: number, distance: number): void {
  const { indices, distances } = found;
  let at = found.count;
  if (at === indices.length) {
    if (at === 0 || distance > distances[at - 1]! || (distance === distances[at - 1] && index > indices[at - 1]!))
      return;
    at--;
  } else found.count++;
  while (at > 0 && (distance < distances[at - 1]! || (distance === distances[at - 1] && index < indices[at - 1]!))) {
    distances[at] = distances[at - 1]!;
    indices[at] = indices[at - 1]!;
    at--;
  }
  distances[at] = distance;
  indices[at] = index;
}
