import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutTask } from "../../../../runtime/split/cut-task.ts";
import { verifyPartitions } from "../contracts/verify-partitions.ts";
import { exampleTask, hourly, range, span, split } from "./example-task.ts";

const valOf = (sketch: Parameters<typeof exampleTask>[0], spec: ReturnType<typeof split>): number[][] => {
  const { partitions, diagnostics } = cutTask(exampleTask(sketch), spec, span);
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  return partitions!.folds.map(({ val }) => [...val]);
};

describe("folds of scikit-learn 1.9.1 without shuffling", () => {
  it("kfold", () => {
    expect(valOf({ rows: 10 }, split("kfold", { folds: 3 }))).toEqual([range(0, 4), range(4, 7), range(7, 10)]);
  });

  it("stratified_kfold", () => {
    const label = [1, 0, 0, 1, 1, 0, 2, 0, 2, 1, 0, 2, 0];
    expect(valOf({ rows: 13, label, kind: "classify" }, split("stratified_kfold", { folds: 3 }))).toEqual([
      [0, 1, 2, 3, 6],
      [4, 5, 7, 8],
      [9, 10, 11, 12],
    ]);
  });

  it("group_kfold", () => {
    const groups = [3, 3, 1, 1, 1, 2, 2, 0, 0, 0, 0, 4, 5, 5];
    expect(valOf({ rows: 14, groups }, split("group_kfold", { folds: 3, by: "g" }))).toEqual([
      [7, 8, 9, 10, 11],
      [2, 3, 4, 5, 6],
      [0, 1, 12, 13],
    ]);
  });

  it("stratified_kfold with by is StratifiedGroupKFold", () => {
    const label = [0, 0, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    const groups = [1, 1, 2, 2, 3, 3, 3, 4, 5, 5, 5, 5, 6, 6, 7, 8, 8];
    const spec = split("stratified_kfold", { folds: 3, by: "g" });
    expect(valOf({ rows: 17, label, groups, kind: "classify" }, spec)).toEqual([
      [4, 5, 6, 12, 13, 14],
      [0, 1, 2, 3, 15, 16],
      [7, 8, 9, 10, 11],
    ]);
  });
});

describe("laws of splits of rows", () => {
  const shape = fc.record({
    rows: fc.integer({ min: 20, max: 120 }),
    folds: fc.integer({ min: 2, max: 5 }),
    seed: fc.integer({ min: 0, max: 1000 }),
    shuffle: fc.boolean(),
    test: fc.constantFrom(null, { fraction: 0.2 }, { rows: 5 }),
    method: fc.constantFrom("kfold", "stratified_kfold", "group_kfold"),
  });

  it("are disjoint, cover everything outside test, and repeat for the same seed", () => {
    fc.assert(
      fc.property(shape, ({ rows, folds, seed, shuffle, test, method }) => {
        const groups = range(0, rows).map((row) => (row * 7) % 11);
        const label = range(0, rows).map((row) => row % 2);
        const task = exampleTask({ rows, groups, label, kind: "classify" });
        const spec = split(method, { folds, seed, shuffle, test, by: method === "group_kfold" ? "g" : null });
        const { partitions } = cutTask(task, spec, span);
        expect(partitions).toEqual(cutTask(task, spec, span).partitions);
        const contracts = { separate: spec.by, later: false, labelDelay: null };
        expect(verifyPartitions(task, partitions!, contracts, span)).toEqual([]);
        const judged = partitions!.folds.flatMap(({ val }) => [...val]);
        expect(judged.toSorted((a, b) => a - b)).toEqual([...partitions!.dev]);
        expect([...partitions!.dev, ...partitions!.test].toSorted((a, b) => a - b)).toEqual(range(0, rows));
        for (const { train, val } of partitions!.folds) expect(train.length + val.length).toBe(partitions!.dev.length);
      }),
      { numRuns: 100 },
    );
  });

  it("keep the shares of the strata within one row per fold, also in the test part", () => {
    fc.assert(
      fc.property(shape, fc.integer({ min: 2, max: 6 }), ({ rows, folds, seed, shuffle }, every) => {
        const label = range(0, rows).map((row) => (row % every === 0 ? 1 : 0));
        const task = exampleTask({ rows, label, kind: "classify" });
        const spec = split("stratified_kfold", { folds, seed, shuffle, test: { fraction: 0.25 } });
        const { partitions } = cutTask(task, spec, span);
        const share = (part: Int32Array): number => part.filter((row) => label[row] === 1).length;
        const counts = partitions!.folds.map(({ val }) => share(val));
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
        const expected = (share(partitions!.all) * partitions!.test.length) / rows;
        expect(Math.abs(share(partitions!.test) - expected)).toBeLessThanOrEqual(1);
      }),
      { numRuns: 60 },
    );
  });
});

describe("holdout at random", () => {
  it("cuts test and val as shares of the whole table", () => {
    const { partitions } = cutTask(
      exampleTask({ rows: 100 }),
      split("holdout", { shuffle: true, test: { fraction: 0.2 }, val: { fraction: 0.1 }, calib: { rows: 5 } }),
      span,
    );
    const [fold] = partitions!.folds;
    expect([partitions!.test.length, partitions!.calib.length, fold!.val.length, fold!.train.length]).toEqual([
      20, 5, 10, 65,
    ]);
    expect([...partitions!.test]).not.toEqual(range(80, 100));
  });

  it("keeps whole groups together", () => {
    const groups = range(0, 100).map((row) => row % 10);
    const task = exampleTask({ rows: 100, groups });
    const { partitions } = cutTask(task, split("holdout", { shuffle: true, test: { fraction: 0.25 }, by: "g" }), span);
    expect(partitions!.test.length).toBe(30);
    expect(verifyPartitions(task, partitions!, { separate: "g", later: false, labelDelay: null }, span)).toEqual([]);
  });
});

describe("findings", () => {
  const idOf = (sketch: Parameters<typeof exampleTask>[0], spec: ReturnType<typeof split>) =>
    cutTask(exampleTask(sketch), spec, span).diagnostics.map(({ id }) => id);

  it("name what is too small", () => {
    expect(idOf({ rows: 3 }, split("kfold", { folds: 5 }))).toEqual(["data/too-few-rows"]);
    const groups = range(0, 20).map((row) => row % 2);
    expect(idOf({ rows: 20, groups }, split("group_kfold", { folds: 3, by: "g" }))).toEqual(["data/too-few-groups"]);
    expect(idOf({ rows: 20 }, split("holdout", { test: { date: "2024-01-01" } }))).toEqual(["data/needs-time"]);
    const label = range(0, 20).map((row) => (row === 0 ? 1 : 0));
    expect(idOf({ rows: 20, label }, split("stratified_kfold", { folds: 3 }))).toEqual(["data/rare-class"]);
  });

  it("report broken contracts with the ids of the leakage checks", () => {
    const task = exampleTask({ rows: 10, times: hourly(10), groups: range(0, 10).map((row) => row % 3) });
    const train = Int32Array.from([0, 1, 2, 3, 6]);
    const partitions = {
      folds: [{ train, val: Int32Array.from([3, 4, 5]), inner: [] }],
      test: new Int32Array(0),
      calib: new Int32Array(0),
      dev: train,
      all: Int32Array.from(range(0, 10)),
    };
    const ids = verifyPartitions(task, partitions, { separate: "g", later: true, labelDelay: null }, span).map(
      ({ id }) => id,
    );
    expect(ids).toEqual(["leak/overlapping-partitions", "leak/entity-overlap", "leak/short-gap"]);
  });
});
