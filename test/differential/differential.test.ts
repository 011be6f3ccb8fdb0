// Differential soundness: random specs on random data. What the checker accepts must be sound when the data are computed,
// judged by contracts that share no code with it. `node bench/differential.mjs` runs ten thousand.
import { describe, expect, it } from "vitest";
import { runCases } from "./run-cases.ts";

const CASES = Number(process.env.PIPEC_DIFFERENTIAL_CASES ?? 2000);
const FIRST_SEED = Number(process.env.PIPEC_DIFFERENTIAL_SEED ?? 0);

describe("what compiles clean is sound on data", () => {
  it(`${CASES} random specs`, async () => {
    const summary = await runCases(CASES, FIRST_SEED);
    const { cases, accepted, ran, compared, leftToContracts, failures } = summary;
    const counts = (map: ReadonlyMap<string, number>): string =>
      [...map]
        .sort((a, b) => b[1] - a[1])
        .map(([what, times]) => `${what} ${times}`)
        .join(", ");
    console.info(
      `${cases} specs, ${accepted} accepted, ${ran} computed, ${compared} pairs of fitted and judged rows compared, ` +
        `${leftToContracts} left to the contract on labels, ${failures.length} unsound; refused: ${counts(summary.refusals)}; ` +
        `not computed: ${counts(summary.skipped)}`,
    );
    expect(failures.slice(0, 5)).toEqual([]);
    expect(failures.length).toBe(0);
    // A generator whose specs are all refused, or never computed, would prove nothing.
    expect(accepted / cases).toBeGreaterThan(0.3);
    expect(ran / accepted).toBeGreaterThan(0.8);
    expect(summary.refusals.size).toBeGreaterThan(10);
  }, 3_600_000);
});
