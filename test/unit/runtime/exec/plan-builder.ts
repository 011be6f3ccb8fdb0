// Plans for tests with the standard library: one source, one task, one split, and what is put on top.
import { type ScalarKind, scalar } from "../../../../specs/data-type.ts";
import type {
  EvaluateOperation,
  FitOperation,
  ModelSpec,
  Operation,
  Plan,
  PlanNode,
  SearchOperation,
  SplitSpec,
  TaskSpec,
} from "../../../../specs/plan.ts";
import { span } from "./fake-plan.ts";

export interface PlanBuilder {
  readonly add: (id: string, inputs: readonly string[], op: Operation) => string;
  readonly plan: () => Plan;
}

export function createPlan(
  path: string,
  columns: Readonly<Record<string, ScalarKind>>,
  task: TaskSpec,
  split: Partial<SplitSpec>,
): PlanBuilder {
  const nodes: PlanNode[] = [];
  const schema = {
    columns: Object.entries(columns).map(([name, kind]) => ({ name, type: scalar(kind, true), roles: {} })),
  };
  const add = (id: string, inputs: readonly string[], op: Operation): string => {
    const print = JSON.stringify([op, inputs.map((input) => nodes.find((node) => node.id === input)?.fingerprint)]);
    nodes.push({ id, declaration: id, inputs, op, span, influences: [], fingerprint: print });
    return id;
  };
  add("data", [], { kind: "source", connector: "csv", params: { path }, schema });
  add("task", ["data"], { kind: "task", task, columns: Object.keys(columns), schema });
  add("cv", ["task"], { kind: "split", split: { ...NO_SPLIT, ...split } });
  return {
    add,
    plan: () => ({
      version: 1,
      pipeline: { name: "test", title: null },
      file: "test.pipe",
      seed: 1,
      parameters: {},
      nodes,
      declarations: nodes.map(({ id }) => ({ name: id, kind: "", doc: null, nodes: [id] })),
      certificate: [],
      allowed: [],
    }),
  };
}

const NO_SPLIT: SplitSpec = {
  method: "holdout",
  folds: 1,
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
  shuffle: false,
  seed: 1,
  inner: null,
};

export const BARE_TASK: TaskSpec = {
  kind: "regress",
  target: "y",
  features: [],
  known: [],
  time: null,
  series: [],
  entity: null,
  weight: null,
  horizon: null,
  lookback: null,
  warmup: 0,
  positive: null,
  quantiles: [],
  claim: [],
};

export const estimator = (
  component: string,
  params: Extract<ModelSpec, { kind: "estimator" }>["params"] = {},
): ModelSpec => ({
  kind: "estimator",
  component,
  params,
});

export const fitOn = (
  model: ModelSpec | null,
  part: "train" | "dev",
  more: Partial<FitOperation> = {},
): FitOperation => ({
  kind: "fit",
  model,
  best: model === null,
  prepared: false,
  partition: { split: "cv", part, fold: part === "train" ? 0 : null },
  validate: null,
  patience: null,
  seed: 1,
  ...more,
});

export const searchOver = (
  models: SearchOperation["models"],
  metric: string,
  direction: "minimize" | "maximize",
  folds: number,
  trials: number,
  more: Partial<SearchOperation> = {},
): SearchOperation => ({
  kind: "search",
  models,
  sampler: { component: "tpe", params: {} },
  pruner: { component: "median", params: {} },
  trials,
  timeLimitSeconds: null,
  seed: 7,
  folds: Array.from({ length: folds }, (_, fold) => ({
    fit: { split: "cv", part: "train", fold },
    score: { split: "cv", part: "val", fold },
    validate: null,
  })),
  patience: null,
  metric: { component: metric, params: {} },
  direction,
  then: [],
  ...more,
});

export const judge = (
  subject: string,
  baseline: string,
  metrics: readonly (readonly [string, "minimize" | "maximize"])[],
  more: Partial<EvaluateOperation> = {},
): EvaluateOperation => ({
  kind: "evaluate",
  subjects: [{ name: subject, nodes: [subject] }],
  baselines: [{ name: baseline, model: estimator(baseline), nodes: [baseline] }],
  partitions: [{ split: "cv", part: "test", fold: null }],
  metrics: metrics.map(([name, direction]) => ({ name, metric: { component: name, params: {} }, direction })),
  by: [],
  stride: 1,
  bootstrap: { resamples: 100, level: 0.95, block: null, seed: 1 },
  sealed: true,
  ...more,
});
