import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readText } from "../../../../compiler/names/param-type.ts";
import { resolveNames } from "./program.ts";

const values = (text: string, input: Parameters<typeof resolveNames>[2] = {}) => {
  const { params, diagnostics, ids } = resolveNames(text, {}, input);
  return { value: (name: string) => params.get(name)?.value, params, diagnostics, ids };
};

describe("params", () => {
  it("reads the default of every type", () => {
    const { value, ids } = values(`
param a: int = 10_000
param b: float = 20%
param c: bool = true
param d: string = "x"
param e: duration = 36h
param f: date = 2024-01-31
param g: timestamp = 2024-01-31
param h: ["fast", "good"] = "fast"
param i: int = a * 2 - 1
param j: string = env("HOST")
param k: string = secret("TOKEN")`);
    expect(ids).toEqual([]);
    expect(value("a")).toBe(10_000);
    expect(value("b")).toBeCloseTo(0.2);
    expect(value("e")).toEqual({ months: 0, milliseconds: 36 * 3_600_000 });
    expect(value("g")).toBe("2024-01-31T00:00:00Z");
    expect(value("h")).toBe("fast");
    expect(value("i")).toBe(19_999);
    expect(value("j")).toEqual({ $env: "HOST" });
    expect(value("k")).toEqual({ $secret: "TOKEN" });
  });

  it("lets `--set` outrank the profile, and the profile the file", () => {
    const text = "param a: int = 1\nparam b: int = 1\nparam c: int = 1";
    const profiles = { prod: { b: 2, c: 2 } };
    const { value, ids } = values(text, { profile: "prod", profiles, set: { c: "3" } });
    expect([value("a"), value("b"), value("c")]).toEqual([1, 2, 3]);
    expect(ids).toEqual([]);
  });

  it("reports a value that does not fit at its place", () => {
    const text = 'param trials: int = "many"';
    const { diagnostics } = values(text);
    expect(diagnostics.map((d) => [d.id, text.slice(d.span.start, d.span.end)])).toEqual([
      ["type/param-value", '"many"'],
    ]);
    expect(diagnostics[0]!.message).toBe('`"many"` is not an `int`, the type of param `trials`');
  });

  it.each([
    ["param a: int = 1", { set: { a: "1.5" } }, "type/param-value"],
    ["param a: duration = 1h", { set: { a: "24" } }, "type/param-value"],
    ["param a: date = 2024-01-01", { set: { a: "2024-02-30" } }, "type/param-value"],
    ['param a: ["x", "y"] = "z"', {}, "type/param-value"],
    ['param a: int = env("N")', {}, "type/param-value"],
    ["param a: int", {}, "type/param-missing"],
    ["param a: integer = 1", {}, "type/param-type"],
    ["param a: int = mean(x)", {}, "type/param-not-constant"],
    ["param a: int = b\nparam b: int = a", {}, "name/cycle"],
    ["param trials: int = 1", { set: { trails: "2" } }, "name/unknown-set"],
    ["param a: int = 1", { profile: "prod", profiles: { production: {} } }, "name/unknown-profile"],
    ["param a: int = 1", { profile: "p", profiles: { p: { aa: 1 } } }, "name/profile-unknown-param"],
    ["param a: int = 1", { profile: "p", profiles: { p: { a: "one" } } }, "type/param-value"],
  ])("%s %j gives %s", (text, input, id) => {
    expect(values(text, input).ids).toEqual([id]);
  });

  it("suggests near names", () => {
    const { diagnostics } = values("param trials: int = 1", { set: { trails: "2" } });
    expect(diagnostics[0]!.help).toBe("did you mean `trials`?");
  });

  it("keeps a param without a good value apart, so that its uses stay silent", () => {
    expect(values("param a: int = true").params.get("a")).toBeNull();
  });

  it("reads every whole number and every duration back", () => {
    fc.assert(fc.property(fc.maxSafeInteger(), (n) => readText(String(n), { kind: "int" }) === n));
    fc.assert(
      fc.property(fc.nat(10_000), fc.constantFrom("ms", "s", "min", "h", "d", "w", "mo", "q", "y"), (n, unit) => {
        const duration = readText(`${n}${unit}`, { kind: "duration" });
        return duration !== null && typeof duration === "object" && "months" in duration;
      }),
    );
  });
});
