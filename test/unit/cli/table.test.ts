import pc from "picocolors";
import { describe, expect, it } from "vitest";
import { printTable, shorten, wrap } from "../../../cli/output/table.ts";

describe("printTable", () => {
  it("aligns columns and leaves no blanks at line ends", () => {
    const text = printTable(
      [{ title: "name" }, { title: "value", align: "right" }, { title: "note" }],
      [
        ["a", "1.5", ""],
        ["longer", "10", "x"],
      ],
    );
    expect(text).toBe("name    value  note\n──────  ─────  ────\na         1.5\nlonger     10  x\n");
  });

  it("does not count colours", () => {
    const { red } = pc.createColors(true);
    const lines = printTable(
      [{ title: "" }, { title: "" }],
      [
        [red("ab"), "x"],
        ["abcd", "y"],
      ],
    ).split("\n");
    expect(lines[0]).toBe(`${red("ab")}    x`.replace("    ", "    "));
    expect(lines[1]).toBe("abcd  y");
  });

  it("prints no head without titles, and nothing for no rows", () => {
    expect(printTable([{ title: "" }], [])).toBe("\n");
    expect(printTable([{ title: "a" }], [])).toBe("a\n─\n");
  });
});

it("shortens with an ellipsis, counting characters", () => {
  expect(shorten("abc", 3)).toBe("abc");
  expect(shorten("abcdef", 4)).toBe("abc…");
  expect(shorten("😀😀😀", 2)).toBe("😀…");
});

it("wraps at blanks and keeps long words whole", () => {
  expect(wrap("one two three", 7)).toBe("one two\nthree");
  expect(wrap("incomprehensible x", 5, "  ")).toBe("  incomprehensible\n  x");
});
