// Every function of the library keeps what it declares, in the data engine; wrong declarations are found.
import { describe, expect, it } from "vitest";
import type { FunctionDeclaration } from "../../specs/component.ts";
import type { ColumnType } from "../../specs/data-type.ts";
import { functionDeclarations } from "../../stdlib/functions/declarations.ts";
import { functionImplementations } from "../../stdlib/functions/implementations.ts";
import { findFunctionFaults } from "./function-effects.ts";

describe("functions keep what they declare", () => {
  it("reach, kind and missing values of every function", async () => {
    expect(await findFunctionFaults(functionDeclarations, functionImplementations, 8)).toEqual([]);
  });
});

const declared = (name: string): FunctionDeclaration => {
  const found = functionDeclarations.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no function ${name}`);
  return found;
};

function neverMissing(args: readonly ColumnType[]): ColumnType | null {
  const type = declared("+").result(args);
  return type === null ? null : { ...type, nullable: false };
}

const LIES: readonly (readonly [string, FunctionDeclaration, string])[] = [
  [
    "a centred mean declared trailing",
    { ...declared("rolling_mean"), reach: { kind: "trailing", window: "window", center: null } },
    "reads outside of its reach `trailing`",
  ],
  [
    "a lead declared a lag",
    { ...declared("lead"), reach: { kind: "lag", by: "k" } },
    "reads outside of its reach `lag`",
  ],
  ["a difference declared its own row", { ...declared("diff"), reach: { kind: "row" } }, "outside of its reach `row`"],
  ["a backward fill declared a prefix", { ...declared("fill_backward"), reach: { kind: "prefix" } }, "`prefix`"],
  ["an interpolation declared a prefix", { ...declared("interpolate"), reach: { kind: "prefix" } }, "`prefix`"],
  ["a mean declared whole numbers", { ...declared("expanding_mean"), result: () => intType(true) }, "declared `int`"],
  ["a value declared a presence", { ...declared("abs"), reads: "presence" }, "the value matters"],
  [
    "a size declared a statistic of the table",
    { ...declared("abs"), reach: { kind: "table" } },
    "never seen to matter",
  ],
  ["a product that hides missing values", { ...declared("+"), result: neverMissing }, "not nullable"],
];

const intType = (nullable: boolean) => ({ kind: "int", shape: [], nullable }) as const;

describe("wrong declarations of functions are found", () => {
  it.each(LIES)("%s", async (_lie, declaration, found) => {
    expect((await findFunctionFaults([declaration], functionImplementations, 8)).join("\n")).toContain(found);
  });
});
