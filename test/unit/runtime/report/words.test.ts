import { describe, expect, it } from "vitest";
import {
  describeComparison,
  describeEvaluation,
  describeRows,
  judge,
  summariseComparison,
} from "../../../../runtime/report/words.ts";
import type { Comparison } from "../../../../specs/run-record.ts";
import { classifier, forecast } from "./sample-record.ts";

const base: Comparison = {
  subject: "m",
  baseline: "naive",
  metric: "mae",
  difference: -2,
  interval: { low: -3, high: -1, level: 0.95 },
  skill: 0.2,
  better: true,
};

describe("describeComparison", () => {
  it("says better only when the interval leaves 0 out", () => {
    expect(describeComparison(base, { resamples: 1000 })).toBe(
      "20.0 % better than naive (95 % CI of the difference -3 to -1)",
    );
  });

  it("calls a difference within noise by its name", () => {
    const undecided: Comparison = { ...base, better: false, interval: { low: -3, high: 0.5, level: 0.95 } };
    expect(judge(undecided)).toBe("undecided");
    expect(describeComparison(undecided, { resamples: 1000 })).toBe(
      "20.0 % better than naive, but the difference is within noise: its 95 % CI -3 to 0.5000 includes 0",
    );
  });

  it("says worse when the whole interval is on the wrong side", () => {
    const worse: Comparison = {
      ...base,
      difference: 2,
      skill: -0.2,
      better: false,
      interval: { low: 1, high: 3, level: 0.9 },
    };
    expect(judge(worse)).toBe("worse");
    expect(describeComparison(worse, { resamples: 1000 })).toBe(
      "20.0 % worse than naive (90 % CI of the difference 1 to 3)",
    );
  });

  it("treats an interval that ends at 0 as undecided", () => {
    expect(judge({ ...base, better: false, interval: { low: -1, high: 0, level: 0.95 } })).toBe("undecided");
  });

  it("claims nothing from resamples that are all the same", () => {
    const alike: Comparison = { ...base, interval: { low: -2, high: -2, level: 0.95 } };
    expect(judge(alike)).toBe("unknown");
    expect(describeComparison(alike, { resamples: 1000 })).toBe(
      "20.0 % better than naive, but the test is too small to say how sure that is",
    );
    expect(judge({ ...alike, difference: 0, better: false, interval: { low: 0, high: 0, level: 0.95 } })).toBe(
      "undecided",
    );
  });

  it("does not call a test small that was never resampled", () => {
    const off: Comparison = { ...base, better: false, interval: null };
    expect(describeComparison(off, { resamples: 0 })).toContain("without a bootstrap nothing says how sure");
    expect(summariseComparison(off, { resamples: 0 })).not.toContain("too small");
    expect(summariseComparison(off, { resamples: 1000 })).toContain("too small");
  });

  it("says of equal predictions that they are equal", () => {
    const equal: Comparison = {
      ...base,
      difference: 0,
      skill: 0,
      better: false,
      interval: { low: 0, high: 0, level: 0.95 },
    };
    expect(describeComparison(equal, { resamples: 1000 })).toBe("exactly as good as naive");
    expect(summariseComparison(equal, { resamples: 1000 })).toBe("no difference");
  });

  it("does not invent a skill", () => {
    expect(
      describeComparison(
        { ...base, skill: null, difference: 0.27, interval: { low: 0.25, high: 0.29, level: 0.95 } },
        { resamples: 1000 },
      ),
    ).toBe("better by 0.2700 than naive (95 % CI of the difference 0.2500 to 0.2900)");
    const unknown = { ...base, skill: null, difference: null, interval: null, better: false };
    expect(describeComparison(unknown, { resamples: 1000 })).toBe("not comparable with naive");
  });
});

describe("describeEvaluation", () => {
  it("puts the answer in words", () => {
    expect(describeEvaluation(forecast)).toEqual([
      {
        subject: "champion",
        verdict: "better",
        score:
          "champion forecasts passengers 12 steps ahead with a mean absolute error of 15.73 (95 % CI 11.83 to 19.63) on 13 forecast origins of the sealed test partition.",
        comparison: "That is 67.1 % better than seasonal_naive(12) (95 % CI of the difference -38.20 to -25.40).",
      },
    ]);
    expect(describeEvaluation(classifier)[0]?.score).toContain(
      "booster classifies defaulted with an area under the ROC curve of 0.7724",
    );
  });

  it("has nothing to say about nothing", () => {
    expect(describeEvaluation({ ...forecast, subjects: [] })).toEqual([]);
  });
});

describe("describeRows", () => {
  it("counts what was judged, and says where the folds are", () => {
    expect(describeRows({ ...classifier, rows: 150, folds: 3 })).toBe(
      "150 rows of the sealed test partition, by the models of 3 folds",
    );
    expect(describeRows({ ...classifier, rows: 1, sealed: false })).toBe("1 held-out row");
    expect(describeRows({ ...forecast, sealed: false, folds: 2 })).toBe("13 held-out forecast origins in 2 folds");
  });
});
