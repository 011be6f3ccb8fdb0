// Binned features in the memory of the kernels: groups of up to eight features whose bins share eight bytes per row, so that
// one read brings the bins of a group.
import type { Kernels } from "../../../runtime/kernels/kernels.ts";
import { FEATURE_BYTES, FEATURE_TABLE, GROUP_BYTES, GROUP_TABLE, ROWS } from "../../../runtime/kernels/memory-map.ts";
import type { BinnedColumn } from "./binning.ts";

export interface BinnedTable {
  readonly rows: number;
  readonly features: readonly BinnedColumn[];
  readonly groups: number;
  readonly groupOf: Int32Array;
  /** Place of a feature in its group. */
  readonly laneOf: Int32Array;
  /** First byte of a feature in a node's histogram. */
  readonly placeOf: Int32Array;
  /** Bytes of a node's histogram. */
  readonly histogramBytes: number;
  /** Bins of all features. */
  readonly bins: number;
  readonly groupTable: number;
  readonly featureTable: number;
}

const LANES = 8;
/** Histograms of 32, 64, 128 or 256 bins, 8 bytes each. */
const SHIFTS = [8, 9, 10, 11] as const;

/** `direction` per feature: 1 rising, -1 falling, 0 free. */
export function placeTable(
  kernels: Kernels,
  features: readonly BinnedColumn[],
  rows: number,
  direction: Int32Array,
): BinnedTable {
  const starts = groupStarts(features.length);
  const groups = starts.length - 1;
  const groupTable = kernels.allocate(groups * GROUP_BYTES);
  const featureTable = kernels.allocate(features.length * FEATURE_BYTES);
  const octets = Array.from({ length: groups }, () => kernels.allocate(16 * LANES * Math.ceil(rows / 16)));
  const groupOf = new Int32Array(features.length);
  const laneOf = new Int32Array(features.length);
  const placeOf = new Int32Array(features.length);
  let place = 0;
  const mark = kernels.mark();
  const stride = 16 * Math.ceil(rows / 16);
  const lanes = kernels.allocate(LANES * stride);
  const { words, bytes } = kernels;
  for (let g = 0; g < groups; g++) {
    const members = features.slice(starts[g], starts[g + 1]);
    const most = Math.max(...members.map(({ mapper }) => mapper.bins));
    const shift = SHIFTS.find((candidate) => most <= 2 ** (candidate - 3)) ?? 11;
    words.set([octets[g]!, starts[g]!, members.length, shift, place, 1], (groupTable + g * GROUP_BYTES) >>> 2);
    members.forEach(({ mapper, bins }, lane) => {
      const f = starts[g]! + lane;
      groupOf[f] = g;
      laneOf[f] = lane;
      placeOf[f] = place + (lane << shift);
      const missing = mapper.kind === "number" ? mapper.missingBin : -1;
      const row = [mapper.bins, missing, mapper.kind === "category" ? 1 : 0, direction[f] ?? 0, 1, g, lane];
      words.set(row, (featureTable + f * FEATURE_BYTES) >>> 2);
      bytes.set(bins, lanes + lane * stride);
    });
    kernels.functions.layLanes(lanes, stride, rows, octets[g]!);
    place += members.length << shift;
  }
  kernels.release(mark);
  words[ROWS >>> 2] = rows;
  words[GROUP_TABLE >>> 2] = groupTable;
  words[FEATURE_TABLE >>> 2] = featureTable;
  const bins = features.reduce((sum, { mapper }) => sum + mapper.bins, 0);
  return { rows, features, groups, groupOf, laneOf, placeOf, histogramBytes: place, bins, groupTable, featureTable };
}

/** Groups of about equal size; an even number of them where there are several, so that two threads share them evenly. */
function groupStarts(features: number): readonly number[] {
  if (features === 0) return [0];
  const groups = features <= 4 ? 1 : 2 * Math.ceil(features / (2 * LANES));
  return Array.from({ length: groups + 1 }, (_, g) => Math.round((g * features) / groups));
}

/** Marks the features that the next tree may use. */
export function useFeatures({ words }: Kernels, table: BinnedTable, used: Uint8Array): void {
  for (let g = 0; g < table.groups; g++) words[(table.groupTable + g * GROUP_BYTES + 20) >>> 2] = 0;
  used.forEach((isUsed, f) => {
    words[(table.featureTable + f * FEATURE_BYTES + 16) >>> 2] = isUsed;
    if (isUsed === 1) words[(table.groupTable + table.groupOf[f]! * GROUP_BYTES + 20) >>> 2] = 1;
  });
}
