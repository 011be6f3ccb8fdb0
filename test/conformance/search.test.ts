// Every sampler and pruner of the library keeps what all of them promise; ones that do not are found.
import { describe, expect, it } from "vitest";
import { prunerDeclarations, samplerDeclarations } from "../../stdlib/search/declarations.ts";
import { prunerImplementations, samplerImplementations } from "../../stdlib/search/implementations.ts";
import { type AnyPruner, type AnySampler, findPrunerFaults, findSamplerFaults } from "./search-effects.ts";

// The lists forget parameter types; values drawn from the declaration fit by construction.
const samplers = samplerImplementations as unknown as Readonly<Record<string, AnySampler>>;
const pruners = prunerImplementations as unknown as Readonly<Record<string, AnyPruner>>;

describe("samplers and pruners keep what they promise", () => {
  it.each(samplerDeclarations.map((declaration) => [declaration.name, declaration] as const))(
    "%s",
    (name, declaration) => {
      expect(findSamplerFaults(declaration, samplers[name]!, 25)).toEqual([]);
    },
  );
  it.each(prunerDeclarations.map((declaration) => [declaration.name, declaration] as const))(
    "%s",
    (name, declaration) => {
      expect(findPrunerFaults(declaration, pruners[name]!, 40)).toEqual([]);
    },
  );
});

describe("samplers and pruners that do not are found", () => {
  const declaration = samplerDeclarations[0]!;
  it("a sampler that leaves the ranges", () => {
    const outside: AnySampler = { suggest: (space) => Object.fromEntries(space.map(({ path }) => [path, -1])) };
    expect(findSamplerFaults(declaration, outside, 3).join("\n")).toContain("outside its range");
  });
  it("a sampler that counts its calls", () => {
    let calls = 0;
    const counting: AnySampler = { suggest: () => ({ p0: calls++ }) };
    expect(findSamplerFaults(declaration, counting, 3).join("\n")).toContain("another proposal");
  });
  it("a pruner that stops the best", () => {
    const faults = findPrunerFaults(prunerDeclarations[0]!, { prune: () => true }, 3);
    expect(faults.join("\n")).toContain("stops the best trial");
  });
});
