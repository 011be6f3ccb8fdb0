import { describe, expect, it } from "vitest";
import { typeSink } from "./sink-text.ts";

const evaluate = (body: string) => typeSink(`evaluate final = ${body}`);

describe("an evaluation", () => {
  it("holds subjects, rows, metrics, baselines, slices and the bootstrap", () => {
    const { found, find } = evaluate(`[champion, second] on cv.test {
  metrics: [mae, pinball(0.1), pinball(0.9)]
  against: [seasonal_naive(24h), naive()]
  by: [shop]
  stride: 6
  bootstrap: { resamples: 200, level: 90%, block: 24 }
}`);
    expect(found).toEqual([]);
    const final = find("evaluate", "final");
    expect(final.subjects.map((subject) => subject.kind === "reference" && subject.to)).toEqual(["champion", "second"]);
    expect(final.rows).toMatchObject({ kind: "partition", partition: { split: "cv", part: "test", folded: false } });
    expect(final.metrics.map(({ name }) => name)).toEqual(["mae", "pinball_0_1", "pinball_0_9"]);
    expect(final.against.map(({ kind, name }) => [kind, name])).toEqual([
      ["model", "seasonal_naive"],
      ["model", "naive"],
    ]);
    expect(final).toMatchObject({ by: ["shop"], stride: 6, task: "ahead" });
    expect(final.bootstrap).toEqual({ resamples: 200, level: 0.9, block: 24 });
  });

  it("has defaults for everything but its rows", () => {
    const { found, find } = evaluate("champion on cv.test");
    expect(found).toEqual([]);
    const final = find("evaluate", "final");
    expect(final).toMatchObject({
      against: [],
      by: [],
      stride: 1,
      bootstrap: { resamples: 1000, level: 0.95, block: null },
    });
    expect(final.metrics.length).toBeGreaterThan(0);
  });

  it("takes `bootstrap: off`, a number, and one metric without brackets", () => {
    expect(
      evaluate("champion on cv.test { metrics: mae, bootstrap: off }").find("evaluate", "final").bootstrap.resamples,
    ).toBe(0);
    expect(evaluate("champion on cv.test { bootstrap: 50 }").find("evaluate", "final").bootstrap.resamples).toBe(50);
  });

  it("compares with fitted values and gives equal names numbers", () => {
    const { found, find } = evaluate("champion on cv.test { against: [second, naive(), naive()] }");
    expect(found).toEqual([]);
    expect(find("evaluate", "final").against.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      "fitted second",
      "model naive",
      "model naive_2",
    ]);
  });

  it("judges rows of a table that is made from a partition", () => {
    const { found, find } = typeSink(
      "table judged = cv.test |> where(temp > 0)\nevaluate final = champion on judged { by: shop }",
    );
    expect(found).toEqual([]);
    expect(find("evaluate", "final")).toMatchObject({ rows: { kind: "table" }, task: "ahead", by: ["shop"] });
  });
});

describe("what an evaluation refuses", () => {
  it.each([
    ["champion", "param", ["type/missing-rows @ final"]],
    ["plain on cv.test", "a model", ["type/wrong-kind @ plain"]],
    ["tuned on cv.test", "a search", ["type/wrong-kind @ tuned"]],
    ["scaler on cv.test", "a fitted transform", ["type/wrong-kind @ scaler"]],
    ["champoin on cv.test", "an unknown name", ["name/unknown-name @ champoin"]],
    ["[champion, champion] on cv.test", "a value twice", ["type/duplicate-value @ champion"]],
    ["champion on cv", "a split", ["type/wrong-kind @ cv"]],
    ["champion on cv.tset", "an unknown partition", ["type/no-partition @ tset"]],
    ["champion on cv.test { metrcs: [mae] }", "an unknown clause", ["param/unknown-clause @ metrcs"]],
    ["champion on cv.test { metrics: [mea] }", "an unknown metric", ["type/unknown-component @ mea"]],
    ["champion on cv.test { metrics: [roc_auc] }", "a metric of other tasks", ["type/metric-task @ roc_auc"]],
    ["champion on cv.test { metrics: [] }", "no metric", ["type/too-few @ []"]],
    ["champion on cv.test { metrics: [mae, mae] }", "a metric twice", ["type/duplicate-value @ mae"]],
    ["champion on cv.test { by: [shp] }", "an unknown column", ["type/unknown-column @ shp"]],
    ["champion on cv.test { against: open }", "an open baseline", ["type/open-hyperparameters @ open"]],
    ["champion on cv.test { against: logistic() }", "a baseline of other tasks", ["type/model-task @ logistic"]],
    ["champion on cv.test { stride: 0 }", "a stride of 0", ["param/out-of-range @ 0"]],
    ["scorer on hold.test { stride: 2 }", "a stride without origins", ["type/only-forecast @ stride: 2"]],
    ["champion on cv.test { bootstrap: { resample: 5 } }", "an unknown part", ["param/unknown-clause @ resample"]],
    ["scorer on cv.test", "a value of another task", ["type/task-mismatch @ scorer"]],
  ])("%s (%s)", (body, _what, expected) => {
    expect(evaluate(body).found).toEqual(expected);
  });

  it("suggests the clause and the metric that were meant", () => {
    expect(evaluate("champion on cv.test { metrcs: [mae] }").messages[0]!.help).toContain("did you mean `metrics`?");
    expect(evaluate("champion on cv.test { metrics: [mea] }").messages[0]!.help).toContain("`mae`");
  });

  it("keeps what is right, so that the rest is checked", () => {
    const { found, find } = evaluate("champion on cv.test { metrics: [mae, roc_auc], by: [nope] }");
    expect(found).toHaveLength(2);
    expect(find("evaluate", "final").metrics.map(({ name }) => name)).toEqual(["mae"]);
  });
});

describe("folds", () => {
  it("a value per fold may be judged on its own split's folds and on rows that exist once", () => {
    expect(evaluate("folded on cv.val").found).toEqual([]);
    expect(evaluate("folded on cv.test").found).toEqual([]);
    expect(evaluate("champion on cv.test { against: second }").found).toEqual([]);
  });

  it("folds of two splits never meet", () => {
    expect(evaluate("folded on kf.val").found).toEqual(["type/fold-mismatch @ folded"]);
    expect(evaluate("[folded, other] on cv.test").found).toEqual(["type/fold-mismatch @ other"]);
    expect(evaluate("folded on cv.val { against: other }").found).toEqual(["type/fold-mismatch @ other"]);
  });
});

describe("metrics of one class", () => {
  it("fit a bool target, and average over the classes of a category", () => {
    expect(evaluate("scorer on hold.test { metrics: [roc_auc, f1, log_loss] }").found).toEqual([]);
    expect(evaluate("reader on half.test { metrics: [roc_auc(average: macro), accuracy] }").found).toEqual([]);
  });
});
