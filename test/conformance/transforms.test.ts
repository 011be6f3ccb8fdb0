// Every transform of the library keeps what it declares; wrong declarations are found out.
import { describe, expect, it } from "vitest";
import { transformDeclarations } from "../../stdlib/transforms/declarations.ts";
import { transformImplementations } from "../../stdlib/transforms/implementations.ts";
import { plantedTransforms } from "./planted-transforms.ts";
import { type AnyTransform, findTransformFaults } from "./transform-effects.ts";

describe("transforms keep what they declare", () => {
  it.each(transformDeclarations.map((declaration) => [declaration.name, declaration] as const))(
    "%s",
    (name, declaration) => {
      const implementation = transformImplementations[name] as unknown as AnyTransform;
      expect(findTransformFaults(declaration, implementation, 25)).toEqual([]);
    },
  );
});

describe("wrong declarations of transforms are found", () => {
  it.each(plantedTransforms.map((planted) => [planted.lie, planted] as const))(
    "%s",
    (_lie, { declaration, implementation, found }) => {
      expect(findTransformFaults(declaration, implementation, 5).join("\n")).toContain(found);
    },
  );
});
