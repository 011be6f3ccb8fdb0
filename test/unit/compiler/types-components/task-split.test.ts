import { describe, expect, it } from "vitest";
import { typeText } from "../types/type-text.ts";
import { BASE, onlyMessage, typeComponents } from "./component-text.ts";

describe("a task", () => {
  it("counts its horizon in steps and takes its defaults from the table", () => {
    const task = typeComponents("").find("task", "t");
    expect(task).toMatchObject({ of: "forecast", target: "y", horizonRows: 6, lookbackRows: 24, positive: null });
    expect(task.time).toEqual({ column: "at", every: { months: 0, milliseconds: 3_600_000 } });
    expect(task.features.map(({ column }) => column)).toEqual(["city", "x", "n", "paid", "y"]);
    expect(task.claim).toMatchObject({
      parts: [{ kind: "future", horizon: { milliseconds: 21_600_000 } }],
      given: false,
    });
  });

  it("leaves the target out unless it is a forecast whose labels come at once", () => {
    const features = (task: string) =>
      typeComponents(`task b = ${task}`)
        .find("task", "b")
        .features.map(({ column }) => column);
    expect(features("regress(y, from: s)")).not.toContain("y");
    expect(features("regress(x, from: s)")).toEqual(["city", "n", "paid"]);
    const delayed = typeText(BASE.replace("@target", "@target(delay: 2h)")).find("task", "t");
    expect(delayed.features.map(({ column }) => column)).not.toContain("y");
    expect(delayed.labelDelay).toEqual({ months: 0, milliseconds: 7_200_000 });
  });

  it("knows calendar steps", () => {
    const text = 'source m = csv("m.csv") {\n  month: date @time(every: 1mo)\n  v: float @target\n}\n';
    expect(typeText(`${text}task b = forecast(v, from: m, horizon: 1y)`).find("task", "b").horizonRows).toBe(12);
    expect(typeText(`${text}task b = forecast(v, from: m, horizon: 30d)`).found).toEqual(["type/calendar-step @ 30d"]);
  });

  it("counts rows where there is no time", () => {
    const text = 'source m = csv("m.csv") {\n  w: float\n  v: float @target\n}\n';
    expect(typeText(`${text}task b = forecast(v, from: m, horizon: 3)`).find("task", "b").horizonRows).toBe(3);
    expect(typeText(`${text}task b = forecast(v, from: m, horizon: 3h)`).found).toEqual(["type/unit-mismatch @ 3h"]);
    expect(typeText(`${text}task b = regress(v, from: m)`).find("task", "b").claim.parts).toEqual([
      { kind: "new_rows" },
    ]);
  });

  it("has claims, weights, quantiles and a positive class", () => {
    const { find, found } = typeComponents(
      "task b = regress(y, from: s, claim: [new(city), future(28d)], weight: n, quantiles: [0.9, 0.1])\ntask c = classify(paid, from: s)",
    );
    expect(found).toEqual([]);
    expect(find("task", "b")).toMatchObject({ weight: "n", quantiles: [0.1, 0.9] });
    expect(find("task", "b").claim.parts.map(({ kind }) => kind)).toEqual(["new", "future"]);
    expect(find("task", "c").positive).toBe(true);
  });

  it.each([
    ["select(city, x)", "type/unknown-column @ x"],
    ["derive { b = `x*x` + 1 }", "type/unknown-column @ `x*x`"],
    ["sort(x_2)", "type/unknown-column @ x_2"],
    ["rename { b = x_2 }", "type/unknown-column @ x_2"],
    ["select(city, y)", null],
  ])("steps name no column that a transform of the table makes or takes away: %s", (step, problem) => {
    const { found } = typeComponents(`table made = s |> polynomial(degree: 2) |> ${step}`);
    expect(found).toEqual(problem === null ? [] : [problem]);
    if (problem !== null)
      expect(onlyMessage(`table made = s |> polynomial(degree: 2) |> ${step}`).help).toContain("chain of the model");
  });

  it("has no features that a transform of its table makes: their names, and what they are made of, are known with the data", () => {
    const table = "table made = s |> polynomial(degree: 2)";
    const warned = onlyMessage(`${table}\ntask b = regress(y, from: made)`);
    expect(warned).toMatchObject({ id: "type/unnamed-features", severity: "warning" });
    expect(warned.why).toContain("`city`");
    const named = typeComponents(`${table}\ntask b = regress(y, from: made, features: [city, x])`);
    expect(named.found).toEqual(["type/made-feature @ x"]);
    expect(typeComponents("table same = s |> clip(low: 0)\ntask b = regress(y, from: same)").found).toEqual([]);
  });

  it("leaves texts out of its defaults with a note, unless a transform of the file encodes them", () => {
    const noted = BASE.replace("city: category", "city: string");
    expect(typeText(noted).diagnostics.map(({ id, severity }) => [id, severity])).toEqual([
      ["type/feature-left-out", "info"],
    ]);
    const encoded = typeText(`${noted}transform e = { categorical: onehot() }`);
    expect(encoded.found).toEqual([]);
    expect(encoded.find("task", "t").features.map(({ column }) => column)).toContain("city");
    const named = noted.replace("lookback: 24h", "features: [city, x]");
    expect(typeText(named).found).toContain("type/feature-type @ city");
  });

  it.each([
    ["forecast(y, from: s, horizon: 6)", "type/unit-mismatch", "write `6h` for 6 steps"],
    ["forecast(y, from: s, horizon: 90min)", "type/not-a-multiple", "multiple of 1h"],
    ["forecast(y, from: s, horizon: 0h)", "param/out-of-range", "1h"],
    ["forecast(y, from: s)", "param/missing", "horizon: 24h"],
    ["forecast(y, horizon: 6h)", "param/missing", "from: table"],
    ["forecast(city, from: s, horizon: 6h)", "type/target-type", "column of numbers"],
    ["classify(x, from: s)", "type/target-type", "`regress`"],
    ["regress(yy, from: s)", "type/unknown-column", ""],
    ['classify(n, from: s, positive: "a")', "type/positive-type", "whole number"],
    ["regress(y, from: s, weight: city)", "type/weight-type", "`int` or `float`"],
    ["regress(y, from: s, claim: futur)", "type/claim-form", "`future(28d)`"],
    ["regress(y, from: s, quantiles: [0.5, 1.5])", "param/out-of-range", "between 0 and 1"],
    ["forcast(y, from: s)", "type/unknown-component", "did you mean `forecast`?"],
  ])("refuses %s: %s", (task, id, help) => {
    const found = onlyMessage(`task b = ${task}`);
    expect(found.id).toBe(id);
    expect(found.help).toContain(help);
  });
});

