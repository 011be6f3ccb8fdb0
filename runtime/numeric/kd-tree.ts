// A tree of boxes over points, for finding near ones: halves at medians of the widest coordinate (Bentley, 1975; Friedman,
// Bentley and Finkel, 1977), each with the smallest box around its points, so that one look at a box rules out all of them.
// Points may lack coordinates (NaN). A cut first sets those apart that lack its coordinate; a box says how many its points lack.

export type Distance = "euclidean" | "manhattan";

export interface KdTree {
  readonly dimensions: number;
  /** Indices of the points, leaf by leaf. */
  readonly order: Int32Array;
  /** The points in that order, row-major. */
  readonly points: Float64Array;
  readonly nodes: Nodes;
}

/** In preorder: the first part of a cut node is the next node. */
interface Nodes {
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** The other part of a cut node; 0 for a leaf. */
  readonly others: Int32Array;
  /** Per node and axis the lowest and the highest value. The widest where no point has one, which bounds nothing. */
  readonly boxes: Float64Array;
  /** Per node the most axes that one of its points lacks. */
  readonly mostLacked: Int32Array;
  /** Per node and axis 1 when some of its points lack it. */
  readonly isLacked: Uint8Array;
}

/** What is looked for around a query. */
export interface Search {
  /** Sums over the axes that are above it do not matter; it falls while points are found. */
  limit: number;
  /** Looks at the points at places `start` to `end` of the order. */
  readonly scan: (start: number, end: number) => void;
}

const LEAF = 32;

/** A limit on sums that a distance must surely exceed not to matter, however they were added up and rounded. */
export const slackLimit = (distance: number): number => distance * (1 + 1e-10) + 1e-300;

/** `points`: row-major count x dimensions. */
export function createKdTree(points: Float64Array, count: number, dimensions: number): KdTree {
  const order = Int32Array.from({ length: count }, (_, i) => i);
  const nodes = new Builder(points, dimensions, order).build();
  const sorted = new Float64Array(count * dimensions);
  for (let place = 0; place < count; place++) {
    const from = order[place]! * dimensions;
    for (let axis = 0; axis < dimensions; axis++) sorted[place * dimensions + axis] = points[from + axis]!;
  }
  return { dimensions, order, points: sorted, nodes };
}

/** Calls `search.scan` for all leaves that may hold a point within the limit, near ones first. `most`: how many points are wanted. */
export function searchTree(tree: KdTree, query: Float64Array, distance: Distance, most: number, search: Search): void {
  const axes = Int32Array.from(query.keys()).filter((axis) => !Number.isNaN(query[axis]!));
  const isEuclidean = distance === "euclidean";
  const walk: Walk = { tree, query, axes, isEuclidean, most, search, farthest: new Float64Array(axes.length) };
  if (tree.order.length > 0) visit(walk, 0);
}

interface Walk {
  readonly tree: KdTree;
  readonly query: Float64Array;
  /** Those that the query has. */
  readonly axes: Int32Array;
  readonly isEuclidean: boolean;
  readonly most: number;
  readonly search: Search;
  /** Room for the axes that points lack. */
  readonly farthest: Float64Array;
}

function visit(walk: Walk, node: number): void {
  const { starts, ends, others } = walk.tree.nodes;
  const other = others[node]!;
  if (other === 0) {
    const start = starts[node]!;
    const end = ends[node]!;
    // More points than a leaf has room for are all the same, and rise by index.
    walk.search.scan(start, end - start > LEAF ? Math.min(end, start + walk.most) : end);
    return;
  }
  const first = leastDistance(walk, node + 1);
  const second = leastDistance(walk, other);
  const isSecondNearer = second < first;
  // Infinite numbers may make a bound that is none (NaN), and rules nothing out.
  if (!((isSecondNearer ? second : first) > walk.search.limit)) visit(walk, isSecondNearer ? other : node + 1);
  if (!((isSecondNearer ? first : second) > walk.search.limit)) visit(walk, isSecondNearer ? node + 1 : other);
}

/** Of the sum over the axes that a point of the box and the query both have. */
function leastDistance(walk: Walk, node: number): number {
  const { query, axes, isEuclidean, tree } = walk;
  const { boxes, mostLacked } = tree.nodes;
  const lacked = mostLacked[node]!;
  if (lacked > 0) return leastOfLacking(walk, node, lacked);
  const from = node * tree.dimensions;
  let sum = 0;
  for (let i = 0; i < axes.length; i++) {
    const axis = axes[i]!;
    const gap = gapTo(query[axis]!, boxes[2 * (from + axis)]!, boxes[2 * (from + axis) + 1]!);
    sum += isEuclidean ? gap * gap : gap;
  }
  return sum;
}

