// RC6: nearly equal rows. Numbers are rounded to a hundredth of their standard deviation; the verdict is for a person, so
// this only informs.
import type { Numbers } from "../frame/column-rows.ts";
import { summarize } from "../numeric/summary.ts";
import { formatPercent } from "../report/quantity.ts";
import { type Contract, held, judged, notApplicable } from "./contract.ts";
import { dataContracts } from "./contracts.diagnostics.ts";
import { exactCopies, findCopies } from "./copies.ts";
import { WARN_SHARE } from "./no-duplicate-rows.ts";

/** Rounding step in standard deviations. */
export const NEAR = 0.01;

export const noNearDuplicates: Contract = {
  name: "no-near-duplicates",
  verify: (input) => {
    const near = findCopies(input, (numbers) => NEAR * deviation(numbers));
    const exact = exactCopies(input);
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

/** Infinite values have no place in a spread. */
function deviation(numbers: Numbers): number {
  const { count, squares } = numbers.summary();
  if (Number.isFinite(squares)) return count < 2 ? 0 : Math.sqrt(squares / count);
  const finite = summarize((visit) => numbers.visit((values) => visit(values.filter(Number.isFinite))));
  return finite.count < 2 ? 0 : Math.sqrt(finite.squares / finite.count);
}
