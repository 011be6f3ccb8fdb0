// The fast way through plain delimited text reads what the engine's reader and the strict casts read, or nothing at all.
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { columnTable } from "../../../../runtime/data/column-table.ts";
import { type Engine, openEngine } from "../../../../runtime/data/engine.ts";
import { readSource } from "../../../../runtime/data/read-source.ts";
import { type ReadingThreads, readPlainCsv } from "../../../../runtime/data/readers/plain-csv/read-plain-csv.ts";
import { readTextPart } from "../../../../runtime/data/readers/plain-csv/text-job.ts";
import { type ScalarKind, scalar } from "../../../../specs/data-type.ts";
import type { SourceOperation } from "../../../../specs/plan.ts";

const folder = mkdtempSync(join(tmpdir(), "pipec-plain-"));
const span = { file: "t.pipe", start: 0, end: 0 };
const KINDS = ["int", "float", "bool", "date", "timestamp", "string"] as const satisfies readonly ScalarKind[];
let engine: Engine;
let files = 0;

beforeAll(async () => {
  engine = await openEngine({ threads: 2 });
});
afterAll(() => engine.close());

const schema = { columns: KINDS.map((kind) => ({ name: kind, type: scalar(kind, true), roles: {} })) };

async function byEngine(path: string, params: SourceOperation["params"]): Promise<readonly unknown[] | null> {
  const op: SourceOperation = { kind: "source", connector: "csv", params: { ...params, path }, schema };
  const { table } = await readSource(engine, op, { resolvePath: (text) => text, span });
  if (table === null) return null;
  return engine.query(`SELECT * FROM ${table.name} ORDER BY __row`);
}

/** Parts are done in another order than they were given, and know no more of each other than threads do. */
const threads: ReadingThreads = {
  count: 3,
  run: async (job) => {
    await new Promise((done) => setTimeout(done, job.start % 3));
    return readTextPart(structuredClone(job));
  },
};

async function plainly(
  path: string,
  nullValues: readonly string[],
  partBytes?: number,
): Promise<readonly unknown[] | null> {
  const read = await readPlainCsv({
    files: [path],
    delimiter: ",",
    hasHeader: true,
    nullValues,
    threads,
    ...(partBytes === undefined ? {} : { partBytes }),
    columns: KINDS.map((name) => ({ name, kind: name === "string" ? "text" : name })),
    target: engine.freshFile(),
    onRows: () => undefined,
  });
  if (read === null) return null;
  const table = await columnTable(engine, read.file, schema);
  return engine.query(`SELECT * FROM ${table.name} ORDER BY __row`);
}

function write(lines: readonly string[], end: string, isClosed = true): string {
  const path = join(folder, `${files++}.csv`);
  writeFileSync(path, lines.join(end) + (isClosed ? end : ""));
  return path;
}

const HEADER = KINDS.join(",");
const moment = fc.date({ min: new Date("1901-01-01"), max: new Date("2099-01-01"), noInvalidDate: true });
const odd = fc.oneof(
  fc.constantFrom(
    "nan",
    "NaN",
    "inf",
    "1_000",
    "0x1F",
    "NA",
    " NA",
    "1e5",
    "3.0",
    "1.5",
    " 7 ",
    "+3",
    "é",
    "1 2",
    "\t1",
  ),
  fc.stringMatching(/^[+-]?[0-9]{0,17}[.]?[0-9]{0,12}([eE][+-]?[0-9]{1,3})?$/),
  fc.stringMatching(/^(19|20)[0-9]{2}-[01][0-9]-[0-3][0-9]([ T][0-2][0-9]:[0-6][0-9](:[0-6][0-9])?(Z|[+]01)?)?$/),
);
const cell = (usual: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 40, arbitrary: usual },
    { weight: 3, arbitrary: fc.constantFrom("", " ") },
    { weight: 1, arbitrary: odd },
  );
const line = fc
  .tuple(
    cell(fc.stringMatching(/^[+-]?[0-9]{1,15}$/)),
    cell(fc.stringMatching(/^[+-]?[0-9]{1,9}([.][0-9]{0,9})?([eE][+-]?[0-9]{1,2})?$/)),
    cell(fc.constantFrom("true", "0", "1", "yes", "No", "FALSE")),
    cell(moment.map((date) => date.toISOString().slice(0, 10))),
    cell(
      fc
        .tuple(moment, fc.constantFrom(16, 19, 21, 23, 24), fc.constantFrom("T", " "))
        .map(([date, length, separator]) => date.toISOString().slice(0, length).replace("T", separator)),
    ),
    cell(fc.stringMatching(/^[a-zA-Z é]{0,6}$/)),
  )
  .map((cells) => cells.join(","));

it("reads what the engine reads, or nothing", async () => {
  let plain = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { minLength: 1, maxLength: 4 }),
      fc.constantFrom("\n", "\r\n"),
      fc.boolean(),
      fc.integer({ min: 1, max: 200 }),
      async (lines, end, isClosed, partBytes) => {
        const path = write([HEADER, ...lines], end, isClosed);
        const rows = await plainly(path, ["NA"], partBytes);
        if (rows === null) return;
        plain += 1;
        expect(rows).toEqual(await byEngine(path, { null_values: ["NA"] }));
      },
    ),
    { numRuns: 200 },
  );
  expect(plain).toBeGreaterThan(60);
}, 120_000);

it("knows columns by name, and skips those that nobody asks for", async () => {
  const path = write(
    ["extra,string,timestamp,date,bool,float,int", "x,a,2024-02-29T01:02:03,2024-12-31,1,-0.1,42", ",,,,,,"],
    "\n",
  );
  expect(await plainly(path, [])).toEqual(await byEngine(path, {}));
});

