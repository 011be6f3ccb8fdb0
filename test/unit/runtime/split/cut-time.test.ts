import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutTask } from "../../../../runtime/split/cut-task.ts";
import type { Partitions } from "../../../../runtime/task/task-data.ts";
import type { SplitSpec } from "../../../../specs/plan.ts";
import { verifyPartitions } from "../contracts/verify-partitions.ts";
import {
  DAY,
  days,
  exampleTask,
  HOUR,
  hourly,
  hours,
  months,
  range,
  span,
  split,
  type TaskSketch,
} from "./example-task.ts";

function cut(sketch: TaskSketch, spec: SplitSpec): Partitions {
  const { partitions, diagnostics } = cutTask(exampleTask(sketch), spec, span);
  expect(diagnostics).toEqual([]);
  return partitions!;
}

const failure = (sketch: TaskSketch, spec: SplitSpec) => cutTask(exampleTask(sketch), spec, span).diagnostics[0];

describe("holdout in time", () => {
  it("cuts percentages of the whole table and keeps the gap of the horizon on both borders", () => {
    const parts = cut(
      { rows: 100, kind: "forecast", horizon: 6, times: hourly(100) },
      split("holdout", { test: { fraction: 0.2 }, val: { fraction: 0.2 }, gap: { rows: 5 } }),
    );
    // Test is 80..99; its last six origins have labels past the end.
    expect([...parts.test]).toEqual(range(80, 94));
    expect([...parts.dev]).toEqual(range(0, 75));
    // Val is 55..74, less the origins whose labels leave it; train ends so that 49 + 6 = 55.
    expect([...parts.folds[0]!.val]).toEqual(range(55, 69));
    expect([...parts.folds[0]!.train]).toEqual(range(0, 50));
  });

  it("cuts all series at one time", () => {
    const long = hourly(40);
    const late = hourly(40).slice(20);
    const parts = cut(
      { rows: 60, times: [...long, ...late], series: [...long.map(() => 0), ...late.map(() => 1)] },
      split("holdout", { test: { rows: 10 } }),
    );
    expect([...parts.test]).toEqual([...range(30, 40), ...range(50, 60)]);
    expect([...parts.folds[0]!.train]).toEqual([...parts.dev]);
    expect(parts.folds[0]!.val.length).toBe(0);
  });

  it("takes dates, days and calendar months", () => {
    const monthly = Array.from({ length: 36 }, (_, i) => Date.UTC(2021, i, 1));
    const sketch = { rows: 36, times: monthly, every: null };
    expect([...cut(sketch, split("holdout", { test: months(12) })).test]).toEqual(range(24, 36));
    expect([...cut(sketch, split("holdout", { test: { date: "2023-07-01" } })).test]).toEqual(range(30, 36));
    const dailyTimes = Array.from({ length: 60 }, (_, i) => Date.UTC(2024, 0, 1) + i * DAY);
    expect(cut({ rows: 60, times: dailyTimes, every: DAY }, split("holdout", { test: days(30) })).test.length).toBe(30);
  });

  it("reads a gap as time between regular steps, and as the age of a label between irregular ones", () => {
    const gap = hours(5);
    const regular = cut({ rows: 100, times: hourly(100) }, split("holdout", { test: { rows: 20 }, gap }));
    expect(Math.max(...regular.dev)).toBe(74);
    const irregular = cut(
      { rows: 100, times: hourly(100), every: null },
      split("holdout", { test: { rows: 20 }, gap }),
    );
    expect(Math.max(...irregular.dev)).toBe(75);
  });

  it("leaves out rows that cannot be used", () => {
    const usable = range(0, 50).map((row) => row >= 10);
    const parts = cut({ rows: 50, times: hourly(50), usable }, split("holdout", { test: { rows: 10 } }));
    expect([...parts.dev]).toEqual(range(10, 40));
    expect([...parts.all]).toEqual(range(10, 50));
  });

  it("judges later rows of unseen groups with by", () => {
    const groups = range(0, 200).map((row) => row % 10);
    const task = exampleTask({ rows: 200, times: hourly(200), groups });
    const spec = split("holdout", { test: { fraction: 0.2 }, val: { fraction: 0.2 }, by: "g" });
    const parts = cutTask(task, spec, span).partitions!;
    expect(parts.test.length).toBe(8);
    const contracts = { separate: "g", later: true, labelDelay: null };
    expect(verifyPartitions(task, parts, contracts, span)).toEqual([]);
  });
});

