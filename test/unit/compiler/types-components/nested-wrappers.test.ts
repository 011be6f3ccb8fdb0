import { describe, expect, it } from "vitest";
import { BASE, onlyMessage, typeComponents } from "./component-text.ts";

const TASK = `task p = classify(paid, from: s)
split h = holdout(p, test: 20%, val: 10%, calib: 10%)
fit l = logistic() on h.train
fit c = calibrated(l) on h.calib
fit c2 = { city: onehot() } |> calibrated(logistic()) on h.train
fit t2 = threshold(l) on h.calib
`;

describe("a combinator", () => {
  it.each([
    ["calibrated(calibrated(logistic()))", "`calibrated` stands around `calibrated`", "write it once"],
    ["threshold(threshold(logistic(), maximize: mcc))", "`threshold` stands around `threshold`", "write it once"],
    ["calibrated({ city: onehot() } |> calibrated(logistic()))", "`calibrated` stands around `calibrated`", ""],
    ["calibrated(choice(logistic(), calibrated(logistic())))", "`calibrated` stands around `calibrated`", ""],
    ["per_series(per_series(logistic()))", "`per_series` stands around `per_series`", "write it once"],
    ["calibrated(c)", "`calibrated` stands around `calibrated`", "write it once"],
    ["calibrated(c2)", "`calibrated` stands around `calibrated`", "write it once"],
    ["calibrated(t2)", "`calibrated` stands around `threshold`", "turn them round: `threshold(calibrated(model))`"],
    ["calibrated(threshold(logistic()))", "`calibrated` stands around `threshold`", "turn them round"],
  ])("does not stand around what it undoes or repeats: %s", (model, message, help) => {
    const found = onlyMessage(`${TASK}fit f = ${model} on h.val`);
    expect(found).toMatchObject({ id: "type/nested-wrapper", message });
    expect(found.help).toContain(help);
  });

  it.each([
    "threshold(calibrated(logistic()))",
    "threshold(c)",
    "calibrated(bagged(calibrated(logistic())))",
    "bagged(bagged(logistic()))",
    "calibrated(per_series(logistic()))",
  ])("may stand around others: %s", (model) => {
    expect(typeComponents(`${TASK}fit f = ${model} on h.val`).found).toEqual([]);
  });
});

describe("a list of columns", () => {
  it.each([
    ["fit f = drop(x, n, x) on s", "x"],
    ["fit f = impute(mean, by: [city, paid, city]) on s", "city"],
    ["task p = regress(n, from: s, features: [x, x])", "x"],
  ])("names none twice: %s", (text, column) => {
    const found = onlyMessage(text);
    expect(found).toMatchObject({ id: "param/repeated-column", message: `column \`${column}\` stands here twice` });
    // The second, not the first.
    expect(found.span.start).toBe(`${BASE}${text}`.lastIndexOf(column));
  });
});