describe("a split", () => {
  it("has folds, parts and a default for shuffling", () => {
    const { split } = typeComponents("").find("split", "cv");
    expect(split).toMatchObject({ task: "t", folds: 3, folded: true, shuffle: false, inner: null });
    expect(split.parts).toEqual(["train", "val", "test", "dev", "all"]);
    const held = typeComponents("split b = holdout(t, test: 20%)").find("split", "b").split;
    expect(held).toMatchObject({ folds: 1, folded: false, parts: ["train", "test", "dev", "all"] });
  });

  it("may be nested; the inner task follows the outer", () => {
    const { find, found } = typeComponents(
      "split b = nested(kfold(t, folds: 5), kfold(folds: 3))\nsearch q = tpe(open, trials: 3) {\n  fit: b.inner.train\n  score: b.inner.val\n  minimize: mae\n}\nfit w = q.best on b.train",
    );
    expect(found).toEqual([]);
    expect(find("split", "b").split).toMatchObject({ folds: 5, inner: { folds: 3, task: "t" } });
    expect(find("fit", "w").folded).toBe(true);
  });

  it.each([
    ["split b = kfold(folds: 3)", "param/missing", "kfold(task, ...)"],
    ["split b = kfold(t, fold: 3)", "param/unknown", "did you mean `folds`?"],
    ["split b = kfold(t, folds: 1)", "param/out-of-range", "from 2 to 1000"],
    ["split b = expanding(t, folds: 1000000)", "param/out-of-range", "from 1 to 1000"],
    ["split b = holdout(t, test: 0.2)", "param/wrong-type", "`20%`"],
    ["split b = holdout(t, test: 120%)", "param/out-of-range", "100%"],
    ["split b = holdout(plain, test: 20%)", "type/wrong-kind", "there is `t`"],
    ["split b = group_kfold(t, by: cit)", "type/unknown-column", "`city`"],
    ["fit f = plain on cv", "type/wrong-kind", "`cv.train`"],
    ["fit f = plain on cv.trian", "type/no-partition", "did you mean `train`?"],
    ["fit f = plain on cv.calib", "type/no-partition", "calib: 20%"],
    ["fit f = plain on cv.inner.train", "type/no-partition", "`cv.train`"],
    ["split b = holdout(t, test: 20%)\nfit f = plain on b.val", "type/no-partition", "val: 20%"],
    ["fit f = plain on vc.train", "name/unknown-name", "`cv`"],
  ])("refuses %s: %s", (text, id, help) => {
    const found = onlyMessage(text);
    expect(found.id).toBe(id);
    expect(found.help).toContain(help);
  });

  it("durations need a time", () => {
    const text = 'source m = csv("m.csv") {\n  w: float\n  v: float @target\n}\ntask b = regress(v, from: m)\n';
    expect(typeText(`${text}split k = holdout(b, test: 30d)`).found).toEqual(["type/unit-mismatch @ 30d"]);
    expect(typeText(`${text}split k = holdout(b, test: 20%)`).find("split", "k").split.shuffle).toBe(true);
  });
});
