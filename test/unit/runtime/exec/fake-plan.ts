// A plan written by hand: csv -> task -> split -> search -> fit -> evaluate -> publish -> report.
import { writeFileSync } from "node:fs";
import { scalar } from "../../../../specs/data-type.ts";
import type { Operation, Plan, PlanNode, SplitSpec, TaskSpec } from "../../../../specs/plan.ts";

export const span = { file: "fake.pipe", start: 0, end: 4 };

export function writeData(path: string, rows: number): void {
  const lines = ["time,x,y"];
  for (let i = 0; i < rows; i++) {
    const time = new Date(Date.UTC(2024, 0, 1) + i * 3_600_000).toISOString().slice(0, 19).replace("T", " ");
    const x = Math.sin(i / 5) + 0.1 * Math.sin(i * 7.7);
    lines.push(`${time},${x},${2 * x + 1 + 0.05 * Math.cos(i * 3.3)}`);
  }
  writeFileSync(path, `${lines.join("\n")}\n`);
}

export const taskSpec = (kind: "regress" | "forecast"): TaskSpec => ({
  kind,
  target: "y",
  features: ["x"],
  known: [],
  time: { column: "time", every: { months: 0, milliseconds: 3_600_000 } },
  series: [],
  entity: null,
  weight: null,
  horizon: kind === "forecast" ? 3 : null,
  lookback: null,
  warmup: 0,
  positive: null,
  quantiles: [],
  claim: [],
});

const splitSpec: SplitSpec = {
  method: "expanding",
  folds: 2,
  test: { rows: 40 },
  val: { rows: 40 },
  calib: null,
  train: null,
  step: null,
  gap: { rows: 2 },
  embargo: null,
  by: null,
  stratify: null,
  column: null,
  shuffle: false,
  seed: 1,
  inner: null,
};

export interface FakePlanOptions {
  readonly kind?: "regress" | "forecast";
  readonly trials?: number;
  readonly low?: number;
  readonly minRows?: number;
  readonly path?: string;
  readonly bound?: number;
}

export function fakePlan(options: FakePlanOptions = {}): Plan {
  const { kind = "regress", trials = 12, low = 0, minRows = 10, path = "data.csv", bound = 1e9 } = options;
  const schema = {
    columns: [
      { name: "time", type: scalar("timestamp"), roles: { time: {} } },
      { name: "x", type: scalar("float"), roles: {} },
      { name: "y", type: scalar("float"), roles: { target: {} } },
    ],
  };
  const nodes: PlanNode[] = [];
  const add = (id: string, inputs: readonly string[], op: Operation): void => {
    const print = JSON.stringify([op, inputs.map((input) => nodes.find((node) => node.id === input)?.fingerprint)]);
    nodes.push({ id, declaration: id, inputs, op, span, influences: [], fingerprint: print });
  };
  const fold = (index: number) => ({
    fit: { split: "cv", part: "train", fold: index } as const,
    score: { split: "cv", part: "val", fold: index } as const,
    validate: null,
  });
  const prepare = (id: string, part: "train" | "dev", index: number | null): void =>
    add(id, ["task", "cv"], {
      kind: "transform",
      transform: {
        kind: "block",
        entries: [{ selector: { kind: "target" }, transform: { kind: "component", component: "centre", params: {} } }],
      },
      partition: { split: "cv", part, fold: index },
    });
  add("data", [], { kind: "source", connector: "csv", params: { path }, schema });
  add("quality", ["data"], {
    kind: "check",
    rules: [{ rule: "row_count", params: { min: minRows }, severity: "error", span }],
  });
  add("task", ["data"], {
    kind: "task",
    task: taskSpec(kind),
    columns: schema.columns.map(({ name }) => name),
    schema,
  });
  add("cv", ["task"], { kind: "split", split: splitSpec });
  prepare("tuned/prepare[0]", "train", 0);
  prepare("tuned/prepare[1]", "train", 1);
  add("tuned", ["task", "cv", "tuned/prepare[0]", "tuned/prepare[1]"], {
    kind: "search",
    models: [
      {
        name: "line",
        model: {
          kind: "estimator",
          component: "affine",
          params: { slope: { $open: "slope" }, shift: { $open: "shift" } },
        },
        space: [
          { path: "slope", distribution: { kind: "float", low, high: 4, step: null, log: false }, when: null },
          { path: "shift", distribution: { kind: "float", low: -2, high: 2, step: null, log: false }, when: null },
        ],
        prepared: ["tuned/prepare[0]", "tuned/prepare[1]"],
      },
    ],
    sampler: { component: "tpe", params: { startup_trials: 5 } },
    pruner: { component: "median", params: { warmup: 5 } },
    trials,
    timeLimitSeconds: null,
    seed: 7,
    folds: [fold(0), fold(1)],
    patience: null,
    metric: { component: "mae", params: {} },
    direction: "minimize",
    then: [],
  });
  add("champion", ["task", "cv", "tuned"], {
    kind: "fit",
    model: null,
    best: true,
    prepared: false,
    partition: { split: "cv", part: "dev", fold: null },
    validate: null,
    patience: null,
    seed: 1,
  });
  const baseline = { kind: "estimator", component: kind === "forecast" ? "last" : "average", params: {} } as const;
  add("final/base", ["task", "cv"], {
    kind: "fit",
    model: baseline,
    best: false,
    prepared: false,
    partition: { split: "cv", part: "dev", fold: null },
    validate: null,
    patience: null,
    seed: 1,
  });
  add("final", ["task", "cv", "champion", "final/base"], {
    kind: "evaluate",
    subjects: [{ name: "champion", nodes: ["champion"] }],
    baselines: [{ name: "base", model: baseline, nodes: ["final/base"] }],
    partitions: [{ split: "cv", part: "test", fold: null }],
    metrics: [{ name: "mae", metric: { component: "mae", params: {} }, direction: "minimize" }],
    by: [],
    stride: 1,
    bootstrap: { resamples: 50, level: 0.95, block: null, seed: 1 },
    sealed: true,
  });
  add("live", ["champion", "final"], {
    kind: "publish",
    name: "live",
    alias: "production",
    when: {
      kind: "call",
      function: "<",
      args: [
        { kind: "result", node: "final", path: ["mae"] },
        { kind: "literal", value: bound },
      ],
    },
    description: null,
    tags: {},
  });
  add("summary", ["final", "tuned"], { kind: "report", format: "html", name: "summary", sections: ["final", "tuned"] });
  return {
    version: 1,
    pipeline: { name: "fake", title: null },
    file: "fake.pipe",
    seed: 1,
    parameters: {},
    nodes,
    declarations: ["data", "quality", "task", "cv", "tuned", "champion", "final", "live", "summary"].map((name) => ({
      name,
      kind: "",
      doc: null,
      nodes: [name],
    })),
    certificate: [],
    allowed: [],
  };
}
