// Every entry of the leakage catalogue that the compiler decides, with at least three specs that have the leak, found under its
// id at its span and attributed to it, and at least as many twins without it. Then what must not be taken for a leak.
import { describe, expect, it } from "vitest";
import { check } from "../../../../../compiler/index.ts";
import type { Diagnostic, Fix } from "../../../../../specs/diagnostic.ts";
import { choicesAndClaims } from "./choices-and-claims.cases.ts";
import { cleanCombinations } from "./clean-combinations.ts";
import { type Case, spec } from "./domains.ts";
import { COVERED_ELSEWHERE, DECIDED } from "./entries.ts";
import { features } from "./features.cases.ts";
import { fittedRows } from "./fitted-rows.cases.ts";
import { withPlugins } from "./further-components.ts";
import { time } from "./time.cases.ts";

const CASES: readonly Case[] = [...fittedRows, ...features, ...time, ...choicesAndClaims];

function diagnosticsOf(text: string, strict = false): readonly Diagnostic[] {
  const main = { path: "spec.pipe", text };
  const options = { set: {}, profile: null, strict, asOf: null };
  const result = check({ main, files: new Map(), lock: { sources: {} }, profiles: {} }, withPlugins, options);
  if (result.kind === "needs") throw new Error("a test spec needs other files");
  return result.diagnostics;
}

const isError = ({ severity }: Diagnostic): boolean => severity === "error";
const shown = (text: string, found: readonly Diagnostic[]): readonly string[] =>
  found.map(({ id, span, message }) => `${id} at ${text.slice(span.start, span.end)}: ${message}`);

function apply(text: string, fix: Fix): string {
  const edits = [...fix.edits].sort((a, b) => b.span.start - a.span.start);
  return edits.reduce((now, { span, text: by }) => now.slice(0, span.start) + by + now.slice(span.end), text);
}

describe("leaks by entry", () => {
  it.each(CASES.map((one, i) => [`${one.entry} ${one.id} in ${one.domain.name} (${i})`, one] as const))(
    "%s",
    (_name, { entry, id, at, domain, wrong, strict }) => {
      const text = spec(domain, wrong);
      const found = diagnosticsOf(text, strict);
      const errors = found
        .filter(isError)
        // Strict mode asks about every column; the case is about one of them.
        .filter((one) => !strict || (one.id === id && text.slice(one.span.start, one.span.end) === at));
      expect(shown(text, errors).join("\n"), text).toContain(`${id} at ${at}`);
      const ours = errors.filter((one) => one.id === id && text.slice(one.span.start, one.span.end) === at);
      expect(errors.length, shown(text, errors).join("\n")).toBe(ours.length);
      for (const finding of ours) {
        expect(finding.entries).toContain(entry);
        expect(finding.why).not.toBe("");
        expect(finding.related.length, "the path from cause to effect").toBeGreaterThan(strict ? -1 : 0);
        for (const fix of finding.fixes) {
          const left = diagnosticsOf(apply(text, fix), strict).filter(isError);
          const remaining = shown(
            text,
            errors.filter((one) => one !== finding),
          );
          expect(left.length, `after "${fix.title}": ${left.map(({ message }) => message)}`).toBeLessThanOrEqual(
            remaining.length,
          );
        }
      }
    },
  );
});

describe("their twins", () => {
  it.each(CASES.map((one, i) => [`${one.entry} ${one.domain.name} (${i})`, one] as const))(
    "%s",
    (_name, { domain, right, strict, id }) => {
      const text = spec(domain, right);
      const errors = diagnosticsOf(text, strict).filter(isError);
      const relevant = strict ? errors.filter((one) => one.id === id) : errors;
      expect(shown(text, relevant), text).toEqual([]);
    },
  );
});

describe("clean combinations", () => {
  it.each(cleanCombinations)("%s", (_name, text) => {
    expect(shown(text, diagnosticsOf(text).filter(isError)), text).toEqual([]);
  });
});

describe("the corpus as a whole", () => {
  it("has three leaky specs and three clean twins for every entry that is decided", () => {
    const count = new Map<string, number>();
    for (const { entry } of CASES) count.set(entry, (count.get(entry) ?? 0) + 1);
    const short = DECIDED.filter((entry) => (count.get(entry) ?? 0) < 3);
    expect(short).toEqual([]);
    expect([...count.keys()].filter((entry) => !DECIDED.includes(entry))).toEqual([]);
    expect(DECIDED.filter((entry) => entry in COVERED_ELSEWHERE)).toEqual([]);
  });

  it("has no spec twice", () => {
    const wrong = CASES.map(({ domain, wrong }) => spec(domain, wrong));
    expect(new Set(wrong).size).toBe(wrong.length);
    const clean = new Set([
      ...CASES.map(({ domain, right }) => spec(domain, right)),
      ...cleanCombinations.map(([, text]) => text),
    ]);
    expect(wrong.length).toBeGreaterThanOrEqual(150);
    expect(clean.size).toBeGreaterThanOrEqual(300);
  });
});
