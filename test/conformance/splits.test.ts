// Every split of the library keeps what it declares; wrong declarations are found.
import { describe, expect, it } from "vitest";
import type { SplitDeclaration } from "../../specs/component.ts";
import { splitDeclarations } from "../../stdlib/splits/declarations.ts";
import { findSplitFaults } from "./split-effects.ts";

describe("splits keep what they declare", () => {
  it.each(splitDeclarations.map((declaration) => [declaration.name, declaration] as const))(
    "%s",
    (_name, declaration) => {
      expect(findSplitFaults(declaration, 120)).toEqual([]);
    },
  );
});

const declared = (name: string): SplitDeclaration => splitDeclarations.find((candidate) => candidate.name === name)!;

describe("wrong declarations of splits are found", () => {
  it("k folds that say judged rows are later", () => {
    const lie: SplitDeclaration = { ...declared("kfold"), separates: "later", trainsAfterJudged: false };
    const faults = findSplitFaults(lie, 40).join("\n");
    expect(faults).toContain("`later`, but a training label is not known yet");
    expect(faults).toContain("training rows stand after judged ones");
  });
  it("k folds that say groups are kept together", () => {
    expect(findSplitFaults({ ...declared("kfold"), separates: "groups" }, 40).join("\n")).toContain(
      "a group stands on",
    );
  });
  it("blocks of rows at random that say they keep a distance", () => {
    expect(findSplitFaults({ ...declared("kfold"), separates: "blocks" }, 40).join("\n")).toContain("overlap");
  });
});
