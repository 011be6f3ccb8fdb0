// Values that exist once per fold, and searches inside the folds of another split.
import { describe, expect, it } from "vitest";
import { taskSpec } from "./fake-plan.ts";
import { createWorkplace } from "./fake-run.ts";
import { createPlan, estimator, fitOn, judge, searchOver } from "./plan-builder.ts";

const columns = { time: "timestamp", x: "float", y: "float" } as const;
const open = {
  name: "line",
  model: estimator("affine", { slope: { $open: "slope" }, shift: 1 }),
  space: [
    { path: "slope", distribution: { kind: "float", low: 0, high: 4, step: null, log: false }, when: null },
  ] as const,
  prepared: [],
};
const inner = {
  method: "kfold",
  folds: 3,
  test: null,
  val: null,
  calib: null,
  train: null,
  step: null,
  gap: null,
  embargo: null,
  by: null,
  stratify: null,
  column: null,
  shuffle: true,
  seed: 1,
  inner: null,
} as const;

describe("folds", () => {
  it("are judged one by one: mean, spread and every fold are kept", async () => {
    const build = createPlan("data.csv", columns, taskSpec("regress"), {
      method: "kfold",
      folds: 3,
      shuffle: true,
      test: { rows: 30 },
    });
    for (const fold of [0, 1, 2]) {
      const partition = { split: "cv", part: "train", fold } as const;
      build.add(
        `line[${fold}]`,
        ["task", "cv"],
        fitOn(estimator("affine", { slope: 2, shift: 1 }), "train", { partition }),
      );
      build.add(`average[${fold}]`, ["task", "cv"], fitOn(estimator("average"), "train", { partition }));
    }
    const nodes = (name: string) => [0, 1, 2].map((fold) => `${name}[${fold}]`);
    const base = judge("line", "average", [["mae", "minimize"]], {
      subjects: [{ name: "line", nodes: nodes("line") }],
      baselines: [{ name: "average", model: estimator("average"), nodes: nodes("average") }],
      sealed: false,
    });
    const inputs = ["task", "cv", ...nodes("line"), ...nodes("average")];
    const partitions = [0, 1, 2].map((fold) => ({ split: "cv", part: "val", fold }) as const);
    build.add("by_fold", inputs, { ...base, partitions });
    build.add("on_test", inputs, base);
    const { diagnostics, record } = await createWorkplace().run(build.plan());
    expect(diagnostics).toEqual([]);
    const [byFold, onTest] = record.evaluations;
    expect(byFold).toMatchObject({ folds: 3, origins: 210 });
    const [score] = byFold!.subjects[0]!.scores;
    expect(score!.folds).toHaveLength(3);
    expect(score!.value!).toBeCloseTo(score!.folds.reduce<number>((sum, value) => sum + value!, 0) / 3, 12);
    expect(score!.sd!).toBeGreaterThan(0);
    // Each of the three models on the same rows: the line is the same model every time.
    expect(onTest).toMatchObject({ folds: 3, origins: 30, rows: 30 });
    expect(onTest!.subjects[0]!.scores[0]!.sd).toBe(0);
    expect(onTest!.baselines[0]!.scores[0]!.sd!).toBeGreaterThan(0);
  });

  it("of a nested split: a search under each outer fold sees all inner folds", async () => {
    const build = createPlan("data.csv", columns, taskSpec("regress"), {
      method: "kfold",
      folds: 2,
      shuffle: true,
      inner,
    });
    for (const fold of [0, 1]) {
      const folds = [
        {
          fit: { split: "cv", part: "inner.train", fold } as const,
          score: { split: "cv", part: "inner.val", fold } as const,
          validate: null,
        },
      ];
      build.add(`tuned[${fold}]`, ["task", "cv"], searchOver([open], "mae", "minimize", 1, 6, { folds }));
    }
    const { diagnostics, record } = await createWorkplace().run(build.plan());
    expect(diagnostics).toEqual([]);
    for (const search of record.searches) {
      expect(search.folds).toBe(3);
      expect(search.trials.every((trial) => trial.state !== "complete" || trial.scores.length === 3)).toBe(true);
    }
    expect(record.searches[0]!.trials[0]!.scores).not.toEqual(record.searches[1]!.trials[0]!.scores);
  });

  it("several models compete, and the winner is fitted on dev", async () => {
    const build = createPlan("data.csv", columns, taskSpec("regress"), {
      method: "holdout",
      val: { rows: 40 },
      test: { rows: 40 },
    });
    const models = [{ name: "average", model: estimator("average"), space: [], prepared: [] }, open];
    build.add("tuned", ["task", "cv"], searchOver(models, "mae", "minimize", 1, 20));
    build.add("champion", ["task", "cv", "tuned"], fitOn(null, "dev"));
    build.add("average", ["task", "cv"], fitOn(estimator("average"), "dev"));
    build.add("final", ["task", "cv", "champion", "average"], judge("champion", "average", [["mae", "minimize"]]));
    const { diagnostics, record } = await createWorkplace().run(build.plan());
    expect(diagnostics).toEqual([]);
    const [search] = record.searches;
    expect(new Set(search!.trials.map((trial) => trial.model))).toEqual(new Set(["average", "line"]));
    expect(search!.bestModel).toMatchObject({ component: "affine" });
    expect(record.evaluations[0]!.comparisons[0]!.better).toBe(true);
  });
});