it.each([
  ["a quoted cell", `${HEADER}\n1,2,1,2024-01-01,2024-01-01,"a"\n`],
  ["a short line", `${HEADER}\n1,2,1\n`],
  ["a long line", `${HEADER}\n1,2,1,2024-01-01,2024-01-01,a,b\n`],
  ["a blank line", `${HEADER}\n\n1,2,1,2024-01-01,2024-01-01,a\n`],
  ["a day that does not exist", `${HEADER}\n1,2,1,2023-02-29,2024-01-01,a\n`],
  ["a byte order mark", `\u{feff}${HEADER}\n1,2,1,2024-01-01,2024-01-01,a\n`],
  ["mixed line ends", `${HEADER}\r\n1,2,1,2024-01-01,2024-01-01,a\n`],
  ["a number that no double holds", `${HEADER}\n12345678901234567,2,1,2024-01-01,2024-01-01,a\n`],
])("leaves %s to the engine", async (_, text) => {
  const path = join(folder, `${files++}.csv`);
  writeFileSync(path, text);
  expect(await plainly(path, [])).toBeNull();
});

const rowsIn = (read: readonly unknown[] | null): number => read?.length ?? -1;

it("cuts a text anywhere: within a character, a line end, a number", async () => {
  const lines = Array.from({ length: 12 }, (_, i) => `${i},${i / 8},1,2024-01-31,2024-12-31 23:59:5${i % 10},é€😀${i}`);
  for (const end of ["\n", "\r\n"]) {
    for (const isClosed of [true, false]) {
      const path = write([HEADER, ...lines], end, isClosed);
      const wanted = await byEngine(path, {});
      for (const partBytes of [1, 2, 3, 5, 7, 11, 17, 31, 53, 89]) {
        expect(await plainly(path, [], partBytes)).toEqual(wanted);
      }
    }
  }
}, 60_000);

it("reads many chunks, pages and long lines as the engine does", async () => {
  const long = "ü".repeat(90_000);
  const lines = Array.from({ length: 130_000 }, (_, i) => {
    const text = i % 40_000 === 7 ? long : i % 3 === 0 ? "" : `t${i}€`;
    return `${i},${(i * 7919) / 1000},${i % 2},2024-02-29,1999-12-31T23:00:00,${text}`;
  });
  const path = write([HEADER, ...lines], "\n", false);
  const wanted = await byEngine(path, {});
  expect(rowsIn(wanted)).toBe(130_000);
  for (const partBytes of [1 << 20, 1 << 24]) {
    const found = await plainly(path, [], partBytes);
    // The comparison of a matcher would take minutes.
    expect(found?.length).toBe(wanted!.length);
    expect(found!.findIndex((row, i) => String(row) !== String(wanted![i]))).toBe(-1);
  }
}, 120_000);

it("has no rows of a header alone, with or without its end", async () => {
  expect(await plainly(write([HEADER], "\n"), [])).toEqual([]);
  expect(await plainly(write([HEADER], "\n", false), [])).toEqual([]);
  expect(await plainly(write([HEADER], "\r\n"), [])).toEqual([]);
});

it.each([
  ["an empty file", ""],
  ["a line beyond measure", `${HEADER}\n1,2,1,2024-01-01,2024-01-01,${"x".repeat(600_000)}\n`],
  ["a header beyond measure", `${HEADER},${"x".repeat(600_000)}\n1,2,1,2024-01-01,2024-01-01,a,b\n`],
  ["a quote in the last of many parts", `${HEADER}\n${"1,2,1,2024-01-01,2024-01-01,a\n".repeat(99)}1,2,1,,,"a\nb"\n`],
  ["a quoted cell with lines like rows", `${HEADER}\n1,2,1,,,"a\n1,2,1,,,b\n1,2,1,,,c"\n`],
  ["half a character at the end", Buffer.concat([Buffer.from(`${HEADER}\n1,2,1,,,`), Buffer.from([0xc3])])],
])("leaves %s to the engine, wherever it is cut", async (_, text) => {
  const path = join(folder, `${files++}.csv`);
  writeFileSync(path, text);
  for (const partBytes of [1 << 24, 64, 17]) expect(await plainly(path, [], partBytes)).toBeNull();
});

it("knows what is missing and the ends of its numbers, over all parts", async () => {
  const numbers = ["3", "-1.5", "", "7e2", "nan", "12"];
  const path = write(["x,y,n", ...numbers.map((text, i) => `${text},${i},`)], "\n");
  const read = await readPlainCsv({
    files: [path],
    delimiter: ",",
    hasHeader: true,
    nullValues: [],
    columns: [
      { name: "n", kind: "int" },
      { name: "x", kind: "float" },
    ],
    target: engine.freshFile(),
    onRows: () => undefined,
    threads,
    partBytes: 7,
  });
  const alone = await readPlainCsv({
    files: [path],
    delimiter: ",",
    hasHeader: true,
    nullValues: [],
    columns: [{ name: "x", kind: "float" }],
    target: engine.freshFile(),
    onRows: () => undefined,
    threads: null,
    partBytes: 7,
  });
  // How rows are grouped depends on the text alone.
  expect(alone!.file.groups).toEqual(read!.file.groups);
  const none = { missing: 6, min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY };
  expect(read!.file.facts).toEqual([none, { missing: 2, min: -1.5, max: 700 }]);
  expect(read!.missing).toEqual([6, 2]);
});