/** A point may lack the axes where the box is farthest, so these do not count. */
function leastOfLacking({ query, axes, isEuclidean, tree, farthest }: Walk, node: number, lacked: number): number {
  const { boxes, isLacked } = tree.nodes;
  const from = node * tree.dimensions;
  const most = Math.min(lacked, farthest.length);
  farthest.fill(0, 0, most);
  let sum = 0;
  for (let i = 0; i < axes.length; i++) {
    const axis = axes[i]!;
    const gap = gapTo(query[axis]!, boxes[2 * (from + axis)]!, boxes[2 * (from + axis) + 1]!);
    let part = isEuclidean ? gap * gap : gap;
    for (let j = 0; j < most && isLacked[from + axis] === 1; j++) {
      const held = farthest[j]!;
      farthest[j] = Math.max(held, part);
      part = Math.min(held, part);
    }
    sum += part;
  }
  return sum;
}

/**
 * 0 within the box. Without a branch, which could not be foreseen; exact but for the last digit of numbers that are nearly 0,
 * for one of the differences is no more than 0. Halves are added up, since twice the gap may be beyond all numbers.
 */
function gapTo(value: number, low: number, high: number): number {
  const below = low - value;
  const above = value - high;
  return 0.5 * Math.abs(below) + 0.5 * below + (0.5 * Math.abs(above) + 0.5 * above);
}

class Builder {
  readonly #points: Float64Array;
  readonly #dimensions: number;
  readonly #order: Int32Array;
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  readonly #others: number[] = [];
  readonly #boxes: number[] = [];
  readonly #mostLacked: number[] = [];
  readonly #isLacked: number[] = [];

  constructor(points: Float64Array, dimensions: number, order: Int32Array) {
    this.#points = points;
    this.#dimensions = dimensions;
    this.#order = order;
  }

  build(): Nodes {
    this.#add(0, this.#order.length);
    return {
      starts: Int32Array.from(this.#starts),
      ends: Int32Array.from(this.#ends),
      others: Int32Array.from(this.#others),
      boxes: Float64Array.from(this.#boxes),
      mostLacked: Int32Array.from(this.#mostLacked),
      isLacked: Uint8Array.from(this.#isLacked),
    };
  }

  #add(start: number, end: number): void {
    const node = this.#starts.length;
    this.#starts.push(start);
    this.#ends.push(end);
    this.#others.push(0);
    const axis = this.#addBox(start, end);
    if (axis < 0) {
      this.#order.subarray(start, end).sort();
      return;
    }
    if (end - start <= LEAF) return;
    const present = this.#presentFirst(axis, start, end);
    const middle = present < end ? present : (start + end) >>> 1;
    if (present === end) this.#halve(axis, start, end - 1, middle);
    this.#add(start, middle);
    this.#others[node] = this.#starts.length;
    this.#add(middle, end);
  }

  /** Returns the axis to cut: the widest, or one that some points lack; -1 when all points are the same. */
  #addBox(start: number, end: number): number {
    let mostLacked = 0;
    for (let i = start; i < end; i++) mostLacked = Math.max(mostLacked, this.#lackedBy(this.#order[i]!));
    this.#mostLacked.push(mostLacked);
    let widest = -1;
    let width = 0;
    for (let axis = 0; axis < this.#dimensions; axis++) {
      let low = Number.POSITIVE_INFINITY;
      let high = Number.NEGATIVE_INFINITY;
      let present = 0;
      for (let i = start; i < end; i++) {
        const value = this.#points[this.#order[i]! * this.#dimensions + axis]!;
        if (Number.isNaN(value)) continue;
        present++;
        if (value < low) low = value;
        if (value > high) high = value;
      }
      if (present === 0) this.#boxes.push(-Number.MAX_VALUE, Number.MAX_VALUE);
      else this.#boxes.push(low, high);
      this.#isLacked.push(present < end - start ? 1 : 0);
      if (present > 0 && high - low > width) {
        width = high - low;
        widest = axis;
      } else if (widest < 0 && present > 0 && present < end - start) widest = axis;
    }
    return widest;
  }

  #lackedBy(index: number): number {
    let lacked = 0;
    for (let axis = 0; axis < this.#dimensions; axis++) {
      if (Number.isNaN(this.#points[index * this.#dimensions + axis]!)) lacked++;
    }
    return lacked;
  }

  /** Puts points that have the axis before those that lack it; returns where the latter begin. */
  #presentFirst(axis: number, start: number, end: number): number {
    let present = start;
    for (let i = start; i < end; i++) {
      const index = this.#order[i]!;
      if (Number.isNaN(this.#points[index * this.#dimensions + axis]!)) continue;
      this.#order[i] = this.#order[present]!;
      this.#order[present++] = index;
    }
    return present;
  }

  /** Puts the smaller ones before `middle` (C. A. R. Hoare, "Algorithm 65: find", 1961). `last` is included. */
  #halve(axis: number, start: number, last: number, middle: number): void {
    const order = this.#order;
    const valueAt = (place: number): number => this.#points[order[place]! * this.#dimensions + axis]!;
    let from = start;
    let to = last;
    while (from < to) {
      const pivot = valueAt((from + to) >>> 1);
      let low = from;
      let high = to;
      while (low <= high) {
        while (valueAt(low) < pivot) low++;
        while (valueAt(high) > pivot) high--;
        if (low > high) break;
        const held = order[low]!;
        order[low++] = order[high]!;
        order[high--] = held;
      }
      if (middle <= high) to = high;
      else if (middle >= low) from = low;
      else return;
    }
  }
}
