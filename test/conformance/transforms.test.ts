// Every transform of the library keeps what it declares; wrong declarations are found out.
import { describe, expect, it } from "vitest";
import type { TransformDeclaration } from "../../specs/component.ts";
import { functionDeclarations } from "../../stdlib/functions/declarations.ts";
import { transformDeclarations } from "../../stdlib/transforms/declarations.ts";
import { transformImplementations } from "../../stdlib/transforms/implementations.ts";
import { plantedTransforms } from "./planted-transforms.ts";
import { type AnyTransform, findTransformFaults, findWindowFaults } from "./transform-effects.ts";

const all: readonly TransformDeclaration[] = transformDeclarations;
const windows = all.filter(({ window }) => window !== undefined);
const implemented = all.filter(({ window }) => window === undefined || window.when !== undefined);

describe("windows in chains are what their functions are", () => {
  it.each(windows.map((declaration) => [declaration.name, declaration] as const))("%s", (_, declaration) => {
    expect(findWindowFaults(declaration, functionDeclarations)).toEqual([]);
  });

  it("finds wrong ones", () => {
    const honest = windows.find(({ name }) => name === "difference");
    const found = (change: Partial<TransformDeclaration>) =>
      findWindowFaults({ ...honest!, ...change } as TransformDeclaration, functionDeclarations).join("\n");
    expect(found({ window: { function: "lead", parameter: "k" } })).toContain("does not look back");
    expect(found({ window: { function: "fill_backward" } })).toContain("does not look back");
    expect(found({ window: { function: "rolling_mean", parameter: "window" } })).toContain("does not look back");
    expect(found({ accepts: ["string"] })).toContain("string");
    expect(found({ causal: false })).toContain("more than its function");
  });
});

describe("transforms keep what they declare", () => {
  it.each(implemented.map((declaration) => [declaration.name, declaration] as const))("%s", (name, declaration) => {
    const implementation = transformImplementations[name] as unknown as AnyTransform;
    expect(findTransformFaults(declaration, implementation, 25)).toEqual([]);
  });
});

describe("wrong declarations of transforms are found", () => {
  it.each(plantedTransforms.map((planted) => [planted.lie, planted] as const))(
    "%s",
    (_lie, { declaration, implementation, found }) => {
      expect(findTransformFaults(declaration, implementation, 5).join("\n")).toContain(found);
    },
  );
});
