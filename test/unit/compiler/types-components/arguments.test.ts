import { describe, expect, it } from "vitest";
import type { Argument } from "../../../../compiler/types/typed.ts";
import { onlyMessage, typeComponents } from "./component-text.ts";

/** Arguments of `model a = <call>`. */
function argsOf(call: string, before = ""): Readonly<Record<string, Argument>> {
  const { model } = typeComponents(`${before}\nmodel a = ${call}`).find("model", "a");
  if (model.kind !== "estimator") throw new Error("not an estimator");
  return model.call.args;
}

const json = (argument: Argument | undefined) => (argument?.value.kind === "json" ? argument.value.json : undefined);

describe("arguments of a component", () => {
  it("go to parameters by name, by place, and by alias; the rest are defaults", () => {
    const args = argsOf("gradient_boosting(60, learning_rate: 5%)");
    expect(json(args.rounds)).toBe(60);
    expect(json(args.learning_rate)).toBe(0.05);
    expect(args.leaves).toMatchObject({ given: false });
    expect(args.rounds).toMatchObject({ given: true });
  });

  it("may be params, lets and arithmetic", () => {
    expect(json(argsOf("gradient_boosting(rounds: k * 10 + 5)", "param k: int = 6").rounds)).toBe(65);
    expect(json(argsOf("gradient_boosting(rounds: many)", "let many = 70").rounds)).toBe(70);
    expect(json(argsOf("gradient_boosting(growth: how)", 'param how: string = "depthwise"').growth)).toBe("depthwise");
  });

  it("a word of an enum outranks a param of the same name", () => {
    expect(json(argsOf("gradient_boosting(growth: depthwise)", "param depthwise: int = 6").growth)).toBe("depthwise");
  });

  it("a duration stays a duration where rows are allowed too", () => {
    expect(json(argsOf("seasonal_naive(24h)").period)).toEqual({ months: 0, milliseconds: 86_400_000 });
    expect(json(argsOf("seasonal_naive(24)").period)).toBe(24);
  });

  it("null means none where that is the default", () => {
    expect(typeComponents("transform a = onehot(max: null)").found).toEqual([]);
  });

  it("environment values stay symbolic in texts and are refused elsewhere", () => {
    expect(typeComponents('source b = csv(env("DATA")) { v: int }').find("source", "b").call.args.path).toMatchObject({
      value: { kind: "json", json: { $env: "DATA" } },
    });
    expect(onlyMessage('model a = gradient_boosting(rounds: env("N"))').id).toBe("param/run-time-value");
  });
});

describe("what arguments refuse", () => {
  it.each([
    ["ridge(alfa: 1)", "param/unknown", "`ridge` has no parameter `alfa`", "`alpha`"],
    ["gradient_boosting(learn_rate: 1)", "param/unknown", "`learn_rate`", "did you mean `learning_rate`?"],
    ["ridge(-1)", "param/out-of-range", "must be at least 0, not `-1`", "at least 0"],
    ["random_forest(trees: 1000000)", "param/out-of-range", "from 1 to 100000, not `1000000`", "from 1 to 100000"],
    ["lightgbm(n_estimators: 1000000)", "param/out-of-range", "from 1 to 100000, not `1000000`", "from 1 to 100000"],
    ["bagged(ridge(), n: 1000000)", "param/out-of-range", "from 2 to 10000, not `1000000`", "from 2 to 10000"],
    ["mlp(hidden: [1000000])", "param/out-of-range", "from 1 to 10000, not `1000000`", "from 1 to 10000"],
    ["ridge(alpha: 1, alpha: 2)", "param/duplicate", "`alpha` is given twice", "remove"],
    ["ridge(1, true, 3, 4)", "param/too-many", "at most 2 arguments", "name the parameter"],
    ["ridg()", "type/unknown-component", "there is no model `ridg`", "did you mean `ridge`?"],
    ["standardize()", "type/wrong-kind", "`standardize` is a transform, but a model is needed here", "|> estimator"],
    ["mae", "type/wrong-kind", "`mae` is a metric", ""],
    ["gradient_boosting(growth: leafwis)", "param/not-allowed", "`leafwis` is not a value", "did you mean `leafwise`?"],
    ["gradient_boosting(growth: 3)", "param/wrong-type", "takes `leafwise`, `depthwise` or `symmetric`", ""],
    ["gradient_boosting(rounds: 1.5)", "param/wrong-type", "takes an int from 1 to 100000, not `1.5`", ""],
    ["gradient_boosting(rounds: 24h)", "type/unit-mismatch", "a duration, but a plain int is needed", "without a unit"],
    ["seasonal_naive(1.5)", "type/unit-mismatch", "a bare number", "add a unit"],
    ["calibrated(ridge(), methd: isotonic)", "param/unknown", "`methd`", "it takes `model` and `method`"],
    ["direct()", "param/missing", "`direct` needs `model`", "direct(ridge())"],
  ])("%s: %s", (call, id, message, help) => {
    const found = onlyMessage(`model a = ${call}`);
    expect(found.id).toBe(id);
    expect(found.message).toContain(message);
    expect(found.help).toContain(help);
  });

  it.each([
    ["impute(medan)", "param/not-allowed", "`mean`, `median`, `mode`, `forward` or `constant(...)`"],
    ["impute(constant())", "param/wrong-type", ""],
    ["impute(indicator: 3)", "param/wrong-type", ""],
    ["onehot(max: 0)", "param/out-of-range", ""],
  ])("transform %s: %s", (call, id, why) => {
    const found = onlyMessage(`transform a = ${call}`);
    expect(found.id).toBe(id);
    expect(found.why).toContain(why);
  });

  it("a misspelt name is not also missing", () => {
    expect(typeComponents("task b = forecast(y, from: s, horizn: 6h)").found).toEqual(["param/unknown @ horizn"]);
  });
});

describe("nested components", () => {
  it("are words, forms with a literal, and choices of both", () => {
    const args = (text: string) => {
      const { transform } = typeComponents(`transform a = ${text}`).find("transform", "a");
      return transform.kind === "component" ? transform.call.args : {};
    };
    expect(args("impute(median)").strategy).toMatchObject({ value: { kind: "json", json: "median" } });
    expect(args("impute(constant(0))").strategy).toMatchObject({
      value: { kind: "component", call: { component: "constant", args: { value: { value: { json: 0 } } } } },
    });
    expect(args("impute(choice(median, constant(0)))").strategy).toMatchObject({
      value: {
        kind: "open",
        distribution: { kind: "choice", options: ["median", { component: "constant", params: { value: 0 } }] },
      },
    });
  });

  it("metrics may stand in arguments", () => {
    const { found } = typeComponents(
      "fit a = plain on cv.dev\nfit b = naive() on cv.dev\nensemble e = best_of(a, b, by: rmse) on cv.val",
    );
    expect(found).toEqual([]);
  });
});
