import { expect, it } from "vitest";
import { ComponentError } from "../../../../runtime/component.ts";
import { highestRanked } from "../../../../runtime/explain/ranking.ts";
import { unlessRefused } from "../../../../runtime/explain/unless-refused.ts";
import type { FittedModel } from "../../../../runtime/model/fitted.ts";
import { createLibrary } from "../../../../runtime/model/library.ts";
import { standardLibrary } from "../../../../stdlib/declarations.ts";
import { implementations } from "../../../../stdlib/implementations.ts";

const library = createLibrary(implementations, standardLibrary.components);
const linear = (coefficients: Readonly<Record<string, number>>): FittedModel => ({
  kind: "tabular",
  component: "linear",
  params: {},
  features: [],
  state: {
    names: Object.keys(coefficients),
    coefficients: Float64Array.from(Object.values(coefficients)),
    intercept: 0,
  },
  rounds: null,
});

it("levels count for the feature that they are levels of", () => {
  const model = linear({ age: 2, "city=Ulm": -1, "city=a=b": 1.5, "x=y": 0.1, nothing: 0 });
  const rank = (count: number) => [...highestRanked(model, library, ["age", "city", "x=y", "unused"], count)!];
  expect(rank(2)).toEqual(["city", "age"]);
  expect(rank(9)).toEqual(["city", "age", "x=y"]);
});

it("what was made of several features ranks none of them", () => {
  expect(highestRanked(linear({ age: 2, pca_1: 1 }), library, ["age", "city"], 2)).toBeNull();
});

it("a refusal is no answer, a fault is one", () => {
  expect(unlessRefused(() => 3)).toBe(3);
  expect(
    unlessRefused(() => {
      throw new ComponentError("data/missing-values", "no", "help");
    }),
  ).toBeNull();
  expect(() =>
    unlessRefused(() => {
      throw new TypeError("a fault");
    }),
  ).toThrow("a fault");
});
