// What chains need beyond their columns: where it may stand, what it may name, and what a task holds for it.
import { describe, expect, it } from "vitest";
import { planOf } from "../../runtime/contracts/run-text.ts";
import { checkText } from "../checks/check-text.ts";

const spec = (model: string, more = "fit f = m on s.train", time = "@time(every: 1h)") => `
source raw = csv("d.csv") {
  store: category @series
  order: int @id
  at:    timestamp ${time}
  x:     float
  z:     float?
  tags:  category?
  y:     float @target
}

task t = regress(from: raw, target: y, features: [x, z, tags])

split s = holdout(t, test: 20%)

model m = ${model}

${more}
`;

const found = (text: string): readonly string[] =>
  checkText(text)
    .diagnostics.filter(({ severity }) => severity === "error")
    .map(({ id, span }) => `${id} at ${text.slice(span.start, span.end)}`);

const TREES = "gradient_boosting()";

describe("windows of a chain", () => {
  it.each([
    `difference(24) |> ${TREES}`,
    `difference(1d) |> ${TREES}`,
    `difference(24) |> difference(1) |> standardize() |> ${TREES}`,
    `{ numeric: difference(1) |> standardize(), tags: onehot() } |> ${TREES}`,
    `{ x: difference(1), all: impute(mode) } |> ${TREES}`,
    `impute(forward) |> ${TREES}`,
    `{ numeric: difference(1) |> impute(forward, by: tags) |> standardize() } |> ${TREES}`,
    `{ z: impute(mean) } |> { z: impute(median) } |> ${TREES}`,
    `bagged(difference(1) |> ${TREES}, n: 2)`,
    `per_series(difference(1) |> ${TREES})`,
  ])("may be %s", (model) => {
    expect(found(spec(model))).toEqual([]);
  });

  it.each([
    [`standardize() |> difference(1) |> ${TREES}`, "type/window-behind at difference"],
    [`{ x: minmax() } |> { z: difference(1) } |> ${TREES}`, "type/window-behind at difference"],
    [`difference(1) |> { x: difference(2) } |> ${TREES}`, "type/window-behind at difference"],
    [`{ x: minmax() |> difference(2) } |> ${TREES}`, "type/window-behind at difference"],
    [`minmax() |> (difference(1) |> ${TREES})`, "type/window-behind at difference"],
    [`{ target: difference(1) } |> ${TREES}`, "type/not-invertible at difference"],
    [`difference(0) |> ${TREES}`, "param/out-of-range at 0"],
    [`difference(-1) |> ${TREES}`, "param/out-of-range at -1"],
    [`difference("a") |> ${TREES}`, 'param/wrong-type at "a"'],
    [`difference(1.5) |> ${TREES}`, "type/unit-mismatch at 1.5"],
    [`difference(90min) |> ${TREES}`, "type/not-a-multiple at 90min"],
    [`difference(0h) |> ${TREES}`, "param/out-of-range at 0h"],
    [`difference(1..24) |> ${TREES}`, "param/not-searchable at 1..24"],
    [`standardize() |> impute(forward) |> ${TREES}`, "type/window-behind at impute"],
    [`impute(forward, indicator: true) |> ${TREES}`, "param/values-disagree at true"],
    [`impute(forward, by: x) |> ${TREES}`, "type/wrong-type at x"],
  ])("are refused as %s", (model, wanted) => {
    expect(found(spec(model))).toEqual([wanted]);
  });

  it("are not left to a search, which may choose between steps", () => {
    const search = "search w = grid(m) { fit: s.train, score: s.test, minimize: mae }";
    const errors = (model: string) => found(spec(model, search)).filter((one) => !one.startsWith("leak/"));
    expect(errors(`impute(choice(mean, forward)) |> ${TREES}`)).toEqual(["type/wrong-kind at choice(mean, forward)"]);
    expect(errors(`choice(impute(mean), impute(forward)) |> ${TREES}`)).toEqual([]);
    expect(errors(`choice(difference(1), difference(24)) |> ${TREES}`)).toEqual([]);
    expect(errors(`difference(choice(1, 24h)) |> ${TREES}`)).toEqual([]);
    expect(errors(`{ numeric: difference(k: choice(1, 24)) |> standardize() } |> ${TREES}`)).toEqual([]);
    expect(errors(`difference(choice(1, 0)) |> ${TREES}`)).toEqual(["param/out-of-range at 0"]);
    expect(errors(`difference(choice(1)) |> ${TREES}`)).toEqual(["type/too-few at difference(choice(1))"]);
    expect(errors(`standardize() |> difference(choice(1, 2)) |> ${TREES}`)).toContain(
      "type/window-behind at difference",
    );
  });

  it("go by a duration only along a regular time", () => {
    const text = spec(`difference(24h) |> ${TREES}`, "fit f = m on s.train", "@time");
    expect(found(text)).toEqual(["type/no-step at 24h"]);
  });

  it("need an order", () => {
    expect(found(spec(`difference(1) |> ${TREES}`, "fit f = m on s.train", "@ignore"))).toEqual([
      "type/no-order at difference",
    ]);
  });

  it.each([
    ["table p = raw |> difference(1)", "difference"],
    ["table p = s.train |> { x: difference(1) }", "difference"],
    ["table p = raw |> impute(forward)", "impute"],
    ["transform w = difference(1)\n\nfit p = w on raw", "difference"],
    [`table late = s.train |> where(x > 0)\n\nmodel n = difference(1) |> ${TREES}\n\nfit p = n on late`, "late"],
    [
      `model n = difference(1) |> ${TREES}\n\nfit p = n on s.train\n\nevaluate e = p on (s.test |> where(x > 0)) { metrics: [mae] }`,
      "s.test |> where(x > 0)",
    ],
    [
      `model n = difference(1) |> ${TREES}\n\nfit p = n on s.train\n\ntable late = s.test |> where(x > 0)\n\npredict q = p on late`,
      "late",
    ],
  ])("are no steps of tables: %s", (more, at) => {
    expect(found(spec(TREES, more))).toEqual([`type/window-of-part at ${at}`]);
  });

  it("may be applied to a part of a split by a transform of its own", () => {
    expect(found(spec(TREES, "transform w = difference(1) |> standardize()\n\nfit p = w on s.train"))).toEqual([]);
  });

  it("stand in no forecast that is fed with itself", () => {
    const text = `
source raw = csv("d.csv") {
  at: timestamp @time(every: 1h)
  y:  float @target
}

task t = forecast(y, from: raw, horizon: 6h)

split s = holdout(t, test: 20%)

model m = recursive(difference(1) |> ridge())

fit f = m on s.train
`;
    expect(found(text)).toEqual(["type/not-recursive at recursive"]);
  });

  it("become the last derived columns of the task, one for each that is asked for", () => {
    const text = spec(
      `{ x: difference(24) |> difference(1), z: difference(24) } |> ${TREES}`,
      `model n = { x: difference(24) } |> ${TREES}\n\nfit f = m on s.train\n\nfit g = n on s.train`,
    );
    const { nodes } = planOf(text);
    const task = nodes.find(({ op }) => op.kind === "task")?.op;
    expect(task?.kind === "task" ? task.task.beside?.map(({ column }) => column) : null).toEqual([
      "difference(difference(x, 24), 1)",
      "difference(z, 24)",
      "difference(x, 24)",
    ]);
    expect(task?.kind === "task" ? task.task.warmup : null).toBe(25);
    const [first] = nodes.filter(({ op }) => op.kind === "transform");
    expect(first?.op.kind === "transform" ? first.op.transform : null).toMatchObject({
      entries: [
        { transform: { kind: "take", columns: [{ from: "difference(difference(x, 24), 1)", to: "x" }] } },
        { transform: { kind: "take" } },
      ],
    });
  });

  it("take a name that is free", () => {
    const text = spec(`{ x: difference(1) } |> ${TREES}`).replace(
      "task t = regress(from: raw",
      "table made = raw |> derive { `difference(x, 1)` = z }\n\ntask t = regress(from: made",
    );
    const task = planOf(text).nodes.find(({ op }) => op.kind === "task")?.op;
    expect(task?.kind === "task" ? task.task.beside : null).toEqual([
      { column: "difference(x, 1)'", ahead: false, made: true },
    ]);
  });
});

