// RC6: nearly equal rows. Numbers are rounded to a hundredth of their standard deviation; the verdict is for a person, so
// this only informs.
import type { Numbers } from "../frame/column-rows.ts";
import { formatPercent } from "../report/quantity.ts";
import { type Contract, held, judged, notApplicable } from "./contract.ts";
import { dataContracts } from "./contracts.diagnostics.ts";
import { findCopies } from "./copies.ts";
import { WARN_SHARE } from "./no-duplicate-rows.ts";

/** Rounding step in standard deviations. */
export const NEAR = 0.01;

export const noNearDuplicates: Contract = {
  name: "no-near-duplicates",
  verify: (input) => {
    const near = findCopies(input, (numbers) => NEAR * deviation(numbers));
    const exact = findCopies(input, () => 0);
    if (near === null || exact === null) return notApplicable("nothing is judged by features");
    const { pair, looked, whole, expected } = near;
    const count = Math.max(0, whole - exact.whole);
    const evidence = { judged: looked, nearCopies: count, exactCopies: exact.whole, expectedShare: expected };
    // Rounding makes more rows equal by chance than the independent columns suggest, hence the doubled allowance.
    if (count / looked - 2 * expected < WARN_SHARE) return held(evidence);
    const holes = { first: pair.first, second: pair.second, share: formatPercent(count / looked) };
    const numbers = { count, rows: looked, expected: formatPercent(expected) };
    return judged([dataContracts["near-duplicate-rows"](input.splitSpan, { ...holes, ...numbers })], evidence);
  },
};

function deviation(numbers: Numbers): number {
  let count = 0;
  let mean = 0;
  let squares = 0;
  numbers.visit((values) => {
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      if (!Number.isFinite(value)) continue;
      count += 1;
      const change = value - mean;
      mean += change / count;
      squares += change * (value - mean);
    }
  });
  return count < 2 ? 0 : Math.sqrt(squares / count);
}
