// Sums of packed gradients per bin: the hot loop of boosting. Four features share one 32-bit word per row, so that one read
// brings four bins, and eight features are filled at a time, so that row numbers and gradients are read once for them.

export interface HistogramLayout {
  /** Bins per row, one array per feature. */
  readonly bins: readonly Uint8Array[];
  /** Bins of four features per row; feature 4 k + i in byte i of word k. Features past the end are bin 0. */
  readonly words: readonly Int32Array[];
  /** First bin of each feature in the histogram; features past the end point to a slot that nobody reads. */
  readonly offsets: Int32Array;
  readonly binCounts: Int32Array;
  /** Bins of all features together, and the slot past the end. */
  readonly size: number;
}

export function createLayout(bins: readonly Uint8Array[], binCounts: Int32Array): HistogramLayout {
  const wordCount = Math.ceil(bins.length / 4);
  const offsets = new Int32Array(4 * wordCount);
  let size = 0;
  for (let f = 0; f < offsets.length; f++) {
    offsets[f] = size;
    size += binCounts[f] ?? 0;
  }
  const words = Array.from({ length: wordCount }, (_, k) => packWords(bins, 4 * k));
  return { bins, words, offsets, binCounts, size: size + 1 };
}

function packWords(bins: readonly Uint8Array[], first: number): Int32Array {
  const words = new Int32Array(bins[first]!.length);
  for (let byte = 0; byte < 4; byte++) {
    const column = bins[first + byte];
    if (column === undefined) break;
    const shift = 8 * byte;
    for (let row = 0; row < words.length; row++) words[row] = words[row]! | (column[row]! << shift);
  }
  return words;
}

/** The features that a tree may split on, rising, and the words that hold at least one of them. */
export interface UsedFeatures {
  readonly features: Int32Array;
  readonly words: Int32Array;
}

export const useFeatures = (features: Int32Array): UsedFeatures => ({
  features,
  words: Int32Array.from(new Set(features.map((feature) => feature >> 2))),
});

/**
 * Fills `histogram` with the rows `order[start .. start+count)`, whose packed gradients stand in `packed[0 .. count)`, for
 * all features of the used words; the others stay 0.
 */
export function fillHistogram(
  { words, offsets }: HistogramLayout,
  used: UsedFeatures,
  order: Int32Array,
  start: number,
  count: number,
  packed: Float64Array,
  histogram: Float64Array,
): void {
  histogram.fill(0);
  const chosen = used.words;
  let k = 0;
  for (; k + 1 < chosen.length; k += 2) {
    const one = chosen[k]!;
    const two = chosen[k + 1]!;
    fillEight(words[one]!, words[two]!, offsets, 4 * one, 4 * two, order, start, count, packed, histogram);
  }
  const last = chosen[k];
  if (last !== undefined) fillFour(words[last]!, offsets, 4 * last, order, start, count, packed, histogram);
}

function fillEight(
  first: Int32Array,
  second: Int32Array,
  offsets: Int32Array,
  firstFeature: number,
  secondFeature: number,
  order: Int32Array,
  start: number,
  count: number,
  packed: Float64Array,
  histogram: Float64Array,
): void {
  const a = offsets[firstFeature]!;
  const b = offsets[firstFeature + 1]!;
  const c = offsets[firstFeature + 2]!;
  const d = offsets[firstFeature + 3]!;
  const e = offsets[secondFeature]!;
  const f = offsets[secondFeature + 1]!;
  const g = offsets[secondFeature + 2]!;
  const h = offsets[secondFeature + 3]!;
  for (let i = 0; i < count; i++) {
    const row = order[start + i]!;
    const value = packed[i]!;
    const left = first[row]!;
    const right = second[row]!;
    const p = a + (left & 255);
    const q = b + ((left >>> 8) & 255);
    const r = c + ((left >>> 16) & 255);
    const s = d + (left >>> 24);
    histogram[p] = histogram[p]! + value;
    histogram[q] = histogram[q]! + value;
    histogram[r] = histogram[r]! + value;
    histogram[s] = histogram[s]! + value;
    const t = e + (right & 255);
    const u = f + ((right >>> 8) & 255);
    const v = g + ((right >>> 16) & 255);
    const w = h + (right >>> 24);
    histogram[t] = histogram[t]! + value;
    histogram[u] = histogram[u]! + value;
    histogram[v] = histogram[v]! + value;
    histogram[w] = histogram[w]! + value;
  }
}

function fillFour(
  word: Int32Array,
  offsets: Int32Array,
  feature: number,
  order: Int32Array,
  start: number,
  count: number,
  packed: Float64Array,
  histogram: Float64Array,
): void {
  const a = offsets[feature]!;
  const b = offsets[feature + 1]!;
  const c = offsets[feature + 2]!;
  const d = offsets[feature + 3]!;
  for (let i = 0; i < count; i++) {
    const bins = word[order[start + i]!]!;
    const value = packed[i]!;
    const p = a + (bins & 255);
    const q = b + ((bins >>> 8) & 255);
    const r = c + ((bins >>> 16) & 255);
    const s = d + (bins >>> 24);
    histogram[p] = histogram[p]! + value;
    histogram[q] = histogram[q]! + value;
    histogram[r] = histogram[r]! + value;
    histogram[s] = histogram[s]! + value;
  }
}

/** The sibling: what the parent has and the other child has not. */
export function subtractHistogram(parent: Float64Array, child: Float64Array): void {
  for (let i = 0; i < parent.length; i++) parent[i] = parent[i]! - child[i]!;
}
