// Invented results for the report's tests: a forecast with a search, and a classifier. No randomness: sines do.
import type { Plan } from "../../../../specs/plan.ts";
import type {
  EvaluationResult,
  RunRecord,
  Score,
  SearchResult,
  SubjectResult,
  Trial,
} from "../../../../specs/run-record.ts";

const wave = (i: number, amplitude = 1): number => amplitude * Math.sin(i * 12.9898 + 4.1);
const MONTH = 30.4375 * 86_400_000;
const NO_PLOTS = { points: [], residuals: null, roc: null, precisionRecall: null, calibration: null, confusion: null };

const score = (metric: string, value: number, width: number): Score => ({
  metric,
  value,
  sd: null,
  folds: [value],
  interval: { low: value - width, high: value + width, level: 0.95 },
});

const subject = (name: string, scores: readonly Score[], more: Partial<SubjectResult> = {}): SubjectResult => ({
  name,
  scores,
  bySteps: [],
  slices: [],
  plots: NO_PLOTS,
  importance: null,
  summary: null,
  ...more,
});

const forecastPoints = Array.from({ length: 13 }, (_, origin) =>
  Array.from({ length: 12 }, (_, i) => {
    const month = origin + i;
    const actual = 380 + 3 * month + 60 * Math.sin((month * Math.PI) / 6);
    return {
      time: -315_619_200_000 + month * MONTH,
      series: null,
      step: i + 1,
      actual,
      predicted: actual + wave(month + origin * 7, 6 + i),
    };
  }),
).flat();

export const forecast: EvaluationResult = {
  kind: "evaluation",
  node: "final",
  task: "forecast",
  target: "passengers",
  sealed: true,
  origins: 13,
  rows: 156,
  folds: 1,
  metrics: [
    { name: "mae", direction: "minimize" },
    { name: "rmse", direction: "minimize" },
  ],
  subjects: [
    subject("champion", [score("mae", 15.73, 3.9), score("rmse", 19.2, 4.4)], {
      bySteps: [{ metric: "mae", values: Array.from({ length: 12 }, (_, i) => 9 + 1.1 * i + wave(i, 0.6)) }],
      importance: Array.from({ length: 20 }, (_, i) => ({ feature: `last_${i}`, value: 40 / (i + 1) })),
      slices: [{ column: "quarter", value: "Q1", rows: 39, scores: [score("mae", 12.2, 3), score("rmse", 15, 3)] }],
      plots: {
        ...NO_PLOTS,
        points: forecastPoints,
        residuals: { edges: [-20, -15, -10, -5, 0, 5, 10, 15, 20], counts: [3, 9, 21, 40, 42, 25, 12, 4] },
      },
    }),
  ],
  baselines: [
    subject("seasonal_naive(12)", [score("mae", 47.8, 6.1), score("rmse", 50.7, 6)], {
      bySteps: [{ metric: "mae", values: Array.from({ length: 12 }, (_, i) => 46 + wave(i, 2)) }],
    }),
  ],
  comparisons: [
    {
      subject: "champion",
      baseline: "seasonal_naive(12)",
      metric: "mae",
      difference: -32.1,
      interval: { low: -38.2, high: -25.4, level: 0.95 },
      skill: 0.671,
      better: true,
    },
    {
      subject: "champion",
      baseline: "seasonal_naive(12)",
      metric: "rmse",
      difference: -31.5,
      interval: { low: -64, high: 1.1, level: 0.95 },
      skill: 0.62,
      better: false,
    },
  ],
  bootstrap: { resamples: 1000, level: 0.95, unit: "blocks", block: 12 },
  looks: 2,
};

const trial = (number: number): Trial => {
  const linear = number % 3 !== 0;
  const alpha = 10 ** (-3 + 5 * Math.abs(wave(number)));
  const value = linear ? 18 + 2 * (Math.log10(alpha) - 1) ** 2 + wave(number, 0.5) : 25 + wave(number, 2);
  return {
    number,
    model: linear ? "linear" : "smoothing",
    assignment: linear
      ? { "model.alpha": alpha }
      : { "model.trend": number % 2 === 0 ? "additive" : "none", "model.damped": number % 4 === 0 },
    scores: [value],
    value,
    state: "complete",
    error: null,
    rounds: null,
    then: [],
  };
};

