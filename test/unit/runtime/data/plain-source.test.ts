// A whole source by the fast way and by the engine: the same rows and nothing to say about them, or left to the engine.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Engine, openEngine } from "../../../../runtime/data/engine.ts";
import { readSource } from "../../../../runtime/data/read-source.ts";
import { readPlain } from "../../../../runtime/data/readers/plain-csv/plain-source.ts";
import { type ScalarKind, type Schema, scalar } from "../../../../specs/data-type.ts";
import type { SourceOperation } from "../../../../specs/plan.ts";

const folder = mkdtempSync(join(tmpdir(), "pipec-plain-source-"));
const span = { file: "t.pipe", start: 0, end: 0 };
let engine: Engine;
let files = 0;

beforeAll(async () => {
  engine = await openEngine({ threads: 2 });
});
afterAll(() => {
  engine.close();
  rmSync(folder, { recursive: true });
});

const KINDS = ["int", "float", "bool", "date", "timestamp", "string", "category"] as const satisfies ScalarKind[];

const schemas: fc.Arbitrary<Schema> = fc
  .array(fc.tuple(fc.constantFrom(...KINDS), fc.boolean()), { minLength: 1, maxLength: 4 })
  .map((columns) => ({
    columns: columns.map(([kind, nullable], i) => ({ name: `c${i}`, type: scalar(kind, nullable), roles: {} })),
  }));

const USUAL: Readonly<Record<(typeof KINDS)[number], readonly string[]>> = {
  int: ["0", "7", "-12", "123456789012345", "007", "-0", "+4", "2.0"],
  float: ["0.5", "-3", "1e3", "12345.678901", ".5", "5.", "-0", "0.1", "1234567890123456.5", "nan"],
  bool: ["true", "false", "1", "0", "Yes", "NO"],
  date: ["2024-02-29", "1999-12-31", "0001-01-01", "2023-02-29"],
  timestamp: [
    "2024-02-29 12:30:00",
    "1969-12-31T23:59:59",
    "2024-01-01",
    "2024-01-01 00:00:00.123",
    "2024-01-01T00:00Z",
  ],
  string: ["a", " b ", "ä", "nan", "1"],
  category: ["x", "y", "NA "],
};
const ODD = ["", "", "NA", " ", "-", '"q"', '"a\n b"', "inf", "1e400", "9007199254740993", "x,y", "\t3", "1 ", "é"];

const cellOf = (kind: ScalarKind): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 30, arbitrary: fc.constantFrom(...USUAL[kind as keyof typeof USUAL]) },
    { weight: 1, arbitrary: fc.constantFrom(...ODD) },
  );

interface Text {
  readonly schema: Schema;
  readonly files: readonly string[];
  readonly params: SourceOperation["params"];
}

const texts: fc.Arbitrary<Text> = schemas.chain((schema) =>
  fc
    .record({
      files: fc.array(
        fc.array(fc.tuple(...schema.columns.map(({ type }) => cellOf(type.kind))), { minLength: 0, maxLength: 6 }),
        { minLength: 1, maxLength: 2 },
      ),
      end: fc.constantFrom("\n", "\n", "\r\n"),
      delimiter: fc.constantFrom(",", ",", ";", "\t", "|"),
      isClosed: fc.boolean(),
      hasHeader: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
      hasMark: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
      extra: fc.boolean(),
      nulls: fc.constantFrom([], ["NA"], ["NA", "-", "0"], [" NA", "- "]),
    })
    .map(({ files: all, end, delimiter, isClosed, hasHeader, hasMark, extra, nulls }) => {
      const names = schema.columns.map(({ name }) => name);
      const isWider = extra && hasHeader;
      const lineOf = (cells: readonly string[]): string => [...(isWider ? ["z"] : []), ...cells].join(delimiter);
      const header = hasHeader ? [[...(isWider ? ["extra"] : []), ...names].join(delimiter)] : [];
      return {
        schema,
        files: all.map((lines) => {
          const text = [...header, ...lines.map(lineOf)].join(end);
          return (hasMark ? "\u{feff}" : "") + text + (isClosed ? end : "");
        }),
        params: { delimiter, header: hasHeader, null_values: nulls },
      };
    }),
);

it("gives the rows and the findings of the engine", async () => {
  let plain = 0;
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(texts, async ({ schema, files: contents, params }) => {
      const paths = contents.map((text) => {
        const path = join(folder, `${files++}.csv`);
        writeFileSync(path, text);
        return path;
      });
      const op: SourceOperation = { kind: "source", connector: "csv", params: { ...params, path: paths }, schema };
      const found = paths.map((path) => ({ path, shown: path, partitions: [] }));
      const request = { params: op.params, schema, files: found, shown: "files", folder, span };
      const table = await readPlain(engine, request, "csv", { leastBytes: 0 });
      if (table === null) {
        refused += 1;
        return;
      }
      plain += 1;
      const byEngine = await readSource(engine, op, { resolvePath: (text) => text, span });
      expect(byEngine.diagnostics).toEqual([]);
      const rowsOf = (name: string) => engine.query(`SELECT * FROM ${name} ORDER BY __row`);
      expect(await rowsOf(table.name)).toEqual(await rowsOf(byEngine.table!.name));
    }),
    { numRuns: 200 },
  );
  // About a quarter of the texts is plain; how many that are is chance.
  expect(plain).toBeGreaterThan(15);
  expect(refused).toBeGreaterThan(15);
}, 120_000);
