import { describe, expect, it } from "vitest";
import { nodesToDo } from "../../../cli/commands/plan.ts";
import type { CacheState } from "../../../cli/host/cached-nodes.ts";
import { selectNodes } from "../../../cli/host/select-nodes.ts";
import { countFits, describeOperation } from "../../../cli/output/describe-operation.ts";
import { printDot, printMermaid } from "../../../cli/output/plan-graph.ts";
import { printPlanPage } from "../../../cli/output/plan-page.ts";
import type { Operation, Plan, PlanNode } from "../../../specs/plan.ts";
import { plan as empty } from "../runtime/report/sample-record.ts";

const cv = { split: "cv", part: "train", fold: 1 } as const;
const ridge = { kind: "estimator", component: "ridge", params: { alpha: 1 } } as const;

const node = (id: string, op: Operation, inputs: readonly string[] = []): PlanNode => ({
  id,
  declaration: id.split("/")[0]!,
  inputs,
  op,
  span: { file: "a.pipe", start: 0, end: 1 },
  influences: [],
  fingerprint: id,
});

const source = node("sales", {
  kind: "source",
  connector: "csv",
  params: { path: 'a "b".csv' },
  schema: { columns: [] },
});
const fit = node(
  "champion",
  {
    kind: "fit",
    model: { kind: "combinator", component: "direct", params: {}, model: ridge },
    best: false,
    prepared: false,
    partition: cv,
    validate: null,
    patience: null,
    seed: 1,
  },
  ["sales"],
);
const publish = node(
  "live",
  { kind: "publish", name: "live", alias: "production", when: null, description: null, tags: {} },
  ["champion"],
);
const other = node("other", { kind: "check", rules: [] }, ["sales"]);
const nodes = [source, fit, publish, other];
const plan: Plan = {
  ...empty,
  nodes,
  declarations: nodes.map(({ id }) => ({ name: id, kind: "x", doc: null, nodes: [id] })),
};

describe("selectNodes", () => {
  it("takes everything by default, and what a name needs when one is given", () => {
    expect(selectNodes(plan, []).size).toBe(4);
    expect([...selectNodes(plan, ["live"])].sort()).toEqual(["champion", "live", "sales"]);
  });

  it("suggests near names", () => {
    expect(() => selectNodes(plan, ["champoin"])).toThrow("the spec has no declaration `champoin`");
  });
});

describe("graphs", () => {
  it("quotes what users wrote", () => {
    expect(printMermaid(plan, new Map())).toContain('n0["sales<br/>read csv a #quot;b#quot;.csv, 0 columns"]');
    expect(printDot(plan, new Map())).toContain('"sales" [label="sales\\nread csv a \\"b\\".csv, 0 columns"];');
  });

  it("draws every edge", () => {
    expect(printMermaid(plan, new Map()).match(/-->/g)?.length).toBe(3);
    expect(printDot(plan, new Map()).match(/->/g)?.length).toBe(3);
  });
});

it("describes operations in the words of the spec and counts fits", () => {
  expect(describeOperation(fit.op)).toBe("fit direct(ridge) on cv.train[1]");
  expect(describeOperation(publish.op)).toBe("publish live as production");
  expect(nodes.map(({ op }) => countFits(op))).toEqual([0, 1, 0, 0]);
});

it("draws what the cache holds, and why the rest is computed", () => {
  const changes = [{ path: "task.horizon", from: 6, to: 12 }];
  const states = new Map<string, CacheState>([
    ["sales", { state: "never", why: null }],
    [
      "champion",
      { state: "new", why: { kind: "input", causes: [{ node: "sales", reason: { kind: "changed", changes } }] } },
    ],
    ["other", { state: "cached", why: null }],
  ]);
  expect(printMermaid(plan, states)).toContain("<br/>`sales`: horizon 6 → 12");
  expect(printDot(plan, states)).toMatch(/"other" .*fillcolor/);
  const page = printPlanPage(plan, states);
  expect(page).toContain("`sales`: horizon 6 → 12");
  expect(page.match(/<path /g)?.length).toBe(3);
  expect(page).not.toContain("<script");
});

describe("what is left to do", () => {
  const prepare = node("champion/prepare", {
    kind: "transform",
    transform: { kind: "component", component: "onehot", params: {} },
    partition: cv,
  });
  const chain = [source, prepare, { ...fit, inputs: ["champion/prepare"] }];
  const left = (state: "cached" | "new") =>
    nodesToDo(
      { ...plan, nodes: chain },
      new Map([
        ["sales", { state: "never", why: null }],
        ["champion/prepare", { state: "never", why: null }],
        ["champion", { state, why: null }],
      ]),
    ).map(({ id }) => id);

  it("is nothing when all results are there, though their rows would have to be made again", () => {
    expect(left("cached")).toEqual([]);
  });

  it("includes what a missing result is made from", () => {
    expect(left("new")).toEqual(["champion", "champion/prepare"]);
  });
});

it("a combination names its members", () => {
  const op: Operation = {
    kind: "ensemble",
    ensemble: { component: "best_of", params: {} },
    members: ["a", "b"],
    folds: 1,
    partitions: [],
    seed: 1,
  };
  expect(describeOperation(op)).toBe("best_of(a, b)");
});