describe("columns beside a chain", () => {
  it.each(["store", "[store, tags]", "tags"])("may be %s", (by) => {
    expect(found(spec(`impute(mean, by: ${by}) |> ${TREES}`))).toEqual([]);
  });

  it.each([
    ["unknown", "type/unknown-column at unknown"],
    ["x", "type/wrong-type at x"],
    ["at", "type/wrong-type at at"],
    ["order", "type/wrong-kind at order"],
    ["[]", "type/too-few at []"],
    ['"store"', 'param/wrong-type at "store"'],
    ["3", "param/wrong-type at 3"],
  ])("are refused as %s", (by, wanted) => {
    expect(found(spec(`impute(mean, by: ${by}) |> ${TREES}`))).toEqual([wanted]);
  });

  it("go with no constant", () => {
    expect(found(spec(`impute(constant(0), by: store) |> ${TREES}`))).toEqual(["param/values-disagree at store"]);
  });

  it("are looked for in the table, not among the features, and stay when the rows are others", () => {
    expect(found(spec(TREES, "table p = s.train |> select(x, z) |> impute(mean, by: store)"))).toEqual([
      "type/unknown-column at store",
    ]);
    const model = `model n = impute(mean, by: store) |> ${TREES}`;
    const some = `${model}\n\ntable few = s.train |> where(x > 0)\n\nfit p = n on few`;
    expect(found(spec(TREES, some))).toEqual([]);
    const without = `${model}\n\ntable few = s.train |> select(x, z, tags, y)\n\nfit p = n on few`;
    expect(found(spec(TREES, without))).toContain("type/unknown-column at few");
  });
});
