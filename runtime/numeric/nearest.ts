// The nearest points by a tree. Exact; of equally near points the one with the smaller index comes first.
import { type Distance, type KdTree, type Search, searchTree, slackLimit } from "./kd-tree.ts";

export interface Neighbours {
  readonly indices: Int32Array;
  /** Rising. */
  readonly distances: Float64Array;
}

/** The k nearest points, or all of them when there are fewer. Distances are true ones, not squares. Nothing may be missing. */
export function nearest(tree: KdTree, query: Float64Array, k: number, distance: Distance): Neighbours {
  const found = new Found(tree, query, Math.min(k, tree.order.length), distance);
  searchTree(tree, query, distance, k, found);
  const root = distance === "euclidean" ? Math.sqrt : (value: number) => value;
  return { indices: found.indices, distances: found.distances.map(root) };
}

class Found implements Search {
  readonly indices: Int32Array;
  /** Squares of the Euclidean distance. */
  readonly distances: Float64Array;
  limit = Number.POSITIVE_INFINITY;
  readonly #tree: KdTree;
  readonly #query: Float64Array;
  readonly #distance: Distance;
  #count = 0;

  constructor(tree: KdTree, query: Float64Array, size: number, distance: Distance) {
    this.indices = new Int32Array(size);
    this.distances = new Float64Array(size);
    this.#tree = tree;
    this.#query = query;
    this.#distance = distance;
  }

  scan(start: number, end: number): void {
    const { points, dimensions, order } = this.#tree;
    for (let place = start; place < end; place++) {
      const sum =
        this.#distance === "euclidean"
          ? sumOfSquares(points, place * dimensions, this.#query, this.limit)
          : sumOfSizes(points, place * dimensions, this.#query, this.limit);
      if (sum <= this.limit) this.#offer(order[place]!, sum);
    }
  }

  /** Puts the point where it belongs, and the last one out when there are enough. */
  #offer(index: number, distance: number): void {
    const { indices, distances } = this;
    let at = this.#count;
    if (at === indices.length) {
      if (at === 0 || !isBefore(distance, index, distances[at - 1]!, indices[at - 1]!)) return;
      at--;
    } else this.#count++;
    while (at > 0 && isBefore(distance, index, distances[at - 1]!, indices[at - 1]!)) {
      distances[at] = distances[at - 1]!;
      indices[at] = indices[at - 1]!;
      at--;
    }
    distances[at] = distance;
    indices[at] = index;
    if (this.#count === indices.length) this.limit = slackLimit(distances[this.#count - 1]!);
  }
}

const isBefore = (distance: number, index: number, otherDistance: number, otherIndex: number): boolean =>
  distance < otherDistance || (distance === otherDistance && index < otherIndex);

/** Stops where the sum is already too large to matter; looks four axes at a time, adding them up one by one. */
function sumOfSquares(points: Float64Array, start: number, query: Float64Array, limit: number): number {
  const width = query.length;
  let sum = 0;
  let axis = 0;
  for (; axis + 4 <= width && sum <= limit; axis += 4) {
    const a = points[start + axis]! - query[axis]!;
    const b = points[start + axis + 1]! - query[axis + 1]!;
    const c = points[start + axis + 2]! - query[axis + 2]!;
    const d = points[start + axis + 3]! - query[axis + 3]!;
    sum = sum + a * a + b * b + c * c + d * d;
  }
  for (; axis < width && sum <= limit; axis++) {
    const difference = points[start + axis]! - query[axis]!;
    sum += difference * difference;
  }
  return sum;
}

function sumOfSizes(points: Float64Array, start: number, query: Float64Array, limit: number): number {
  let sum = 0;
  for (let axis = 0; axis < query.length && sum <= limit; axis++) sum += Math.abs(points[start + axis]! - query[axis]!);
  return sum;
}