export const search: SearchResult = {
  kind: "search",
  node: "tuned",
  metric: "mae",
  direction: "minimize",
  folds: 4,
  trials: Array.from({ length: 30 }, (_, i) => trial(i)),
  best: 4,
  bestModel: { kind: "estimator", component: "ridge", params: {} },
  bestRounds: null,
  stopped: "trials",
};

const curve = (power: number) => Array.from({ length: 41 }, (_, i) => ({ x: i / 40, y: (i / 40) ** power }));

export const classifier: EvaluationResult = {
  ...forecast,
  node: "risk",
  task: "classify",
  target: "defaulted",
  origins: 1200,
  rows: 1200,
  metrics: [{ name: "roc_auc", direction: "maximize" }],
  looks: 1,
  subjects: [
    subject("booster", [score("roc_auc", 0.7724, 0.021)], {
      plots: {
        ...NO_PLOTS,
        roc: curve(0.35),
        precisionRecall: curve(1).map(({ x }) => ({ x, y: 0.9 - 0.7 * x })),
        calibration: Array.from({ length: 8 }, (_, i) => ({
          predicted: i / 8 + 0.04,
          observed: i / 8 + 0.04 + wave(i, 0.05),
          rows: 300 - 30 * i,
        })),
        confusion: {
          classes: ["false", "true"],
          counts: [
            [870, 120],
            [90, 120],
          ],
        },
      },
    }),
  ],
  baselines: [subject("dummy(prior)", [score("roc_auc", 0.5, 0)])],
  comparisons: [
    {
      subject: "booster",
      baseline: "dummy(prior)",
      metric: "roc_auc",
      difference: 0.272,
      interval: { low: 0.25, high: 0.29, level: 0.95 },
      skill: null,
      better: true,
    },
  ],
  bootstrap: { resamples: 1000, level: 0.95, unit: "rows", block: null },
};

const span = { file: "airline.pipe", start: 0, end: 1 };

export const record: RunRecord = {
  version: 1,
  id: "20240131-101112-abcd",
  status: "done",
  pipeline: { name: "airline", title: "Monthly airline passengers, twelve months ahead" },
  file: "examples/airline/airline.pipe",
  started: "2024-01-31T10:11:12.000Z",
  finished: "2024-01-31T10:11:19.500Z",
  planFingerprint: "0123456789abcdef0123456789abcdef",
  seed: 7,
  parameters: { trials: 20 },
  environment: { node: "20.20.2", pipec: "0.1.0", platform: "linux x64" },
  revision: null,
  data: [{ node: "airline", files: [{ path: "data/airline.csv", hash: "feedbeef", bytes: 2146 }], hash: "feedbeef" }],
  nodes: [],
  searches: [search],
  evaluations: [forecast, classifier],
  published: [
    {
      kind: "published",
      node: "airline_year_ahead",
      name: "airline_year_ahead",
      version: 1,
      alias: "production",
      published: true,
      reason: "",
    },
  ],
  predictions: [
    { node: "next_year", path: "out/next.csv", rows: 12, columns: ["month", "origin", "step", "prediction"] },
  ],
  contracts: [],
  certificate: [
    {
      entry: "LK101",
      id: "leak/fit-outside-train",
      status: "proved",
      note: "every transform is fitted on training rows",
      where: [span],
    },
    {
      entry: "LK301",
      id: "leak/duplicate-rows",
      status: "checked",
      note: "no row stands in two partitions",
      where: [],
    },
    {
      entry: "LK706",
      id: "leak/late-column",
      status: "unknown",
      note: "`passengers` has no declared delay",
      where: [span],
    },
  ],
  allowed: [{ id: "leak/entity-overlap", reason: "customers return", span, scope: span, pending: false }],
  diagnostics: [
    {
      id: "data/duplicate-time",
      severity: "warning",
      span,
      message: "two rows share the time `1949-01-01`",
      why: "",
      help: "keep one of them with `dedupe`",
      related: [],
      entries: [],
      fixes: [],
    },
  ],
};

export const plan: Plan = {
  version: 1,
  pipeline: record.pipeline,
  file: record.file,
  seed: 7,
  parameters: { trials: 20 },
  nodes: [],
  declarations: [
    { name: "airline", kind: "source", doc: null, nodes: [] },
    { name: "final", kind: "evaluate", doc: "The year nobody has seen.", nodes: [] },
    { name: "summary", kind: "report", doc: null, nodes: [] },
  ],
  certificate: record.certificate,
  allowed: record.allowed,
};
