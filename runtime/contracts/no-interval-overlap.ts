// RC4: purging and embargo, label by label. The interval of a row runs from its origin to the end of its label, for a
// training row to the moment at which it is known; a training interval may not run into a judged one, and training after
// judged rows keeps the embargo (Lopez de Prado, 2018, chapter 7). Judged features may read training rows, so look-back counts only after judged rows.
import type { Diagnostic } from "../../specs/diagnostic.ts";
import { countOf } from "../split/time-ruler.ts";
import { addDuration } from "../task/calendar-time.ts";
import { type Contract, type ContractInput, judged, notApplicable } from "./contract.ts";
import { splitContracts } from "./contracts.diagnostics.ts";
import { isoTime, type LabelTimes, labelTimes } from "./label-times.ts";
import { type Pair, pairsOf } from "./pairs.ts";

interface Interval {
  readonly from: number;
  to: number;
}

export const noIntervalOverlap: Contract = {
  name: "no-interval-overlap",
  verify: (input) => {
    const times = labelTimes(input);
    if (times === null) return notApplicable("the task has no time");
    const pairs = pairsOf(input.partitions);
    const distinct = distinctTimes(input.task.times!);
    const found = pairs.flatMap((pair) => verifyPair(input, pair, times, distinct));
    return judged(found, {
      pairs: pairs.length,
      blocks: pairs.reduce((sum, pair) => sum + blocksOf(pair, times).length, 0),
    });
  },
};

function verifyPair(
  input: ContractInput,
  pair: Pair,
  times: LabelTimes,
  distinct: Float64Array,
): readonly Diagnostic[] {
  const blocks = blocksOf(pair, times);
  const embargoEnds = blocks.map(({ to }) => embargoEnd(input, to, distinct));
  const isPurged = (from: number, to: number): boolean => {
    const block = blocks[firstEndingAfter(blocks, from, times.mayTouch)];
    return block !== undefined && (times.mayTouch ? block.from < to : block.from <= to);
  };
  const isTooSoon = (from: number): boolean => {
    const before = firstEndingAfter(blocks, from, times.mayTouch) - 1;
    return before >= 0 && from <= embargoEnds[before]!;
  };
  // Rows share their times: of those of one time the latest end decides, and few are looked at.
  let purged = Number.NaN;
  let embargoed = Number.NaN;
  for (const [from, to] of latestEnds(pair.train, times.origin, times.known)) {
    if (isPurged(from, to)) purged = from;
    if (isTooSoon(from)) embargoed = from;
  }
  const found: Diagnostic[] = [];
  const { first, second } = pair;
  if (!Number.isNaN(purged)) {
    found.push(splitContracts["overlapping-labels"](input.splitSpan, { first, second, at: isoTime(purged) }));
  }
  if (!Number.isNaN(embargoed)) {
    found.push(splitContracts["broken-embargo"](input.splitSpan, { first, second, at: isoTime(embargoed) }));
  }
  return found;
}

/** By origin, in time order, the latest end of a label. */
function latestEnds(
  rows: Int32Array,
  origin: (row: number) => number,
  end: (row: number) => number,
): readonly (readonly [number, number])[] {
  const ends = new Map<number, number>();
  for (let i = 0; i < rows.length; i++) {
    const from = origin(rows[i]!);
    const to = end(rows[i]!);
    const before = ends.get(from);
    if (before === undefined || to > before) ends.set(from, to);
  }
  return [...ends].sort(([a], [b]) => a - b);
}

/** Judged intervals that touch or overlap, merged; in time order. */
function blocksOf({ judged: rows }: Pair, times: LabelTimes): readonly Interval[] {
  const merged: Interval[] = [];
  for (const [from, to] of latestEnds(rows, times.origin, times.observed)) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
    else merged.push({ from, to });
  }
  return merged;
}

/** Index of the first block that ends after a moment. */
function firstEndingAfter(blocks: readonly Interval[], from: number, mayTouch: boolean): number {
  let low = 0;
  let high = blocks.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const { to } = blocks[middle]!;
    if (mayTouch ? to <= from : to < from) low = middle + 1;
    else high = middle;
  }
  return low;
}

function embargoEnd({ split, task }: ContractInput, to: number, distinct: Float64Array): number {
  const { embargo } = split;
  if (embargo === null) return Number.NEGATIVE_INFINITY;
  if ("duration" in embargo) return addDuration(to, embargo.duration, 1, task.spec.time?.zone);
  const steps = countOf(embargo, distinct.length);
  if (steps === null || steps === 0) return Number.NEGATIVE_INFINITY;
  const at = distinct.findLastIndex((time) => time <= to);
  return distinct[Math.min(distinct.length - 1, at + steps)]!;
}

const distinctTimes = (times: Float64Array): Float64Array => Float64Array.from(new Set(times)).sort();
