import { describe, expect, it } from "vitest";
import { printReason } from "../../../../cli/output/miss-reason.ts";
import { type LastRun, plainOperation } from "../../../../runtime/exec/last-run.ts";
import { whyMissing } from "../../../../runtime/exec/why-missing.ts";
import type { Plan } from "../../../../specs/plan.ts";
import { compileText } from "../../../differential/compile-text.ts";

const SPEC = `pipeline shop

source orders = csv("orders.csv") {
  day: date @time(every: 1d)
  visits: int
  sold: float @target
}

table rows = orders |> derive {
  week = rolling_mean(visits, 7)
}

task next = forecast(sold, from: rows, horizon: 2d)

split cv = holdout(next, test: 20%)

fit champion = ridge(alpha: 1) on cv.dev

evaluate final = champion on cv.test {
  metrics: [mae]
}
`;

function planOf(text: string): Plan {
  const compiled = compileText(text);
  if (compiled.kind !== "done" || compiled.plan === null) throw new Error("no plan");
  return compiled.plan;
}

/** Keys that differ where fingerprints or the content of the source do. */
const keysOf = (plan: Plan, content: string): ReadonlyMap<string, string> =>
  new Map(plan.nodes.map(({ id, fingerprint }) => [id, `${fingerprint} ${content}`]));

const dataOf = (hash: string) => [{ node: "orders", hash, files: [{ path: "/data/orders.csv", hash, bytes: 1 }] }];

function lastRun(text: string): LastRun {
  const plan = planOf(text);
  const keys = keysOf(plan, "a");
  const nodes = plan.nodes.map(({ id, inputs, op }) => [id, { key: keys.get(id)!, inputs, op: plainOperation(op) }]);
  const time = "2025-01-01T00:00:00Z";
  return {
    spec: "spec.pipe",
    time,
    version: "1",
    seed: plan.seed,
    nodes: Object.fromEntries(nodes),
    data: dataOf("a"),
  };
}

function reason(node: string, text: string, last: LastRun | null, { content = "a", version = "1" } = {}): string {
  const plan = planOf(text);
  const now = { plan, version, keys: keysOf(plan, content), data: dataOf(content) };
  return printReason(whyMissing(plan.nodes.find(({ id }) => id === node)!, now, last));
}

describe("why a value is not in the cache", () => {
  const last = lastRun(SPEC);

  it.each<readonly [string, string, string, readonly [string, string]]>([
    ["a parameter of the node", "champion", "model.alpha 1 → 2", ["alpha: 1", "alpha: 2"]],
    [
      "a derived column before it",
      "next",
      "`rows`: week rolling_mean(visits, 7, false) → rolling_max(visits, 7, false)",
      ["rolling_mean", "rolling_max"],
    ],
    ["something far before it", "final", "`champion`: model.alpha 1 → 2", ["alpha: 1", "alpha: 2"]],
    ["nothing that is different", "final", "no longer in the cache", ["# no", "# no"]],
  ])("%s", (_, node, expected, [from, to]) => {
    expect(reason(node, SPEC.replace(from, to), last)).toBe(expected);
  });

  it("data that changed, and a first run, and another version", () => {
    expect(reason("orders", SPEC, last, { content: "b" })).toBe("data: data/orders.csv changed");
    expect(reason("champion", SPEC, last, { content: "b" })).toBe("`orders`: data: data/orders.csv changed");
    expect(reason("champion", SPEC, null)).toBe("first run");
    expect(reason("champion", SPEC, last, { content: "b", version: "2" })).toBe("pipec 1 → 2");
  });
});
