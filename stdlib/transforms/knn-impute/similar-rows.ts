// Means over the rows most similar to one with missing values. Rows are compared by the columns that both have, and sums are
// scaled up to all columns. Exact: what the tree rules out is surely less similar.
import { type KdTree, type Search, searchTree, slackLimit } from "../../../runtime/numeric/kd-tree.ts";

/** For each missing value of `row` the mean over the k most similar rows that have it; NaN when no row can be compared. */
export function meansOfSimilar(tree: KdTree, row: Float64Array, missing: readonly number[], k: number): Float64Array {
  const found = new SimilarRows(tree, row, missing, Math.min(k, tree.order.length));
  if (missing.length < row.length) searchTree(tree, row, "euclidean", k, found);
  return found.means();
}

/** Values of the most similar rows so far, most similar first; of equally similar ones the smaller value. */
interface Nearest {
  readonly column: number;
  readonly distances: Float64Array;
  readonly values: Float64Array;
  count: number;
}

class SimilarRows implements Search {
  limit = Number.POSITIVE_INFINITY;
  readonly #tree: KdTree;
  readonly #row: Float64Array;
  /** The columns that the row has. */
  readonly #present: Int32Array;
  readonly #nearest: readonly Nearest[];

  constructor(tree: KdTree, row: Float64Array, missing: readonly number[], size: number) {
    this.#tree = tree;
    this.#row = row;
    this.#present = Int32Array.from(row.keys()).filter((column) => !Number.isNaN(row[column]!));
    this.#nearest = missing.map((column) => ({
      column,
      distances: new Float64Array(size),
      values: new Float64Array(size),
      count: 0,
    }));
  }

  scan(start: number, end: number): void {
    const { points, dimensions } = this.#tree;
    for (let place = start; place < end; place++) {
      const distance = this.#distanceTo(place * dimensions);
      if (Number.isNaN(distance)) continue;
      let hasChanged = false;
      for (const nearest of this.#nearest) {
        const value = points[place * dimensions + nearest.column]!;
        if (!Number.isNaN(value)) hasChanged = offer(nearest, distance, value) || hasChanged;
      }
      if (hasChanged) this.#lowerLimit();
    }
  }

  means(): Float64Array {
    return Float64Array.from(this.#nearest, ({ values, count }) => {
      if (count === 0) return Number.NaN;
      const found = values.subarray(0, count);
      // A sum would round: of equal values, as those of a row that was drawn several times, the mean is that value.
      const [first] = found;
      return found.every((value) => value === first) ? first! : found.reduce((sum, value) => sum + value, 0) / count;
    });
  }

  /** NaN where there is none, or where it is too large to matter. */
  #distanceTo(start: number): number {
    const { points, dimensions } = this.#tree;
    let sum = 0;
    let count = 0;
    for (let i = 0; i < this.#present.length; i++) {
      const column = this.#present[i]!;
      const difference = points[start + column]! - this.#row[column]!;
      if (Number.isNaN(difference)) continue;
      sum += difference * difference;
      if (sum > this.limit) return Number.NaN;
      count++;
    }
    return count === 0 ? Number.NaN : (sum * dimensions) / count;
  }

  /** A sum counts least where both rows have all columns that this one has. */
  #lowerLimit(): void {
    let farthest = 0;
    for (const { distances, count } of this.#nearest) {
      farthest = Math.max(farthest, count < distances.length ? Number.POSITIVE_INFINITY : distances[count - 1]!);
    }
    this.limit = slackLimit((farthest * this.#present.length) / this.#row.length);
  }
}

/** False when there are enough that are as similar. */
function offer(nearest: Nearest, distance: number, value: number): boolean {
  const { distances, values } = nearest;
  const isAfter = (i: number): boolean => distances[i]! > distance || (distances[i] === distance && values[i]! > value);
  let at = nearest.count;
  if (at === distances.length) {
    if (!isAfter(at - 1)) return false;
    at--;
  } else nearest.count++;
  for (; at > 0 && isAfter(at - 1); at--) {
    distances[at] = distances[at - 1]!;
    values[at] = values[at - 1]!;
  }
  distances[at] = distance;
  values[at] = value;
  return true;
}
