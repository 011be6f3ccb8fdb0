// The executor with the components that users run: each task once, from a file to a judged and published model.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { createRandom } from "../../../../runtime/numeric/random.ts";
import { openRegistry } from "../../../../runtime/store/registry.ts";
import { standardLibrary } from "../../../../stdlib/declarations.ts";
import { implementations } from "../../../../stdlib/implementations.ts";
import { createWorkplace, type Workplace } from "./fake-run.ts";
import { BARE_TASK, createPlan, estimator, fitOn, judge, searchOver } from "./plan-builder.ts";

const library = { registry: standardLibrary, implementations };
let place: Workplace;

beforeAll(() => {
  place = createWorkplace();
  writeFileSync(join(place.folder, "rows.csv"), tabularRows(400));
  writeFileSync(join(place.folder, "hours.csv"), hourlyRows(480));
});

function tabularRows(count: number): string {
  const random = createRandom(3, "rows");
  const cities = ["Rome", "Oslo", "Bonn"];
  const lines = ["id,a,b,city,y,bad"];
  for (let i = 0; i < count; i++) {
    const a = random.normal();
    const b = random.normal();
    const city = cities[random.below(3)]!;
    const y = 3 * a + (b > 0 ? 2 : 0) + (city === "Oslo" ? 4 : 0) + 0.3 * random.normal();
    lines.push(`${i},${i % 10 === 0 ? "" : a},${b},${city},${y},${y > 2}`);
  }
  return `${lines.join("\n")}\n`;
}

/** Two series with a daily pattern. */
function hourlyRows(count: number): string {
  const random = createRandom(4, "hours");
  const lines = ["time,shop,y,load"];
  for (const shop of ["north", "south"]) {
    for (let i = 0; i < count; i++) {
      const time = new Date(Date.UTC(2024, 0, 1) + i * 3_600_000).toISOString();
      const y = 10 + 5 * Math.sin((2 * Math.PI * i) / 24) + 0.2 * random.normal() + (shop === "north" ? 3 : 0);
      lines.push(`${time},${shop},${y},${Math.cos((2 * Math.PI * i) / 24)}`);
    }
  }
  return `${lines.join("\n")}\n`;
}

const columns = { id: "int", a: "float", b: "float", city: "category", y: "float", bad: "bool" } as const;
const scaled = {
  kind: "block",
  entries: [
    {
      selector: { kind: "numeric" },
      transform: {
        kind: "chain",
        steps: [
          { kind: "component", component: "impute", params: { strategy: "median" } },
          { kind: "component", component: "standardize", params: {} },
        ],
      },
    },
    { selector: { kind: "categorical" }, transform: { kind: "component", component: "onehot", params: {} } },
  ],
} as const;

