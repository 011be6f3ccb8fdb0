import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parse } from "../../../../compiler/syntax/parse.ts";

const folder = new URL("../../../fixtures/format/", import.meta.url);
const specs = readdirSync(folder)
  .filter((name) => name.endsWith(".pipe"))
  .map((name) => readFileSync(new URL(name, folder), "utf8"));

function check(text: string): void {
  const { tree, diagnostics } = parse({ path: "t.pipe", text });
  for (const { span, message, help, why } of diagnostics) {
    expect(Number.isInteger(span.start) && Number.isInteger(span.end)).toBe(true);
    expect(span.start).toBeGreaterThanOrEqual(0);
    expect(span.end).toBeGreaterThanOrEqual(span.start);
    expect(span.end).toBeLessThanOrEqual(text.length);
    expect(`${message}${help}${why}`).not.toMatch(/undefined|NaN|NameLike|Group|LiteralLike/);
  }
  const places: number[] = [];
  JSON.stringify(tree, (key, value) => {
    if (key === "span") places.push(value.start, value.end);
    return value;
  });
  expect(places.every((place) => Number.isInteger(place) && place >= 0 && place <= text.length)).toBe(true);
}

test("any text", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 200 }), check), { numRuns: 300 });
});

const WORDS = [
  "model",
  "source",
  "param",
  "pipeline",
  "use",
  "import",
  "let",
  "x",
  "on",
  "when",
  "step",
  "log",
  "all",
  "except",
  "else",
  "derive",
  "case",
  "aggregate",
  "not",
  "and",
  "or",
  "in",
  "1",
  "1..2",
  "24h",
  "20%",
  '"s"',
  '"',
  "`q`",
  "`",
  "=",
  ":",
  ",",
  "|>",
  "(",
  ")",
  "[",
  "]",
  "{",
  "}",
  "@",
  "?",
  "??",
  ".",
  "..",
  "+",
  "-",
  "==",
  "<",
  "%",
  "&&",
  "!",
  ";",
  "#",
  "\n",
  "\n",
  " ",
];

test("any sequence of words", () => {
  const words = fc.array(fc.constantFrom(...WORDS), { maxLength: 60 }).map((list) => list.join(" "));
  fc.assert(fc.property(words, check), { numRuns: 1000 });
});

test("mutations of right specs", () => {
  const mutation = fc.record({
    spec: fc.constantFrom(...specs),
    at: fc.nat(),
    length: fc.nat(12),
    insert: fc.constantFrom("", ...WORDS),
  });
  fc.assert(
    fc.property(mutation, ({ spec, at, length, insert }) => {
      const start = at % spec.length;
      check(spec.slice(0, start) + insert + spec.slice(start + length));
    }),
    { numRuns: 500 },
  );
});

test.each([
  ["brackets", "let x = ".concat("f(".repeat(5000))],
  ["brackets on lines", "let x = ".concat("f(\n".repeat(5000))],
  ["closed brackets", `let x = ${"[".repeat(3000)}${"]".repeat(3000)}`],
  ["blocks", `let x = ${"derive {\na = ".repeat(2000)}`],
  ["operators", `let x = ${"a + ".repeat(5000)}a`],
  ["prefixes", `let x = ${"- ".repeat(5000)}${"not ".repeat(5000)}a`],
  ["members", `let x = a${".b".repeat(5000)}`],
  ["calls", `let x = a${"()".repeat(5000)}`],
  ["backslashes", `let x = "${"\\".repeat(5001)}`],
])("depth: %s", (_, text) => check(text));
