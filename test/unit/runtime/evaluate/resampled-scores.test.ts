// Scores that are added up by group before they are resampled are those of a weight per row.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { MetricInput } from "../../../../runtime/component.ts";
import { implementations } from "../../../../stdlib/implementations.ts";

const input = (
  actual: readonly number[],
  predicted: readonly number[],
  classes: readonly string[] | null,
): MetricInput => ({
  rows: actual.length,
  actual: Float64Array.from(actual),
  prediction: { kind: "values", values: Float64Array.from(predicted) },
  classes,
  positive: classes === null ? null : 1,
  scale: null,
});

const number = fc.double({ min: -100, max: 100, noNaN: true });
const share = fc.double({ min: 0, max: 1, noNaN: true });
const METRICS = [
  ["mae", {}],
  ["mse", {}],
  ["rmse", {}],
  ["mape", {}],
  ["smape", {}],
  ["wape", {}],
  ["bias", {}],
  ["pinball", { q: 0.9 }],
  ["log_loss", {}],
  ["brier", {}],
] as const;

describe("a metric of sums", () => {
  it.each(METRICS)("%s agrees with weights per row", (name, params) => {
    const isClassified = name === "log_loss" || name === "brier";
    const rows = fc.array(
      fc.tuple(isClassified ? fc.constantFrom(0, 1) : number, isClassified ? share : number, fc.nat(3)),
      { minLength: 1, maxLength: 20 },
    );
    fc.assert(
      fc.property(rows, (table) => {
        const scorer = implementations.metrics[name]!.prepare(
          input(
            table.map(([actual]) => actual),
            table.map(([, predicted]) => predicted),
            isClassified ? ["no", "yes"] : null,
          ),
          params as never,
        );
        const weights = Float64Array.from(table, ([, , weight]) => weight);
        const { terms, score } = scorer.sums!;
        const sums = terms.map((values) => values.reduce((sum, value, i) => sum + weights[i]! * value, 0));
        const weight = weights.reduce((sum, one) => sum + one, 0);
        const expected = scorer(weights);
        const found = score(sums, weight);
        if (Number.isNaN(expected)) expect(found).toBeNaN();
        else expect(found).toBeCloseTo(expected, 9 - Math.ceil(Math.log10(1 + Math.abs(expected))));
      }),
    );
  });
});
