import { describe, expect, it } from "vitest";
import { SOURCE, typeText } from "./type-text.ts";

describe("order of declarations", () => {
  it("puts every declaration after those it uses, wherever it stands", () => {
    const { typed, found } = typeText(`table c = b |> where(x > 1)\ntable b = raw |> where(n > 1)\n${SOURCE}`);
    expect(found).toEqual([]);
    expect(typed.declarations.map(({ id }) => id)).toEqual(["raw", "b", "c"]);
    expect(typed.incomplete).toBe(false);
  });

  it("reports a circle once, with every use in it, and keeps independent declarations", () => {
    const text = `${SOURCE}table a = b |> where(x > 1)\ntable b = c\ntable c = a\ntable d = raw\ntable e = a`;
    const { typed, diagnostics, found } = typeText(text);
    expect(found).toEqual(["name/cycle @ a"]);
    expect(diagnostics[0]!.message).toContain("`a` -> `b` -> `c` -> `a`");
    expect(diagnostics[0]!.related.map(({ message }) => message)).toEqual([
      "`a` uses `b` here",
      "`b` uses `c` here",
      "`c` uses `a` here",
    ]);
    expect(typed.declarations.map(({ id }) => id)).toEqual(["raw", "d"]);
    expect(typed.incomplete).toBe(true);
  });

  it("does not take a column for a declaration of the same name", () => {
    expect(typeText(`${SOURCE}table x = raw |> derive { z = x + 1 }`).found).toEqual([]);
  });
});

describe("imports", () => {
  it("uses tables, params and lets of other files, merged or by alias", () => {
    const lib = `${SOURCE}let big = x > limit\nparam limit: int = 5\ntable clean = raw |> where(big)`;
    const merged = typeText('import "lib.pipe"\ntable t = clean |> where(big)', { "lib.pipe": lib });
    expect(merged.found).toEqual([]);
    expect(merged.typed.declarations.map(({ id }) => id)).toEqual(["raw", "clean", "t"]);
    const text = 'import "lib.pipe" as lib\ntable t = lib.clean |> derive { over = x > lib.limit, b = lib.big }';
    const aliased = typeText(text, { "lib.pipe": lib });
    expect(aliased.found).toEqual([]);
    expect(aliased.typed.declarations.map(({ id }) => id)).toEqual(["lib.raw", "lib.clean", "t"]);
    expect(aliased.typed.parameters).toEqual({ "lib.limit": 5 });
  });

  it("reports an unknown name behind an alias", () => {
    expect(typeText('import "lib.pipe" as lib\ntable t = lib.nope', { "lib.pipe": SOURCE }).found).toEqual([
      "name/unknown-name @ nope",
    ]);
  });
});

describe("silence after an error", () => {
  it.each([
    ["a broken param", "param limit: int = true\n", "raw |> where(x > limit)", ["type/param-value @ true"]],
    ["a circular let", "let p = q\nlet q = p\n", "raw |> where(x > p)", ["name/cycle @ p"]],
    ["a broken table", "table b = raw |> where(zz > 1)\n", "b |> where(zz > 1)", ["type/unknown-column @ zz"]],
  ])("%s is reported once", (_what, before, pipe, expected) => {
    expect(typeText(`${SOURCE}${before}table t = ${pipe}`).found).toEqual(expected);
  });
});

it("takes `param seed` as the seed of the spec", () => {
  expect(typeText("param seed: int = 7").typed.seed).toBe(7);
});

it("warns when a declaration has the name of a component", () => {
  const { found, typed } = typeText(`${SOURCE}table ridge = raw |> where(x > 1)\ntable t = ridge`);
  expect(found).toEqual(["lint/shadows-component @ ridge"]);
  expect(typed.incomplete).toBe(false);
});
