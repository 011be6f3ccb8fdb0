// Every metric of the library keeps what it declares; wrong declarations are found.
import { describe, expect, it } from "vitest";
import type { MetricDeclaration } from "../../specs/component.ts";
import { metricDeclarations } from "../../stdlib/metrics/declarations.ts";
import { metricImplementations } from "../../stdlib/metrics/implementations.ts";
import { type AnyMetric, findMetricFaults } from "./metric-effects.ts";

// The list forgets parameter types; values drawn from the declaration fit by construction.
const implementations = metricImplementations as unknown as Readonly<Record<string, AnyMetric>>;
const declared: readonly MetricDeclaration[] = metricDeclarations;

describe("metrics keep what they declare", () => {
  it.each(declared.map((declaration) => [declaration.name, declaration] as const))("%s", (name, declaration) => {
    expect(findMetricFaults(declaration, implementations[name]!, 10)).toEqual([]);
  });
});

describe("wrong declarations of metrics are found", () => {
  const mae = declared.find(({ name }) => name === "mae")!;
  it("an error that is said to be better when it is larger", () => {
    const faults = findMetricFaults({ ...mae, direction: "maximize" }, implementations.mae!, 2);
    expect(faults.join("\n")).toContain("`maximize`, but a perfect prediction");
  });
  it("a mean that forgets the weights", () => {
    const unweighted: AnyMetric = {
      prepare: (input, params) => {
        const compute = implementations.mae!.prepare(input, params);
        return () => compute(null);
      },
    };
    expect(findMetricFaults(mae, unweighted, 2).join("\n")).toContain("weights give");
  });
});
