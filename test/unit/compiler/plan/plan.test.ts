import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { compile } from "../../../../compiler/index.ts";
import { assertPlan } from "../../../../compiler/plan/assert-plan.ts";
import { printPlan } from "../../../../compiler/plan/print-plan.ts";
import type { Operation, Plan, PlanNode } from "../../../../specs/plan.ts";
import { standardLibrary } from "../../../../stdlib/declarations.ts";

const root = new URL("../../../../", import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), "utf8");
const etth1 = read("test/fixtures/types/etth1.pipe");
const credit = read("examples/credit/credit.pipe");

function planOf(text: string): Plan {
  const input = { main: { path: "spec.pipe", text }, files: new Map<string, string>(), lock: null, profiles: null };
  const result = compile(input, standardLibrary, { set: {}, profile: null, strict: false, asOf: null });
  if (result.kind !== "done" || result.plan === null)
    throw new Error(
      `no plan: ${result.kind === "done" ? result.diagnostics.map(({ message }) => message).join("; ") : "needs"}`,
    );
  return result.plan;
}

const prints = (plan: Plan): readonly string[] => plan.nodes.map((node) => node.fingerprint);
const nodesOf = <K extends Operation["kind"]>(plan: Plan, kind: K) =>
  plan.nodes.filter((node): node is PlanNode & { op: Extract<Operation, { kind: K }> } => node.op.kind === kind);

/** A small classification; `model` is what is fitted. */
const small = (model: string, rest = ""): string => `pipeline small

source people = csv("people.csv") {
  age: float
  city: category
  bought: bool @target
}

task buys = classify(bought, from: people)

split cv = stratified_kfold(buys, folds: 3, test: 20%, seed: 1)

model m = ${model}

fit per_fold = m on cv.train

evaluate scores = per_fold on cv.val {
  metrics: [roc_auc]
}
${rest}`;

/** What planning refuses: message and the text it points at. */
function refusals(text: string): readonly (readonly [string, string])[] {
  const input = { main: { path: "spec.pipe", text }, files: new Map<string, string>(), lock: null, profiles: null };
  const result = compile(input, standardLibrary, { set: {}, profile: null, strict: false, asOf: null });
  if (result.kind !== "done") throw new Error("needs files");
  return result.diagnostics
    .filter(({ severity }) => severity === "error")
    .map(({ id, message, span }) => [`${id}: ${message}`, text.slice(span.start, span.end)] as const);
}

describe("what no runtime exists for is refused", () => {
  it("quantiles of a task", () => {
    const asked = etth1.replace("horizon: 6h", "horizon: 6h, quantiles: [0.1, 0.9]");
    expect(asked).not.toBe(etth1);
    expect(refusals(asked)).toEqual([
      ["plan/not-runnable: `quantiles:` cannot be run by this version", expect.stringContaining("[0.1, 0.9]")],
    ]);
    expect(refusals(etth1)).toEqual([]);
  });

  it("going on from a fitted value", () => {
    const spec = small("logistic()", "fit more = logistic() on cv.train { warm_start: per_fold }\n");
    expect(refusals(spec)).toContainEqual([
      "plan/not-runnable: `warm_start:` cannot be run by this version",
      "per_fold",
    ]);
  });

  it("a model from the registry, with what was wanted of it", () => {
    expect(refusals(small("logistic()", 'predict next = registry("m@prod") on people\n'))).toContainEqual([
      "plan/not-runnable: predicting with a model from the registry cannot be run by this version",
      'registry("m@prod")',
    ]);
  });
});

