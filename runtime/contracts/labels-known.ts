// RC3: every training label is known at the first judged origin, over all series together. For splits that put training
// first; a part that lies after the judged rows is the business of `no-interval-overlap`.
import { type Contract, judged, notApplicable } from "./contract.ts";
import { splitContracts } from "./contracts.diagnostics.ts";
import { isoTime, labelTimes, latestEnds } from "./label-times.ts";
import { pairsOf } from "./pairs.ts";

export const labelsKnown: Contract = {
  name: "labels-known",
  verify: (input) => {
    const times = labelTimes(input);
    if (times === null) return notApplicable("the task has no time");
    const pairs = pairsOf(input.partitions);
    const found = pairs.flatMap(({ first, train, second, judged: rows }) => {
      const known = latestEnds(train, times, times.known).to.reduce((most, end) => Math.max(most, end));
      const origin = latestEnds(rows, times, times.times).from[0]!;
      if (times.mayTouch ? known <= origin : known < origin) return [];
      const missing = `${Number(((known - origin) / 3_600_000).toPrecision(6))}h`;
      const holes = { first, second, known: isoTime(known), origin: isoTime(origin), missing };
      return [splitContracts["short-gap"](input.splitSpan, holes)];
    });
    return judged(found, { pairs: pairs.length });
  },
};
