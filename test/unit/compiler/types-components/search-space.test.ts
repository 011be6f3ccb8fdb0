import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { onlyMessage, typeComponents } from "./component-text.ts";

const openOf = (model: string) => typeComponents(`model a = ${model}`).find("model", "a").open;

describe("open parameters", () => {
  it("are ranges with ends of one kind, steps, logs and choices", () => {
    const open = openOf(`gradient_boosting(
      rounds: 50..300 step 50, learning_rate: 0.01..0.1 log, max_depth: 3..10, growth: choice(leafwise, depthwise))`);
    expect(open.map(({ path, distribution }) => [path, distribution])).toEqual([
      ["model.rounds", { kind: "int", low: 50, high: 300, step: 50, log: false }],
      ["model.learning_rate", { kind: "float", low: 0.01, high: 0.1, step: null, log: true }],
      ["model.max_depth", { kind: "int", low: 3, high: 10, step: 1, log: false }],
      ["model.growth", { kind: "choice", options: ["leafwise", "depthwise"] }],
    ]);
  });

  it("have paths that say where they stand", () => {
    const text = "impute(choice(mean, median)) |> { numeric: onehot(max: 5..9) } |> direct(ridge(alpha: 0.1..1))";
    expect(openOf(text).map(({ path }) => path)).toEqual(["steps.0.strategy", "steps.1.0.0.max", "direct.model.alpha"]);
  });

  it("inside a choice are active under their option", () => {
    const open = openOf("choice(ridge(alpha: 0.1..1), naive())");
    expect(open.map(({ path, when }) => [path, when])).toEqual([
      ["choice", null],
      ["choice.0.model.alpha", { kind: "compare", parameter: "choice", operator: "==", value: 0 }],
    ]);
  });

  it("come after what their condition reads, and conditions name paths", () => {
    const open = openOf(
      "gradient_boosting(max_depth: 3..10 when growth == depthwise, growth: choice(leafwise, depthwise))",
    );
    expect(open.map(({ path }) => path)).toEqual(["model.growth", "model.max_depth"]);
    expect(open[1]?.when).toEqual({ kind: "compare", parameter: "model.growth", operator: "==", value: "depthwise" });
  });

  it("a condition on fixed parameters is decided at once", () => {
    const [only] = openOf("gradient_boosting(growth: depthwise, max_depth: 3..10 when growth == depthwise)");
    expect(only?.when).toBeNull();
  });

  it("a place in the spec is one dimension, also when it is used twice", () => {
    const { find } = typeComponents("model both = choice(open, direct(open))");
    expect(find("model", "both").open.map(({ path }) => path)).toEqual(["choice", "choice.0.model.alpha"]);
  });
});

describe("open parameters refuse", () => {
  it.each([
    ["rounds: 300..50", "param/bad-range", "50..300"],
    ["rounds: 0..50 log", "param/bad-range", "begin above 0"],
    ["rounds: 0..50", "param/out-of-range", "from 1 to 100000"],
    ["rounds: 10..50 step 0", "param/bad-range", "positive step"],
    ["rounds: 10..50 step 60", "param/bad-range", "smaller step"],
    ["rounds: 1..50 step 2 log", "param/bad-range", "remove one"],
    ["rounds: 1h..5h", "type/unit-mismatch", "plain numbers"],
    ["rounds: 0.5..50", "param/wrong-type", "int"],
    ["growth: choice(leafwise)", "param/bad-range", "choice(a, b)"],
    ["growth: choice(leafwise, leafwise)", "param/bad-range", "remove one"],
    ["growth: choice(leafwise, deep)", "param/not-allowed", ""],
    ["max_depth: 4 when growth == depthwise", "param/condition-without-range", "choice(...)"],
    ["max_depth: 3..9 when grow == depthwise", "param/bad-condition", "did you mean `growth`?"],
    ["max_depth: 3..9 when max_depth == 3", "param/bad-condition", "another parameter"],
    ["max_depth: 3..9 when growth == depthwis", "param/not-allowed", "did you mean `depthwise`?"],
    ["max_depth: 3..9 when growth == depthwise", "param/never-active", "correct the condition"],
    ["max_depth: 3..9 when rounds > 100 and rounds < 50, rounds: 10..500", "param/never-active", ""],
    ["max_depth: 3..9 when not (rounds > 5), rounds: 10..500", "param/never-active", ""],
  ])("%s: %s", (args, id, help) => {
    const found = onlyMessage(`model a = gradient_boosting(${args})`);
    expect(found.id).toBe(id);
    expect(found.help).toContain(help);
  });

  it("a parameter that is not to be searched", () => {
    const found = onlyMessage("split b = kfold(t, folds: 3..5)");
    expect(found.id).toBe("param/not-searchable");
  });

  it("exactly the conditions that no value fulfils", () => {
    const int = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(int, int, int, fc.constantFrom("==", "<", "<=", ">", ">=", "!="), (a, b, value, operator) => {
        const [low, high] = a < b ? [a, b] : [b, a + 1];
        const range = Array.from({ length: high - low + 1 }, (_, i) => low + i);
        const holds =
          {
            "==": (x: number) => x === value,
            "!=": (x: number) => x !== value,
            "<": (x: number) => x < value,
            "<=": (x: number) => x <= value,
            ">": (x: number) => x > value,
            ">=": (x: number) => x >= value,
          }[operator] ?? (() => false);
        const text = `model a = gradient_boosting(max_depth: 3..9 when rounds ${operator} ${value}, rounds: ${low}..${high})`;
        const ids = typeComponents(text).diagnostics.map(({ id }) => id);
        expect(ids).toEqual(range.some(holds) ? [] : ["param/never-active"]);
      }),
      { numRuns: 40 },
    );
  });
});
