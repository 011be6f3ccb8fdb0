import { describe, expect, it } from "vitest";
import { typeSink } from "./sink-text.ts";

describe("an ensemble", () => {
  it("learns from the rows of `on` and is one value, also of members per fold", () => {
    const { found, find } = typeSink(
      "fit more = naive() on cv.train\nensemble both = weighted(folded, more, rounds: 5) on cv.val",
    );
    expect(found).toEqual([]);
    const both = find("ensemble", "both");
    expect(both.members.map((member) => member.kind === "reference" && member.to)).toEqual(["folded", "more"]);
    expect(both).toMatchObject({ folded: false, task: "ahead", rows: { kind: "partition" } });
    expect(both.call.args.rounds?.value).toEqual({ kind: "json", json: 5 });
  });

  it("may be published and judged although its members exist once per fold", () => {
    const text =
      "fit more = naive() on cv.train\nensemble both = mean(folded, more)\npublish p = both\nevaluate e = both on cv.test";
    expect(typeSink(text).found).toEqual([]);
  });

  it.each([
    ["mean(champion)", ["type/too-few @ mean"]],
    ["weighted(champion, second)", ["type/missing-rows @ e"]],
    ["mean(champion, second) on cv.val", ["type/unused-rows @ cv.val"]],
    ["mean(champion, plain)", ["type/wrong-kind @ plain"]],
    ["mean(champion, scorer)", ["type/task-mismatch @ scorer"]],
    ["mean(folded, other)", ["type/fold-mismatch @ other"]],
    ["weigthed(champion, second) on cv.val", ["type/unknown-component @ weigthed"]],
    ["weighted(champion, second, round: 3) on cv.val", ["param/unknown @ round"]],
  ])("%s", (call, expected) => {
    expect(typeSink(`ensemble e = ${call}`).found).toEqual(expected);
  });
});

describe("a prediction", () => {
  it("holds what is written, kept and bounded", () => {
    const { found, find } = typeSink(`predict p = champion on load {
  into: csv("out.csv")
  keep: [at, shop]
  intervals: [80%, 0.95]
}`);
    expect(found).toEqual([]);
    expect(find("predict", "p")).toMatchObject({
      into: { component: "csv" },
      keep: ["at", "shop"],
      intervals: [0.8, 0.95],
    });
  });

  it("takes a published model, whose columns are unknown", () => {
    const { found, find } = typeSink('predict p = registry("load@production") on people');
    expect(found).toEqual([]);
    expect(find("predict", "p").fitted).toMatchObject({ kind: "registry", name: "load", alias: "production" });
  });

  it("takes the columns of the task or of its source, the target aside", () => {
    const source = 'source fresh = csv("fresh.csv") {\n  age: int\n  sex: category\n}\n';
    expect(typeSink(`${source}predict p = scorer on fresh`).found).toEqual([]);
  });

  it.each([
    ["scorer on people |> select(age)", ["type/predict-columns @ people |> select(age)"]],
    [
      "scorer on people |> select(sex) |> derive { age = true }",
      ["type/predict-column-type @ people |> select(sex) |> derive { age = true }"],
    ],
    ["champion on people", ["type/predict-columns @ people"]],
    ["champion", ["type/missing-rows @ p"]],
    ["folded on load", ["type/per-fold-value @ folded"]],
    ["champion on load { keep: [tmp] }", ["type/unknown-column @ tmp"]],
    ["champion on load { intervals: [95] }", ["param/out-of-range @ 95"]],
    ["champion on load { into: naive() }", ["type/wrong-kind @ naive"]],
    ["champion on load { kep: [at] }", ["param/unknown-clause @ kep"]],
  ])("%s", (body, expected) => {
    expect(typeSink(`predict p = ${body}`).found).toEqual(expected);
  });
});

describe("a publication", () => {
  const evaluation = `evaluate final = champion on cv.test { metrics: [mae, rmse], against: naive() }
evaluate duel = [champion, second] on cv.test { metrics: [mae, pinball(0.1), pinball(0.9)] }
`;
  const publish = (clause: string) => typeSink(`${evaluation}publish p = champion { ${clause} }`);

  it("holds alias, condition, description and tags", () => {
    const { found, find } = publish(
      'alias: production, when: final.mae < final.baseline.mae, description: "six hours", tags: { team: "grid" }',
    );
    expect(found).toEqual([]);
    const p = find("publish", "p");
    expect(p).toMatchObject({ alias: "production", description: "six hours", tags: { team: "grid" } });
    expect(p.when).toMatchObject({
      kind: "call",
      function: "<",
      args: [
        { kind: "result", declaration: "final", path: ["mae"] },
        { kind: "result", declaration: "final", path: ["baseline", "mae"] },
      ],
    });
  });

  it.each([
    "final.naive.mae > 3",
    "final.mae.sd < 1 and final.mae.high < 2 * final.rmse.low",
    "not (final.mae > 5%) or duel.second.mae < duel.champion.mae",
    "duel.champion.pinball_0_9 - -1 >= 0",
    "true",
  ])("takes the condition %s", (when) => {
    expect(publish(`when: ${when}`).found).toEqual([]);
  });

  it.each([
    ["final.mea < 1", "type/no-result @ mea"],
    ["final < 1", "type/no-result @ final"],
    ["final.baseline < 1", "type/no-result @ final.baseline"],
    ["final.mae.max < 1", "type/no-result @ max"],
    ["final.second.mae < 1", "type/no-result @ second"],
    ["duel.mae < 1", "type/no-result @ mae"],
    ["duel.baseline.mae < 1", "type/no-result @ baseline"],
    ["duel.champion.pinball < 1", "type/no-result @ pinball"],
    ["final.mae", "type/condition-type @ final.mae"],
    ["final.mae and true", "type/condition-type @ final.mae"],
    ["champion.mae < 1", "type/result-expression @ champion.mae"],
    ["finl.mae < 1", "name/unknown-name @ finl"],
    ["abs(final.mae) < 1", "type/result-expression @ abs(final.mae)"],
    ['final.mae == "low"', 'type/result-expression @ "low"'],
  ])("refuses the condition %s", (when, expected) => {
    expect(publish(`when: ${when}`).found).toEqual([expected]);
  });

  it("suggests the result that was meant", () => {
    expect(publish("when: final.mea < 1").messages[0]!.help).toContain("`mae`");
    expect(publish("when: duel.mae < 1").messages[0]!.help).toContain("`duel.second.mae`");
  });

  it("needs one fitted value", () => {
    expect(typeSink("publish p = folded").found).toEqual(["type/per-fold-value @ folded"]);
    expect(typeSink("publish p = tuned").found).toEqual(["type/wrong-kind @ tuned"]);
    expect(typeSink("publish p = champion on cv.dev").found).toEqual(["type/unexpected-part @ cv.dev"]);
  });
});

