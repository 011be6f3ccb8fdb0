// Every table step that a plan can hold keeps what it declares about rows; wrong declarations are found.
import { describe, expect, it } from "vitest";
import { stepDeclarations } from "../../stdlib/steps/declarations.ts";
import { findStepFaults, untried } from "./step-effects.ts";

describe("table steps keep what they declare", () => {
  it("rows and copies", async () => expect(await findStepFaults(stepDeclarations)).toEqual([]));
  it("leaves none out", () => expect(untried(stepDeclarations)).toEqual([]));
});

describe("wrong declarations of table steps are found", () => {
  const declared = (name: string) => stepDeclarations.find((candidate) => candidate.name === name)!;
  it("a union that says it makes no copies", async () => {
    expect(await findStepFaults([{ ...declared("union"), copies: false }])).toEqual([
      "union: `copies: false`, but a row comes out more than once",
    ]);
  });
  it("a filter that says it keeps all rows", async () => {
    expect((await findStepFaults([{ ...declared("dedupe"), rows: "map" }])).join("\n")).toContain("rows come and go");
  });
});
