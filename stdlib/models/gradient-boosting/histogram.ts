// Sums of packed gradients per bin: the hot loop of boosting. Features lie one after the other. Four features are filled at
// a time, so that row numbers and gradients are read once for the four.

export interface HistogramLayout {
  /** Bins per row, one array per feature. */
  readonly bins: readonly Uint8Array[];
  /** First bin of each feature in the histogram. */
  readonly offsets: Int32Array;
  readonly binCounts: Int32Array;
  /** Bins of all features together. */
  readonly size: number;
}

export function createLayout(bins: readonly Uint8Array[], binCounts: Int32Array): HistogramLayout {
  const offsets = new Int32Array(bins.length);
  let size = 0;
  for (let f = 0; f < bins.length; f++) {
    offsets[f] = size;
    size += binCounts[f]!;
  }
  return { bins, offsets, binCounts, size };
}

/**
 * Fills `histogram` with the rows `order[start .. start+count)`, whose packed gradients stand in `packed[0 .. count)`.
 * Only `used` features are filled; the others stay 0.
 */
export function fillHistogram(
  layout: HistogramLayout,
  used: Int32Array,
  order: Int32Array,
  start: number,
  count: number,
  packed: Float64Array,
  histogram: Float64Array,
): void {
  const { bins, offsets } = layout;
  histogram.fill(0);
  let k = 0;
  for (; k + 3 < used.length; k += 4) {
    const a = used[k]!;
    const b = used[k + 1]!;
    const c = used[k + 2]!;
    const d = used[k + 3]!;
    fillFour(
      bins[a]!,
      bins[b]!,
      bins[c]!,
      bins[d]!,
      offsets[a]!,
      offsets[b]!,
      offsets[c]!,
      offsets[d]!,
      order,
      start,
      count,
      packed,
      histogram,
    );
  }
  for (; k < used.length; k++) {
    fillOne(bins[used[k]!]!, offsets[used[k]!]!, order, start, count, packed, histogram);
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
  packed: Float64Array,
  histogram: Float64Array,
): void {
  for (let i = 0; i < count; i++) {
    const row = order[start + i]!;
    const value = packed[i]!;
    const a = offsetA + binsA[row]!;
    const b = offsetB + binsB[row]!;
    const c = offsetC + binsC[row]!;
    const d = offsetD + binsD[row]!;
    histogram[a] = histogram[a]! + value;
    histogram[b] = histogram[b]! + value;
    histogram[c] = histogram[c]! + value;
    histogram[d] = histogram[d]! + value;
  }
}

function fillOne(
  bins: Uint8Array,
  offset: number,
  order: Int32Array,
  start: number,
  count: number,
  packed: Float64Array,
  histogram: Float64Array,
): void {
  for (let i = 0; i < count; i++) {
    const a = offset + bins[order[start + i]!]!;
    histogram[a] = histogram[a]! + packed[i]!;
  }
}

/** The sibling: what the parent has and the other child has not. */
export function subtractHistogram(parent: Float64Array, child: Float64Array): void {
  for (let i = 0; i < parent.length; i++) parent[i] = parent[i]! - child[i]!;
}
