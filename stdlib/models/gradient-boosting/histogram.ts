// Sums of gradients and hessians per bin: the hot loop of boosting. Pairs (gradient, hessian) lie side by side, features
// one after the other. Four features are filled at a time, so that row numbers and gradients are read once for the four.

export interface HistogramLayout {
  /** Bins per row, one array per feature. */
  readonly bins: readonly Uint8Array[];
  /** First pair of each feature. */
  readonly offsets: Int32Array;
  readonly binCounts: Int32Array;
  /** Pairs of all features together. */
  readonly pairs: number;
}

export function createLayout(bins: readonly Uint8Array[], binCounts: Int32Array): HistogramLayout {
  const offsets = new Int32Array(bins.length);
  let pairs = 0;
  for (let f = 0; f < bins.length; f++) {
    offsets[f] = pairs;
    pairs += binCounts[f]!;
  }
  return { bins, offsets, binCounts, pairs };
}

/**
 * Fills `histogram` (2 x pairs) with the rows `order[start .. start+count)`, of which `gradient` and `hessian` hold the
 * values in the same order from 0. Only `used` features are filled; the others stay 0.
 */
export function fillHistogram(
  layout: HistogramLayout,
  used: Int32Array,
  order: Int32Array,
  start: number,
  count: number,
  gradient: Float64Array,
  hessian: Float64Array,
  histogram: Float64Array,
): void {
  const { bins, offsets } = layout;
  histogram.fill(0);
  let k = 0;
  for (; k + 3 < used.length; k += 4) {
    fillFour(
      bins[used[k]!]!,
      bins[used[k + 1]!]!,
      bins[used[k + 2]!]!,
      bins[used[k + 3]!]!,
      2 * offsets[used[k]!]!,
      2 * offsets[used[k + 1]!]!,
      2 * offsets[used[k + 2]!]!,
      2 * offsets[used[k + 3]!]!,
      order,
      start,
      count,
      gradient,
      hessian,
      histogram,
    );
  }
  for (; k < used.length; k++) {
    fillOne(bins[used[k]!]!, 2 * offsets[used[k]!]!, order, start, count, gradient, hessian, histogram);
  }
}

function fillFour(
  binsA: Uint8Array,
  binsB: Uint8Array,
  binsC: Uint8Array,
  binsD: Uint8Array,
  offsetA: number,
  offsetB: number,
  offsetC: number,
  offsetD: number,
  order: Int32Array,
  start: number,
  count: number,
  gradient: Float64Array,
  hessian: Float64Array,
  histogram: Float64Array,
): void {
  for (let i = 0; i < count; i++) {
    const row = order[start + i]!;
    const g = gradient[i]!;
    const h = hessian[i]!;
    const a = offsetA + (binsA[row]! << 1);
    const b = offsetB + (binsB[row]! << 1);
    const c = offsetC + (binsC[row]! << 1);
    const d = offsetD + (binsD[row]! << 1);
    histogram[a] = histogram[a]! + g;
    histogram[a + 1] = histogram[a + 1]! + h;
    histogram[b] = histogram[b]! + g;
    histogram[b + 1] = histogram[b + 1]! + h;
    histogram[c] = histogram[c]! + g;
    histogram[c + 1] = histogram[c + 1]! + h;
    histogram[d] = histogram[d]! + g;
    histogram[d + 1] = histogram[d + 1]! + h;
  }
}

function fillOne(
  bins: Uint8Array,
  offset: number,
  order: Int32Array,
  start: number,
  count: number,
  gradient: Float64Array,
  hessian: Float64Array,
  histogram: Float64Array,
): void {
  for (let i = 0; i < count; i++) {
    const a = offset + (bins[order[start + i]!]! << 1);
    histogram[a] = histogram[a]! + gradient[i]!;
    histogram[a + 1] = histogram[a + 1]! + hessian[i]!;
  }
}

/** The sibling: what the parent has and the other child has not. */
export function subtractHistogram(parent: Float64Array, child: Float64Array): void {
  for (let i = 0; i < parent.length; i++) parent[i] = parent[i]! - child[i]!;
}