describe("expanding and sliding", () => {
  it("places adjacent val blocks that end at the test gap", () => {
    const parts = cut(
      { rows: 24 * 200, times: hourly(24 * 200), kind: "forecast", horizon: 6 },
      split("expanding", { folds: 3, val: days(30), test: { fraction: 0.2 }, gap: { rows: 5 } }),
    );
    const end = 3840 - 5;
    expect(Math.max(...parts.dev)).toBe(end - 1);
    for (const [fold, { train, val }] of parts.folds.entries()) {
      const stop = end - (2 - fold) * 720;
      expect([val[0], val.at(-1)]).toEqual([stop - 720, stop - 1 - 6]);
      expect([train[0], train.at(-1)]).toEqual([0, stop - 720 - 6]);
    }
  });

  it("divides the rows as TimeSeriesSplit when no length is given", () => {
    // sklearn.model_selection.TimeSeriesSplit(n_splits=3) on 12 rows.
    const parts = cut({ rows: 12, times: hourly(12) }, split("expanding", { folds: 3 }));
    expect(parts.folds.map(({ train, val }) => [[...train], [...val]])).toEqual([
      [range(0, 3), range(3, 6)],
      [range(0, 6), range(6, 9)],
      [range(0, 9), range(9, 12)],
    ]);
  });

  it("keeps a training window of fixed length", () => {
    const parts = cut(
      { rows: 100, times: hourly(100) },
      split("sliding", { folds: 3, val: { rows: 10 }, train: { rows: 20 }, gap: { rows: 2 } }),
    );
    expect([...parts.folds[0]!.train]).toEqual(range(48, 68));
    expect(parts.folds.every(({ train }) => train.length === 20)).toBe(true);
  });

  it("moves by step", () => {
    const parts = cut(
      { rows: 100, times: hourly(100) },
      split("expanding", { folds: 3, val: { rows: 10 }, step: { rows: 5 } }),
    );
    expect(parts.folds.map(({ val }) => val[0])).toEqual([80, 85, 90]);
  });

  it("says so with numbers when there are too few rows", () => {
    const finding = failure({ rows: 30, times: hourly(30) }, split("expanding", { folds: 5, val: { rows: 10 } }));
    expect(finding?.id).toBe("data/too-few-rows");
    expect(finding?.why).toContain("30 rows at 30 distinct times");
    expect(finding?.why).toContain("5 folds are asked for: `val` 10 rows");
  });

  it("works in row order without a time", () => {
    const parts = cut(
      { rows: 50, kind: "forecast", horizon: 2, every: null },
      split("expanding", { folds: 2, val: { rows: 10 }, gap: { rows: 1 } }),
    );
    expect([...parts.folds[1]!.val]).toEqual(range(40, 48));
    expect([...parts.folds[1]!.train]).toEqual(range(0, 39));
  });
});

describe("purged_kfold", () => {
  it("purges labels before and an embargo after the judged block", () => {
    const parts = cut(
      { rows: 100, times: hourly(100), kind: "forecast", horizon: 3 },
      split("purged_kfold", { folds: 5, gap: { rows: 2 }, embargo: hours(4) }),
    );
    const { train, val } = parts.folds[2]!;
    expect([...val]).toEqual(range(40, 57));
    expect([...train]).toEqual([...range(0, 38), ...range(64, 97)]);
  });
});

describe("inner splits", () => {
  it("are cut again inside each outer training part", () => {
    const task = exampleTask({ rows: 400, times: hourly(400), kind: "forecast", horizon: 2 });
    const inner = split("expanding", { folds: 2, val: { rows: 20 }, gap: { rows: 1 } });
    const spec = split("expanding", { folds: 3, val: { rows: 50 }, gap: { rows: 1 }, inner });
    const { partitions, diagnostics } = cutTask(task, spec, span);
    expect(diagnostics).toEqual([]);
    for (const fold of partitions!.folds) {
      const outer = new Set(fold.train);
      expect(fold.inner.length).toBe(2);
      for (const part of fold.inner) expect([...part.train, ...part.val].every((row) => outer.has(row))).toBe(true);
    }
    expect(verifyPartitions(task, partitions!, { separate: null, later: true, labelDelay: null }, span)).toEqual([]);
  });
});

it("splits in time satisfy all contracts, whatever the shape of the data", () => {
  const shape = fc.record({
    lengths: fc.array(fc.integer({ min: 30, max: 80 }), { minLength: 1, maxLength: 4 }),
    offset: fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 4, maxLength: 4 }),
    horizon: fc.integer({ min: 1, max: 4 }),
    folds: fc.integer({ min: 1, max: 3 }),
    val: fc.integer({ min: 5, max: 7 }),
    method: fc.constantFrom("holdout", "expanding", "sliding"),
    drop: fc.integer({ min: 0, max: 9 }),
  });
  fc.assert(
    fc.property(shape, ({ lengths, offset, horizon, folds, val, method, drop }) => {
      const times: number[] = [];
      const series: number[] = [];
      for (const [code, length] of lengths.entries()) {
        for (let i = 0; i < length; i++) {
          // Some times are missing, so rows ahead and steps ahead differ.
          if (drop > 0 && i % 11 === drop) continue;
          times.push(Date.UTC(2024, 0, 1) + (offset[code]! + i) * HOUR);
          series.push(code);
        }
      }
      const task = exampleTask({ rows: times.length, times, series, kind: "forecast", horizon });
      const spec = split(method, {
        folds,
        val: { rows: val },
        test: { rows: 6 },
        train: method === "sliding" ? { rows: 10 } : null,
        gap: { rows: horizon - 1 },
      });
      const { partitions, diagnostics } = cutTask(task, spec, span);
      if (partitions === null) {
        expect(diagnostics.map(({ id }) => id)).toContain("data/too-few-rows");
        return;
      }
      expect(verifyPartitions(task, partitions, { separate: null, later: true, labelDelay: null }, span)).toEqual([]);
    }),
    { numRuns: 150 },
  );
});
