// RC4: purging and embargo, label by label. The interval of a row runs from its origin to the end of its label, for a
// training row to the moment at which it is known; a training interval may not run into a judged one, and training after
// judged rows keeps the embargo (Lopez de Prado, 2018, chapter 7). Judged features may read training rows, so look-back counts only after judged rows.
import type { Diagnostic } from "../../specs/diagnostic.ts";
import { countOf, countUpTo } from "../split/time-ruler.ts";
import { addDuration } from "../task/calendar-time.ts";
import { type Contract, type ContractInput, judged, notApplicable } from "./contract.ts";
import { splitContracts } from "./contracts.diagnostics.ts";
import { isoTime, type LabelEnds, type LabelTimes, labelTimes, latestEnds } from "./label-times.ts";
import { type Pair, pairsOf } from "./pairs.ts";

/** Judged intervals that touch or overlap, merged; in time order. */
type Blocks = LabelEnds;

export const noIntervalOverlap: Contract = {
  name: "no-interval-overlap",
  verify: (input) => {
    const times = labelTimes(input);
    if (times === null) return notApplicable("the task has no time");
    const pairs = pairsOf(input.partitions);
    // Several pairs are judged by the same rows.
    const known = new Map<Int32Array, Blocks>();
    const blocksFor = ({ judged: rows }: Pair): Blocks => {
      const blocks = known.get(rows) ?? blocksOf(rows, times);
      known.set(rows, blocks);
      return blocks;
    };
    const found = pairs.flatMap((pair) => verifyPair(input, pair, times, blocksFor(pair)));
    return judged(found, {
      pairs: pairs.length,
      blocks: pairs.reduce((sum, pair) => sum + blocksFor(pair).from.length, 0),
    });
  },
};

function verifyPair(input: ContractInput, pair: Pair, times: LabelTimes, blocks: Blocks): readonly Diagnostic[] {
  const { mayTouch } = times;
  const embargoEnds = blocks.to.map((to) => embargoEnd(input, to, times.times));
  const { from, to } = latestEnds(pair.train, times, times.known);
  let purged = Number.NaN;
  let embargoed = Number.NaN;
  for (let i = 0; i < from.length; i++) {
    const next = firstEndingAfter(blocks, from[i]!, mayTouch);
    const start = next < blocks.from.length ? blocks.from[next]! : Number.NaN;
    if (mayTouch ? start < to[i]! : start <= to[i]!) purged = from[i]!;
    if (next > 0 && from[i]! <= embargoEnds[next - 1]!) embargoed = from[i]!;
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

function blocksOf(rows: Int32Array, times: LabelTimes): Blocks {
  const { from, to } = latestEnds(rows, times, times.times);
  let count = 0;
  for (let i = 0; i < from.length; i++) {
    if (count > 0 && from[i]! <= to[count - 1]!) to[count - 1] = Math.max(to[count - 1]!, to[i]!);
    else {
      from[count] = from[i]!;
      to[count++] = to[i]!;
    }
  }
  return { from: from.subarray(0, count), to: to.subarray(0, count) };
}

/** Index of the first block that ends after a moment. */
function firstEndingAfter({ to }: Blocks, from: number, mayTouch: boolean): number {
  let low = 0;
  let high = to.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (mayTouch ? to[middle]! <= from : to[middle]! < from) low = middle + 1;
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
  const at = countUpTo(distinct, to) - 1;
  return distinct[Math.min(distinct.length - 1, at + steps)]!;
}
