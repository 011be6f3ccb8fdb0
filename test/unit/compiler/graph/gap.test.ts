import { describe, expect, it } from "vitest";
import { analyse } from "../../../../compiler/graph/analysis/analyse.ts";
import { requiredGap } from "../../../../compiler/graph/gap.ts";
import { checkText } from "../checks/check-text.ts";

const HOUR = 3_600_000;

function gapOf(time: string, target: string, task: string, split = "holdout(t, test: 20%)") {
  const { typed, graph, diagnostics } = checkText(`pipeline p
source s = csv("s.csv") {
  at: timestamp ${time}
  y:  float ${target}
}
task t = ${task}
split cv = ${split}
`);
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  const found = typed.declarations.flatMap((declaration) => (declaration.kind === "task" ? [declaration] : []))[0]!;
  const cut = typed.declarations.flatMap((declaration) => (declaration.kind === "split" ? [declaration] : []))[0]!;
  return requiredGap(found, cut.split, analyse(graph));
}

describe("the smallest legal gap", () => {
  it.each([
    ["@time(every: 1h)", "@target", "forecast(y, from: s, horizon: 6h)", { rows: 5 }],
    ["@time(every: 1h)", "@target", "forecast(y, from: s, horizon: 1h)", null],
    ["@time(every: 1h)", "@target(delay: 2d)", "forecast(y, from: s, horizon: 6h)", { rows: 53 }],
    ["@time(every: 1d)", "@target(delay: 10d)", "regress(y, from: s)", { rows: 9 }],
    ["@time(every: 1d)", "@target", "regress(y, from: s)", null],
    ["@time(every: 1mo)", "@target(delay: 1mo)", "forecast(y, from: s, horizon: 12mo)", { rows: 12 }],
    ["@time", "@target(delay: 90d)", "regress(y, from: s)", { duration: { months: 0, milliseconds: 90 * 24 * HOUR } }],
    ["@time", "@target", "regress(y, from: s, horizon: 6h)", { duration: { months: 0, milliseconds: 6 * HOUR } }],
    ["@time", "@target", "regress(y, from: s)", null],
  ])("%s %s %s", (time, target, task, expected) => {
    expect(gapOf(time, target, task)).toEqual(expected);
  });

  it("counts how far a derived label reads ahead", () => {
    const text = `pipeline p
source s = csv("s.csv") {
  at:    date @time(every: 1d)
  close: float
}
table rows = s |> derive { change = lead(close, 5) / close }
task t = regress(change, from: rows)
split cv = holdout(t, test: 20%)
`;
    const { typed, graph } = checkText(text);
    const task = typed.declarations.flatMap((one) => (one.kind === "task" ? [one] : []))[0]!;
    const cut = typed.declarations.flatMap((one) => (one.kind === "split" ? [one] : []))[0]!;
    expect(requiredGap(task, cut.split, analyse(graph))).toEqual({ rows: 4 });
    const short = checkText(text.replace("test: 20%", "test: 20%, gap: 3d")).diagnostics;
    expect(short.map(({ id }) => id)).toContain("leak/short-gap");
  });

  it("is none where nothing is claimed about the future", () => {
    const task = "regress(y, from: s, horizon: 6h, claim: new_rows)";
    expect(gapOf("@time(every: 1h)", "@target", task, "kfold(t, folds: 3)")).toBeNull();
  });
});