describe("a report", () => {
  it("names its results", () => {
    const { found, find } = typeSink(
      "evaluate final = champion on cv.test\nreport r = markdown(final, tuned, champion)",
    );
    expect(found).toEqual([]);
    const report = find("report", "r");
    expect(report.format).toBe("markdown");
    expect(report.of.map(({ declaration }) => declaration)).toEqual(["final", "tuned", "champion"]);
  });

  it.each([
    ["html()", ["type/too-few @ html"]],
    ["html(cv)", ["type/wrong-kind @ cv"]],
    ["html(tuned, tuned)", ["type/duplicate-value @ tuned"]],
    ["drift(load)", ["type/wrong-kind @ drift"]],
    ["htm(tuned)", ["type/unknown-component @ htm"]],
  ])("%s", (call, expected) => {
    expect(typeSink(`report r = ${call}`).found).toEqual(expected);
  });
});

describe("a monitor", () => {
  it("holds the call, how often, whom to tell, and thresholds", () => {
    const { found, find } = typeSink(`predict daily = champion on load
monitor m = drift(daily, reference: load) {
  every: 1d
  alert: "grid@example.org"
  psi:   0.2
}`);
    expect(found).toEqual([]);
    const monitor = find("monitor", "m");
    expect(monitor.call.args.predictions?.value).toEqual({ kind: "json", json: { $ref: "daily" } });
    expect(monitor.options).toEqual({
      every: { months: 0, milliseconds: 86_400_000 },
      alert: ["grid@example.org"],
      thresholds: { psi: 0.2 },
    });
  });

  it.each([
    ["performance(load, actuals: load) { mae: 5 }", []],
    ["performance(load, actuals: load) { mea: 5 }", ["type/unknown-threshold @ mea"]],
    ["drift(load) { evry: 1d }", ["param/unknown-clause @ evry"]],
    ["drift(load) { every: 3 }", ["type/unit-mismatch @ 3"]],
    ["drift(champion)", ["type/wrong-kind @ champion"]],
    ["html(tuned)", ["type/wrong-kind @ html"]],
  ])("%s", (body, expected) => {
    expect(typeSink(`monitor m = ${body}`).found).toEqual(expected);
  });
});

describe("a schedule", () => {
  const SINKS = "predict daily = champion on load\nreport r = html(tuned)\n";
  const schedule = (body: string) => typeSink(`schedule s = ${body}\n${SINKS}`);

  it("runs the named sinks with its options", () => {
    const { found, find } = schedule(
      'every(1mo, at: "06:00") on [daily] { as_of: 1d, backfill_from: 2024-01-01, retries: 3, on: airflow }',
    );
    expect(found).toEqual([]);
    expect(find("schedule", "s")).toMatchObject({
      sinks: ["daily"],
      options: { as_of: { milliseconds: 86_400_000 }, backfill_from: "2024-01-01", retries: 3, on: "airflow" },
    });
  });

  it("runs all sinks of the file without `on`, and comes after them", () => {
    const { typed, find, found } = schedule("every(1d)");
    expect(found).toEqual([]);
    expect(find("schedule", "s").sinks).toEqual(["daily", "r"]);
    expect(typed.declarations.at(-1)?.id).toBe("s");
  });

  it.each([
    ["every(1d) on [champion]", ["type/wrong-kind @ champion"]],
    ["every(1d) on [daily, daily]", ["type/duplicate-value @ daily"]],
    ["every(24)", ["type/unit-mismatch @ 24"]],
    ["every(1d) { retries: -1 }", ["param/out-of-range @ -1"]],
    ["every(1d) { retrys: 1 }", ["param/unknown-clause @ retrys"]],
    ["every(1d) { backfill_from: 3 }", ["type/not-a-moment @ 3"]],
    ["drift(load)", ["type/wrong-kind @ drift"]],
  ])("%s", (body, expected) => {
    expect(schedule(body).found).toEqual(expected);
  });
});