describe("a plan", () => {
  it.each([
    ["etth1", etth1],
    ["credit", credit],
  ])("of %s is plain JSON that fits its schema and holds what plans must", (_, text) => {
    const plan = planOf(text);
    const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(
      JSON.parse(read("specs/plan.schema.json")),
    );
    const json = JSON.parse(JSON.stringify(plan)) as Plan;
    validate(json);
    expect(validate.errors).toBeNull();
    expect(json).toEqual(plan);
    expect(() => assertPlan(plan)).not.toThrow();
    expect(printPlan(plan).trimEnd().split("\n")).toHaveLength(plan.nodes.length);
  });

  it("keeps its fingerprints when comments, layout and names of declarations change", () => {
    const plain = planOf(etth1);
    const changed = etth1
      .replaceAll("hourly", "rows_by_hour")
      .replaceAll("scaled", "prepared")
      .replace("table ", "# a remark\n\ntable ")
      .replace("learning_rate: 0.01..0.1 log", "learning_rate:   0.01 .. 0.1  log");
    expect(prints(planOf(changed))).toEqual(prints(plain));
  });

  it("changes the fingerprints of what reads a changed feature, and of nothing before it", () => {
    const before = planOf(etth1);
    const after = planOf(etth1.replace("lag(OT, 168)", "lag(OT, 336)"));
    const same = new Set(prints(before));
    const kept = after.nodes.filter((node) => same.has(node.fingerprint)).map((node) => node.op.kind);
    expect(kept).toContain("source");
    expect(kept).toContain("check");
    expect(kept).not.toContain("task");
    expect(kept).not.toContain("search");
  });

  it("has one fit per fold and one obvious baseline per fold, though none was asked for", () => {
    const plan = planOf(small("logistic()"));
    const fits = nodesOf(plan, "fit");
    expect(fits.filter((node) => node.declaration === "per_fold")).toHaveLength(3);
    const evaluation = nodesOf(plan, "evaluate")[0]!;
    expect(evaluation.op.baselines.map(({ name, nodes }) => [name, nodes.length])).toEqual([["dummy", 3]]);
    expect(fits.map((node) => node.op.partition.part)).toEqual(fits.map(() => "train"));
  });

  it("shares one prepared chain per fold between all models and trials that start with it", () => {
    const chain = "{ numeric: impute(median) |> standardize(), categorical: onehot() }";
    const rest = `model other = ${chain} |> ridge_like(c: 0.1)\n\nfit second = other on cv.train\n`;
    const plan = planOf(small(`${chain} |> logistic()`, rest.replace("ridge_like", "logistic")));
    expect(nodesOf(plan, "transform")).toHaveLength(3);
    expect(nodesOf(plan, "fit").filter((node) => node.op.prepared)).toHaveLength(6);
  });

  it("drops monotone steps at the end of a chain before trees, and only there", () => {
    const trees = nodesOf(planOf(small("impute(median) |> standardize() |> gradient_boosting()")), "transform");
    expect(trees[0]!.op.transform).toMatchObject({ kind: "component", component: "impute" });
    const linear = nodesOf(planOf(small("impute(median) |> standardize() |> logistic()")), "transform");
    expect(linear[0]!.op.transform).toMatchObject({
      kind: "chain",
      steps: [{ component: "impute" }, { component: "standardize" }],
    });
  });

  it("takes the gap from the horizon and the warm-up from the longest look-back", () => {
    const plan = planOf(etth1);
    expect(nodesOf(plan, "split")[0]!.op.split.gap).toEqual({ rows: 5 });
    expect(nodesOf(plan, "task")[0]!.op.task).toMatchObject({ horizon: 6, lookback: 24, warmup: 168 });
  });

  it("resolves the path of a source against the file it stands in", () => {
    const files = new Map([
      ["lib/base.pipe", 'source s = csv("x.csv") {\n  a: int\n}\nsource t = csv("/abs/x.csv") {\n  a: int\n}'],
    ]);
    const main = {
      path: "specs/main.pipe",
      text: 'import "../lib/base.pipe" as base\ntable u = base.s\ntable v = base.t',
    };
    const options = { set: {}, profile: null, strict: false, asOf: null };
    const input = {
      main,
      files: new Map([...files, ["../lib/base.pipe", files.get("lib/base.pipe")!]]),
      lock: null,
      profiles: null,
    };
    const result = compile(input, standardLibrary, options);
    expect(
      result.kind === "done" && result.plan?.nodes.map(({ op }) => op.kind === "source" && op.params.path),
    ).toEqual(["../lib/x.csv", "/abs/x.csv"]);
  });

  it("says which partitions shaped a value", () => {
    const plan = planOf(etth1);
    const champion = plan.nodes.find((node) => node.id === "champion")!;
    expect(champion.influences).toEqual([
      "cv.dev",
      "cv.train[0]",
      "cv.train[1]",
      "cv.train[2]",
      "cv.val[0]",
      "cv.val[1]",
      "cv.val[2]",
    ]);
  });

  it("turns durations of models into rows of the regular step", () => {
    const baselines = nodesOf(planOf(etth1), "evaluate")[0]!.op.baselines;
    expect(baselines.map(({ name }) => name)).toEqual(["seasonal_naive", "naive"]);
    expect(baselines[0]!.model).toMatchObject({ kind: "estimator", params: { period: 24 } });
  });

  it("makes a declared table of a per-fold partition once per fold, and fits each fold on its own", () => {
    const text = small("logistic()").replace(
      "fit per_fold = m on cv.train",
      "table grown = cv.train |> where(age > 18)\n\ntable adults = grown |> where(age < 99)\n\ncheck fine = adults {\n  not_null(age)\n}\n\nfit per_fold = m on adults",
    );
    const plan = planOf(text);
    const rows = nodesOf(plan, "rows").map((node) => node.op.partition.fold);
    expect(rows).toEqual([0, 1, 2]);
    expect(plan.declarations.find(({ name }) => name === "adults")!.nodes).toEqual([
      "adults[0]",
      "adults[1]",
      "adults[2]",
    ]);
    expect(nodesOf(plan, "check")).toHaveLength(3);
    const fits = nodesOf(plan, "fit").filter((node) => node.declaration === "per_fold");
    expect(fits.map((node) => node.influences)).toEqual([["cv.train[0]"], ["cv.train[1]"], ["cv.train[2]"]]);
    expect(nodesOf(plan, "evaluate")[0]!.op.subjects[0]!.nodes).toEqual(fits.map((node) => node.id));
  });

  it("gives one study per outer fold under a nested split; its one pair stands for all inner folds", () => {
    const text = small("logistic(c: 0.01..10 log)")
      .replace(
        "stratified_kfold(buys, folds: 3, test: 20%, seed: 1)",
        "nested(kfold(buys, folds: 3, shuffle: true), kfold(folds: 2))",
      )
      .replace(
        "fit per_fold = m on cv.train",
        "search tuned = random(m, trials: 2) {\n  fit: cv.inner.train\n  score: cv.inner.val\n  maximize: roc_auc\n}\n\nfit per_fold = tuned.best on cv.train",
      );
    const plan = planOf(text);
    expect(nodesOf(plan, "search").map((node) => [node.id, node.op.folds.length])).toEqual([
      ["tuned[0]", 1],
      ["tuned[1]", 1],
      ["tuned[2]", 1],
    ]);
    const fits = nodesOf(plan, "fit").filter((node) => node.declaration === "per_fold");
    expect(fits.map((node) => node.inputs.filter((id) => id.startsWith("tuned")))).toEqual([
      ["tuned[0]"],
      ["tuned[1]"],
      ["tuned[2]"],
    ]);
  });
});

describe("warm-up", () => {
  const warmup = (feature: string): number | undefined =>
    nodesOf(
      planOf(`source m = csv("m.csv") {
  t: timestamp @time(every: 1d)
  x: float @delay(0s)
  y: float @target
}

source b = csv("b.csv") {
  t: timestamp @time
  v: float @delay(0s)
}

table d = m |> join_as_of(b, within: 90d) |> derive {
  week = lag(v, 7)
  filled = lag(fill_forward(x), 7)
  of_filled = rolling_mean(filled, 3)
  forward = fill_forward(diff(x, 7))
  mean = expanding_mean(lag(x, 2))
}

task k = regress(y, from: d, features: [x, ${feature}])
`),
      "task",
    )[0]?.op.task.warmup;

  it("a tolerance of a join is no window: rows at the head of a series lack nothing", () => {
    expect(warmup("v")).toBe(0);
    expect(warmup("week")).toBe(7);
  });

  it("finite windows around and inside expanding ones count, the expanding ones themselves do not", () => {
    expect(warmup("filled")).toBe(7);
    expect(warmup("of_filled")).toBe(9);
    expect(warmup("forward")).toBe(7);
    expect(warmup("mean")).toBe(2);
  });
});
