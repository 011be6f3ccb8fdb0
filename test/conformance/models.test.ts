// Every model of the library keeps what it declares; wrong declarations are found.
import { describe, expect, it } from "vitest";
import type { ModelDeclaration } from "../../specs/component.ts";
import { modelDeclarations } from "../../stdlib/models/declarations.ts";
import { modelImplementations } from "../../stdlib/models/implementations.ts";
import { type AnyModel, type AnySeries, type AnyTabular, findModelFaults } from "./model-effects.ts";

// The list forgets parameter types; values drawn from the declaration fit by construction.
const implementations = modelImplementations as unknown as Readonly<Record<string, AnyModel>>;
const declared: readonly ModelDeclaration[] = modelDeclarations.filter((candidate) => candidate.family === "model");

describe("models keep what they declare", () => {
  it.each(declared.map((declaration) => [declaration.name, declaration] as const))("%s", (name, declaration) => {
    expect(findModelFaults(declaration, implementations[name]!, 6)).toEqual([]);
  });
});

const find = (name: string): ModelDeclaration => {
  const found = declared.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no model ${name}`);
  return found;
};
const ridge = implementations.ridge as AnyTabular;
const naive = implementations.naive as AnySeries;

/** Predicts the deviation from the mean of the rows that are predicted together. */
const batchwise: AnyTabular = {
  ...ridge,
  predict: (features, rows, state, params) => {
    const prediction = ridge.predict(features, rows, state, params);
    if (prediction.kind !== "values") return prediction;
    const mean = prediction.values.reduce((sum, value) => sum + value, 0) / rows;
    return { kind: "values", values: prediction.values.map((value) => value - mean) };
  },
};

/** Repeats the value after the origin. */
const clairvoyant: AnySeries = {
  ...naive,
  forecast: ({ values }, _series, origins, _state, _params, { horizon }) =>
    Float64Array.from(
      { length: origins.length * horizon },
      (_, i) => values[origins[Math.floor(i / horizon)]! + 1] ?? 0,
    ),
};

const LIES: readonly (readonly [string, ModelDeclaration, AnyModel, string])[] = [
  [
    "a linear model declared blind to monotone changes",
    { ...find("ridge"), invariantToMonotone: true },
    ridge,
    "monotone",
  ],
  ["a linear model declared to ignore features", { ...find("ridge"), ignoresFeatures: true }, ridge, "features matter"],
  ["a model that looks at the whole batch", find("ridge"), batchwise, "a row alone is predicted otherwise"],
  [
    "a model declared to take missing values",
    { ...find("logistic"), acceptsMissing: true },
    implementations.logistic!,
    "missing values",
  ],
  ["a forecast from after the origin", find("naive"), clairvoyant, "reads values after its origin"],
  [
    "trees declared without categories",
    { ...find("gradient_boosting"), acceptsCategories: false },
    implementations.gradient_boosting!,
    "`acceptsCategories`",
  ],
];

describe("wrong declarations of models are found", () => {
  it.each(LIES)("%s", (_lie, declaration, implementation, found) => {
    const findings = (): string => {
      try {
        return findModelFaults(declaration, implementation, 2).join("\n");
      } catch (error) {
        return String(error);
      }
    };
    expect(findings()).toContain(found);
  });
});
