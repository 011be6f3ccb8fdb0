import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyEdits, applySafeFixes } from "../../../../compiler/diagnostics/apply-fixes.ts";
import type { Diagnostic, TextEdit } from "../../../../specs/diagnostic.ts";

const edit = (start: number, end: number, text: string, file = "a.pipe"): TextEdit => ({
  span: { file, start, end },
  text,
});
const finding = (edits: readonly TextEdit[], safe = true): Diagnostic => ({
  id: "syntax/x",
  severity: "error",
  span: edits[0]?.span ?? { file: "a.pipe", start: 0, end: 0 },
  message: "",
  why: "",
  help: "",
  related: [],
  entries: [],
  fixes: [{ title: "", safe, edits }],
});
const texts: Record<string, string> = { "a.pipe": "0123456789", "b.pipe": "abc" };
const textOf = (file: string): string | undefined => texts[file];

describe("applySafeFixes", () => {
  it("applies edits of several files and findings", () => {
    const outcome = applySafeFixes(
      [finding([edit(8, 9, "X"), edit(0, 1, "", "b.pipe")]), finding([edit(2, 4, "--")])],
      textOf,
    );
    expect(Object.fromEntries(outcome.texts)).toEqual({ "a.pipe": "01--4567X9", "b.pipe": "bc" });
    expect(outcome.applied).toHaveLength(2);
  });

  it("skips a fix whole when one of its edits overlaps", () => {
    const outcome = applySafeFixes([finding([edit(2, 5, "")]), finding([edit(0, 1, "X"), edit(4, 6, "Y")])], textOf);
    expect(outcome.texts.get("a.pipe")).toBe("0156789");
    expect(outcome.skipped).toHaveLength(1);
  });

  it("skips a second insertion at one place, and one at the edge of a replacement", () => {
    const outcome = applySafeFixes(
      [finding([edit(3, 3, "X")]), finding([edit(3, 3, "Y")]), finding([edit(1, 3, "Z")])],
      textOf,
    );
    expect(outcome.texts.get("a.pipe")).toBe("012X3456789");
    expect(outcome.skipped).toHaveLength(2);
  });

  it("leaves unsafe fixes and files that are not at hand", () => {
    const outcome = applySafeFixes([finding([edit(0, 1, "")], false), finding([edit(0, 1, "", "c.pipe")])], textOf);
    expect(outcome).toEqual({ texts: new Map(), applied: [], skipped: [] });
  });

  it("does not depend on the order of the edits", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(9), { maxLength: 6 }), (places) => {
        const edits = places.map((at) => edit(at, at + 1, `<${at}>`));
        expect(applyEdits(texts["a.pipe"]!, edits)).toBe(applyEdits(texts["a.pipe"]!, [...edits].reverse()));
      }),
    );
  });
});
