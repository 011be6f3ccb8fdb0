// A spec that is being written is broken most of the time. Whatever is missing, doubled or swapped: findings, never an exception.
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { check } from "../../../compiler/index.ts";
import { standardLibrary } from "../../../stdlib/declarations.ts";

const read = (name: string) => readFileSync(new URL(`../../fixtures/types/${name}`, import.meta.url), "utf8");
const texts = ["etth1.pipe", "tables.pipe", "error.retail.pipe"].map(read);

const findings = (text: string) => {
  const input = { main: { path: "main.pipe", text }, files: new Map(), lock: { sources: {} }, profiles: null };
  const result = check(input, standardLibrary, { set: {}, profile: null, strict: false, asOf: null });
  if (result.kind === "needs") throw new Error("needs");
  return result;
};

/** The words of a text with the white space before each. */
const words = (text: string) => text.match(/\s*(?:\w+|\S)/g) ?? [];

describe("broken specs", () => {
  const place = fc.record({ text: fc.constantFrom(...texts), at: fc.nat(100_000), other: fc.nat(100_000) });
  const broken = fc.oneof(
    place.map(({ text, at, other }) => text.slice(0, at % text.length) + text.slice((at % text.length) + (other % 40))),
    place.map(({ text, at, other }) => {
      const list = [...words(text)];
      const [a, b] = [at % list.length, other % list.length];
      const kept = list[a] ?? "";
      list[a] = list[b] ?? "";
      list[b] = kept;
      return list.join("");
    }),
    place.map(({ text, at, other }) => {
      const list = words(text);
      return [
        ...list.slice(0, at % list.length),
        list[other % list.length] ?? "",
        ...list.slice(at % list.length),
      ].join("");
    }),
  );

  it("give findings inside the text", () => {
    fc.assert(
      fc.property(broken, (text) => {
        for (const { span, related } of findings(text).diagnostics) {
          for (const one of [span, ...related.map((place) => place.span)]) {
            expect(one.start).toBeGreaterThanOrEqual(0);
            expect(one.end).toBeGreaterThanOrEqual(one.start);
            expect(one.end).toBeLessThanOrEqual(text.length);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it("give the same findings every time", () => {
    fc.assert(
      fc.property(broken, (text) => {
        expect(findings(text).diagnostics).toEqual(findings(text).diagnostics);
      }),
      { numRuns: 30 },
    );
  });
});
