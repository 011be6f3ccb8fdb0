// What SARIF 2.1.0 (OASIS, sarif-schema-2.1.0.json) demands of the parts that pipec writes: required properties, enumerations,
// least lengths, and no property that the schema does not know.
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { renderSarif } from "../../../../compiler/diagnostics/render/sarif.ts";
import type { Diagnostic, Span } from "../../../../specs/diagnostic.ts";

type Schema = Record<string, unknown>;
const object = (properties: Record<string, Schema>, required: readonly string[]): Schema => ({
  type: "object",
  properties: { ...properties, properties: { type: "object" } },
  required,
  additionalProperties: false,
});
const list = (items: Schema, minItems = 0): Schema => ({ type: "array", items, minItems });
const text = { type: "string" };
const position = { type: "integer", minimum: 1 };
const message = object({ text }, ["text"]);
const level = { enum: ["none", "note", "warning", "error"] };
const artifactLocation = object({ uri: { type: "string", pattern: "^[^\\s\\\\]*$" } }, []);
const region = object({ startLine: position, startColumn: position, endLine: position, endColumn: position }, []);
const physicalLocation = object({ artifactLocation, region }, ["artifactLocation"]);
const location = object({ id: { type: "integer", minimum: 0 }, message, physicalLocation }, []);
const replacement = object({ deletedRegion: region, insertedContent: object({ text }, []) }, ["deletedRegion"]);
const artifactChange = object({ artifactLocation, replacements: list(replacement, 1) }, [
  "artifactLocation",
  "replacements",
]);
const fix = object({ description: message, artifactChanges: list(artifactChange, 1) }, ["artifactChanges"]);
const suppression = object({ kind: { enum: ["inSource", "external"] }, justification: text }, ["kind"]);
const result = object(
  {
    ruleId: text,
    ruleIndex: { type: "integer", minimum: 0 },
    level,
    message,
    locations: list(location),
    relatedLocations: { ...list(location), uniqueItems: true },
    fixes: { ...list(fix), uniqueItems: true },
    suppressions: { ...list(suppression), uniqueItems: true },
  },
  ["message"],
);
const rule = object({ id: text, shortDescription: message, defaultConfiguration: object({ level }, []) }, ["id"]);
const driver = object({ name: text, version: text, rules: { ...list(rule), uniqueItems: true } }, ["name"]);
const run = object(
  {
    tool: object({ driver }, ["driver"]),
    columnKind: { enum: ["utf16CodeUnits", "unicodeCodePoints"] },
    results: list(result),
  },
  ["tool"],
);
const log = object({ $schema: text, version: { const: "2.1.0" }, runs: list(run) }, ["version", "runs"]);

const source = "source s = csv(1)\nfit m = ridge() on s\n";
const at = (file: string, start: number, end: number): Span => ({ file, start, end });
const finding = (file: string, changes: Partial<Diagnostic> = {}): Diagnostic => ({
  id: "leak/fit-outside-train",
  severity: "error",
  span: at(file, 18, 21),
  message: "learns 100 % of: it,\nall",
  why: "so",
  help: "do",
  related: [{ span: at(file, 0, 6), message: "here" }],
  entries: ["LK101"],
  fixes: [{ title: "use it", safe: false, edits: [{ span: at(file, 37, 38), text: "cv.train" }] }],
  ...changes,
});
const lookup = (path: string) => (path === "absent.pipe" ? undefined : { path, text: source });
const uris = (rendered: string): string[] => [...rendered.matchAll(/"uri": "([^"]*)"/g)].map((match) => match[1]!);

describe("sarif", () => {
  const validate = new Ajv({ strict: false, allErrors: true }).compile(log);

  it.each([
    ["nothing", []],
    ["findings", [finding("specs/a b.pipe"), finding("specs/ü#?.pipe", { severity: "warning", id: "lint/x" })]],
    ["a note without places", [finding("absent.pipe", { severity: "info", related: [], entries: [], fixes: [] })]],
  ] as const)("of %s fits the schema", (_name, diagnostics) => {
    const rendered = renderSarif(diagnostics, lookup, {
      version: "1.0.0",
      strict: true,
      silenced: [{ diagnostic: finding("specs/allowed.pipe", { id: "leak/id-feature" }), reason: "drawn once" }],
    });
    validate(JSON.parse(rendered));
    expect(validate.errors ?? []).toEqual([]);
    const [only] = JSON.parse(rendered).runs;
    const ids = only.tool.driver.rules.map((one: { id: string }) => one.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const one of only.results) expect(ids[one.ruleIndex]).toBe(one.ruleId);
    expect(only.results.at(-1).suppressions).toEqual([{ kind: "inSource", justification: "drawn once" }]);
    expect(only.properties).toEqual({ strict: true });
  });

  it("escapes paths as URIs", () => {
    const one = (path: string): string => uris(renderSarif([finding(path)], lookup, { version: "1" }))[0]!;
    expect(one("specs/a b%.pipe")).toBe("specs/a%20b%25.pipe");
    expect(one("/data/x.pipe")).toBe("file:///data/x.pipe");
    expect(one("C:\\specs\\x.pipe")).toBe("file:///C:/specs/x.pipe");
    expect(one("<stdin>")).toBe("%3Cstdin%3E");
  });
});
