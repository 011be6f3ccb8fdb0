// Cells in bins, as probes of single columns see them.
import type { FrameColumn } from "../frame/frame.ts";

const BINS = 64;

/** Bin of every cell; 0 is missing. Levels that occur once tell nothing and share a bin. */
export function binCells(column: FrameColumn): Int32Array {
  if (column.kind === "number") return binNumbers(column.values);
  const counts = new Int32Array(highest(column.codes) + 1);
  for (const code of column.codes) if (code >= 0) counts[code]! += 1;
  return column.codes.map((code) => {
    if (code < 0) return 0;
    return counts[code]! < 2 ? 1 : code + 2;
  });
}

export function highest(codes: Int32Array): number {
  let most = 0;
  for (let i = 0; i < codes.length; i++) if (codes[i]! > most) most = codes[i]!;
  return most;
}

/**
 * Bins end at every 64th part of the present values in rising order; equal ends are one. Values are dealt to slots of equal width
 * first: only slots in which a bin ends are sorted, and a value is compared with the ends in its slot alone.
 */
export function binNumbers(values: Float64Array): Int32Array {
  const slots = dealOut(values);
  const { slotOf, starts, sorted, present } = slots;
  const edges: number[] = [];
  /** By slot: how many edges lie in slots before it. */
  const before = new Int32Array(starts.length);
  let slot = 0;
  let sortedSlot = -1;
  for (let bin = 1; bin < BINS; bin++) {
    const place = Math.floor((bin * present) / BINS);
    if (place >= present) break;
    while (place >= starts[slot + 1]!) before[++slot] = edges.length;
    if (sortedSlot !== slot) sorted.subarray(starts[slot]!, starts[slot + 1]!).sort();
    sortedSlot = slot;
    const edge = sorted[place]!;
    if (edge !== edges.at(-1)) edges.push(edge);
  }
  while (slot + 1 < before.length) before[++slot] = edges.length;
  const ends = Float64Array.from(edges);
  const bins = new Int32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const own = slotOf[i]!;
    if (own === MISSING) continue;
    const value = values[i]!;
    let edge = before[own]!;
    for (const last = before[own + 1]!; edge < last && ends[edge]! <= value; edge++);
    bins[i] = edge + 1;
  }
  return bins;
}

const SLOTS = 1 << 10;
const MISSING = 0xffff;

interface Slots {
  readonly present: number;
  readonly slotOf: Uint16Array;
  /** By slot where its values begin, and the number of values at the end. */
  readonly starts: Int32Array;
  /** Values by slot; within one in any order. Those of a later slot are larger. */
  readonly sorted: Float64Array;
}

function dealOut(values: Float64Array): Slots {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  let present = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isNaN(value)) continue;
    present += 1;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const scale = SLOTS / (high - low);
  // Where the values have no width that a double holds, all are in one slot.
  const isWide = Number.isFinite(high - low) && Number.isFinite(scale) && scale > 0;
  const slotOf = new Uint16Array(values.length);
  const starts = new Int32Array(SLOTS + 1);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isNaN(value)) {
      slotOf[i] = MISSING;
      continue;
    }
    const slot = isWide ? Math.min(SLOTS - 1, Math.floor((value - low) * scale)) : 0;
    slotOf[i] = slot;
    starts[slot + 1]! += 1;
  }
  for (let slot = 0; slot < SLOTS; slot++) starts[slot + 1]! += starts[slot]!;
  const next = starts.slice();
  const sorted = new Float64Array(present);
  for (let i = 0; i < values.length; i++) {
    const slot = slotOf[i]!;
    if (slot !== MISSING) sorted[next[slot]!++] = values[i]!;
  }
  return { present, slotOf, starts, sorted };
}