describe("with the standard library", () => {
  it("regresses: boosting with early stopping is searched, judged by slices and published", async () => {
    const task = { ...BARE_TASK, target: "y", features: ["a", "b", "city"] };
    const split = { method: "kfold", folds: 3, shuffle: true, test: { fraction: 0.2 } };
    const build = createPlan("rows.csv", columns, task, split);
    const model = estimator("gradient_boosting", { rounds: 300, min_leaf: 5, learning_rate: { $open: "rate" } });
    const space = [
      { path: "rate", distribution: { kind: "float", low: 0.05, high: 0.3, step: null, log: true }, when: null },
    ] as const;
    const folds = [0, 1, 2].map((fold) => ({
      fit: { split: "cv", part: "train", fold } as const,
      score: { split: "cv", part: "val", fold } as const,
      validate: { split: "cv", part: "val", fold } as const,
    }));
    const search = searchOver([{ name: "booster", model, space, prepared: [] }], "rmse", "minimize", 3, 4, {
      folds,
      patience: 10,
    });
    build.add("tuned", ["task", "cv"], search);
    build.add("champion", ["task", "cv", "tuned"], fitOn(null, "dev"));
    build.add("dummy", ["task", "cv"], fitOn(estimator("dummy"), "dev"));
    const metrics = [
      ["rmse", "minimize"],
      ["mae", "minimize"],
      ["r2", "maximize"],
    ] as const;
    build.add("final", ["task", "cv", "champion", "dummy"], judge("champion", "dummy", metrics, { by: ["city"] }));
    build.add("live", ["champion", "final"], {
      kind: "publish",
      name: "live",
      alias: null,
      when: null,
      description: "d",
      tags: {},
    });
    const { diagnostics, record } = await place.run(build.plan(), library);
    expect(diagnostics).toEqual([]);
    const [final] = record.evaluations;
    const [own] = final!.subjects;
    expect(own!.scores[0]!.value!).toBeLessThan(1.5);
    expect(final!.comparisons.every((comparison) => comparison.better)).toBe(true);
    expect(own!.slices.map((slice) => slice.value).sort()).toEqual(["Bonn", "Oslo", "Rome"]);
    expect(own!.importance!.map(({ feature }) => feature)).toContain("a");
    expect(record.searches[0]!.bestRounds![0]!).toBeLessThan(300);
    const registry = openRegistry(place.store);
    expect((await registry.read("live", 1)).kind).toBe("found");
    expect(await registry.certificate("live", 1)).toEqual(record.certificate);
  });

  it("classifies: a prepared chain serves all trials, probabilities are judged", async () => {
    const task = { ...BARE_TASK, kind: "classify", target: "bad", features: ["a", "b", "city"] } as const;
    const split = { method: "stratified_kfold", folds: 3, shuffle: true, test: { fraction: 0.25 } };
    const build = createPlan("rows.csv", columns, task, split);
    const prepared = [0, 1, 2].map((fold) =>
      build.add(`prepare[${fold}]`, ["task", "cv"], {
        kind: "transform",
        transform: scaled,
        partition: { split: "cv", part: "train", fold },
      }),
    );
    const space = [
      { path: "c", distribution: { kind: "float", low: 0.01, high: 10, step: null, log: true }, when: null },
    ] as const;
    const linear = { name: "linear", model: estimator("logistic", { c: { $open: "c" } }), space, prepared };
    build.add("tuned", ["task", "cv", ...prepared], searchOver([linear], "roc_auc", "maximize", 3, 6));
    const model = { kind: "pipeline", transform: scaled, model: estimator("logistic", {}) } as const;
    build.add("champion", ["task", "cv"], fitOn(model, "dev"));
    build.add("dummy", ["task", "cv"], fitOn(estimator("dummy"), "dev"));
    const metrics = [
      ["roc_auc", "maximize"],
      ["log_loss", "minimize"],
      ["accuracy", "maximize"],
    ] as const;
    build.add("final", ["task", "cv", "champion", "dummy"], judge("champion", "dummy", metrics));
    const { diagnostics, record } = await place.run(build.plan(), library);
    expect(diagnostics).toEqual([]);
    const [own] = record.evaluations[0]!.subjects;
    expect(own!.scores[0]!.value!).toBeGreaterThan(0.9);
    expect(own!.plots.confusion!.counts.flat().reduce((sum, count) => sum + count, 0)).toBe(100);
    expect(own!.plots.roc!.at(-1)).toEqual({ x: 1, y: 1 });
    expect(record.searches[0]!.trials.every((trial) => trial.state !== "failed")).toBe(true);
  });

  it("forecasts two series: series models and direct ones compete", async () => {
    const task = {
      ...BARE_TASK,
      kind: "forecast",
      features: ["y", "load"],
      time: { column: "time", every: { months: 0, milliseconds: 3_600_000 } },
      series: ["shop"],
      horizon: 4,
    } as const;
    const split = { method: "expanding", folds: 2, val: { rows: 48 }, test: { rows: 72 }, gap: { rows: 3 } };
    const build = createPlan(
      "hours.csv",
      { time: "timestamp", shop: "category", y: "float", load: "float" },
      task,
      split,
    );
    const models = [
      {
        name: "ridge",
        model: estimator("ridge", { alpha: { $open: "alpha" } }),
        space: [
          { path: "alpha", distribution: { kind: "float", low: 0.01, high: 10, step: null, log: true }, when: null },
        ] as const,
        prepared: [],
      },
      { name: "naive", model: estimator("naive"), space: [], prepared: [] },
    ];
    build.add("tuned", ["task", "cv"], searchOver(models, "mae", "minimize", 2, 6));
    build.add("champion", ["task", "cv", "tuned"], fitOn(null, "dev"));
    build.add(
      "seasonal_naive",
      ["task", "cv"],
      fitOn(estimator("seasonal_naive", { period: { months: 0, milliseconds: 86_400_000 } }), "dev"),
    );
    const metrics = [
      ["mae", "minimize"],
      ["mase", "minimize"],
      ["rmse", "minimize"],
    ] as const;
    build.add(
      "final",
      ["task", "cv", "champion", "seasonal_naive"],
      judge("champion", "seasonal_naive", metrics, { by: ["shop"] }),
    );
    const { diagnostics, record } = await place.run(build.plan(), library);
    expect(diagnostics).toEqual([]);
    const [final] = record.evaluations;
    expect(final!.rows).toBe(final!.origins * 4);
    expect(final!.bootstrap.unit).toBe("blocks");
    const scores = [...final!.subjects, ...final!.baselines].flatMap((subject) =>
      subject.scores.map((score) => score.value),
    );
    expect(scores.every((value) => value !== null && value > 0 && value < 5)).toBe(true);
    // Noise of 0.2 twice: the seasonal naive forecast errs by 0.2 x sqrt(2) x 0.8 on average.
    expect(final!.baselines[0]!.scores[0]!.value!).toBeCloseTo(0.226, 1);
    expect(final!.subjects[0]!.slices).toHaveLength(2);
    expect(record.searches[0]!.bestModel).toMatchObject({ component: "ridge" });
  });

  it("combines fitted values and predicts new rows into a file", async () => {
    const task = { ...BARE_TASK, target: "y", features: ["b", "city"] };
    const build = createPlan("rows.csv", columns, task, {
      method: "kfold",
      folds: 2,
      shuffle: true,
      test: { fraction: 0.2 },
    });
    const booster = estimator("gradient_boosting", { rounds: 20, min_leaf: 5 });
    const members = [0, 1].flatMap((fold) =>
      [estimator("dummy"), booster].map((model, m) =>
        build.add(
          `m${m}[${fold}]`,
          ["task", "cv"],
          fitOn(model, "train", { partition: { split: "cv", part: "train", fold } }),
        ),
      ),
    );
    for (const component of ["mean", "median", "weighted", "best_of", "stacked"]) {
      build.add(component, ["task", "cv", ...members], {
        kind: "ensemble",
        ensemble: { component, params: {} },
        members: ["dummy", "booster"],
        folds: 2,
        partitions: [0, 1].map((fold) => ({ split: "cv", part: "val", fold })),
        seed: 1,
      });
    }
    const subjects = ["mean", "median", "weighted", "best_of", "stacked"].map((name) => ({ name, nodes: [name] }));
    build.add("dummy", ["task", "cv"], fitOn(estimator("dummy"), "dev"));
    const evaluation = judge("mean", "dummy", [["rmse", "minimize"]], { subjects, sealed: false });
    build.add("final", ["task", "cv", ...subjects.map(({ name }) => name), "dummy"], evaluation);
    build.add("scored", ["weighted", "data"], {
      kind: "predict",
      into: { component: "csv", params: { path: "out/scored.csv" } },
      keep: ["id"],
      intervals: [],
      replay: [],
    });
    const { diagnostics, record } = await place.run(build.plan(), library);
    expect(diagnostics).toEqual([]);
    const [final] = record.evaluations;
    const score = Object.fromEntries(final!.subjects.map((subject) => [subject.name, subject.scores[0]!.value!]));
    // The booster alone knows something, so what may choose or weigh beats the plain mean with the dummy.
    for (const name of ["weighted", "best_of", "stacked"]) expect(score[name]!).toBeLessThan(score.mean!);
    const lines = readFileSync(join(place.folder, "out/scored.csv"), "utf8").trim().split("\n");
    expect(lines[0]).toBe("id,prediction");
    expect(lines).toHaveLength(401);
    expect(lines.slice(1, 4).map((line) => line.split(",")[0])).toEqual(["0", "1", "2"]);
  });

  it("forecasts what comes after the last row of each series", async () => {
    const task = {
      ...BARE_TASK,
      kind: "forecast",
      features: ["y"],
      time: { column: "time", every: { months: 0, milliseconds: 3_600_000 } },
      series: ["shop"],
      horizon: 4,
    } as const;
    const schema = { time: "timestamp", shop: "category", y: "float", load: "float" } as const;
    const build = createPlan("hours.csv", schema, task, { method: "holdout", test: { rows: 24 }, gap: { rows: 3 } });
    build.add(
      "champion",
      ["task", "cv"],
      fitOn(estimator("naive"), "dev", { partition: { split: "cv", part: "all", fold: null } }),
    );
    build.add("next", ["champion", "data"], { kind: "predict", into: null, keep: [], intervals: [], replay: [] });
    const { diagnostics, results } = await place.run(build.plan(), library);
    expect(diagnostics).toEqual([]);
    const next = results.get("next");
    const frame = next?.kind === "predictions" ? next.frame : null;
    expect(frame!.columns.map(({ name }) => name)).toEqual(["shop", "time", "origin", "step", "prediction"]);
    expect(frame!.rows).toBe(8);
  });
});
