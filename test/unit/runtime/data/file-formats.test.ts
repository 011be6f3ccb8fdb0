// Each format that a source reads, from tiny files: types, findings, compression and globs.
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import {
  Dictionary,
  Field,
  Float32,
  Int16,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Table,
  TimestampSecond,
  tableFromArrays,
  tableToIPC,
  Uint64,
  Utf8,
  type Vector,
  vectorFromArray,
} from "apache-arrow";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Engine, openEngine } from "../../../../runtime/data/engine.ts";
import { readSource } from "../../../../runtime/data/read-source.ts";
import type { TableResult } from "../../../../runtime/data/table.ts";
import type { ScalarKind } from "../../../../specs/data-type.ts";
import type { Json } from "../../../../specs/json.ts";
import { cells, columnOf, span } from "./inline-table.ts";

const folder = mkdtempSync(join(tmpdir(), "pipec-formats-"));
const write = (name: string, content: string | Uint8Array): void => writeFileSync(join(folder, name), content);
let engine: Engine;
beforeAll(async () => {
  engine = await openEngine({ threads: 1 });
});
afterAll(() => engine.close());

type Types = Readonly<Record<string, ScalarKind>>;

function read(
  connector: string,
  path: string,
  types: Types,
  params: Readonly<Record<string, Json>> = {},
): Promise<TableResult> {
  const schema = { columns: Object.entries(types).map(([name, kind]) => columnOf(name, kind)) };
  const op = { kind: "source", connector, params: { path, ...params }, schema } as const;
  return readSource(engine, op, { resolvePath: (relative) => join(folder, relative), span });
}

async function rowsOf(result: Promise<TableResult>): Promise<Json[][]> {
  const { table, diagnostics } = await result;
  expect(diagnostics).toEqual([]);
  return cells(engine, table!);
}

const findings = async (result: Promise<TableResult>): Promise<readonly string[]> =>
  (await result).diagnostics.map(({ id, message }) => `${id}: ${message}`);

const ipc = (columns: Readonly<Record<string, Vector>>, format: "file" | "stream" = "file"): Uint8Array =>
  tableToIPC(new Table(columns), format);

describe("csv", () => {
  const types = { a: "int", b: "string" } as const;

  it("reads compressed files", async () => {
    write("one.csv.gz", gzipSync("a,b\n1,x\n2,y\n"));
    await engine.run(
      `COPY (SELECT 3 AS a, 'z' AS b) TO '${join(folder, "two.csv.zst")}' (FORMAT csv, HEADER, COMPRESSION zstd)`,
    );
    expect(await rowsOf(read("csv", "one.csv.gz", types))).toEqual([
      [1, "x"],
      [2, "y"],
    ]);
    expect(await rowsOf(read("csv", "two.csv.zst", types))).toEqual([[3, "z"]]);
  });

  it("reads the files of a glob in the order of their names, columns by name", async () => {
    write("part-2.csv", "a,b\n2,y\n");
    write("part-1.csv", "b,a\nx,1\n");
    expect(await rowsOf(read("csv", "part-*.csv", types))).toEqual([
      [1, "x"],
      [2, "y"],
    ]);
  });

  it("says that nothing fits a glob", async () => {
    expect((await findings(read("csv", "absent-*.csv", types)))[0]).toBe("data/no-files: no file fits `absent-*.csv`");
  });
});

describe("parquet", () => {
  it("reads the files of a glob", async () => {
    for (const i of [2, 1]) {
      await engine.run(
        `COPY (SELECT ${i} AS a, DATE '2024-01-0${i}' AS d) TO '${join(folder, `p${i}.parquet`)}' (FORMAT parquet)`,
      );
    }
    expect(await rowsOf(read("parquet", "p?.parquet", { d: "date", a: "float" }))).toEqual([
      ["2024-01-01", 1],
      ["2024-01-02", 2],
    ]);
  });
});

describe("what is no Parquet file", () => {
  it.each([
    ["junk", "it is not a Parquet file, which begins with `PAR1`"],
    ["PAR1 and then nothing", "it is cut off: a Parquet file ends with `PAR1`"],
    ["PARE and so on PARE", "it is an encrypted Parquet file; write it without encryption"],
  ])("%s", async (text, problem) => {
    writeFileSync(join(folder, "no.parquet"), text);
    expect(await findings(read("parquet", "no.parquet", { a: "int" }))).toEqual([
      `data/malformed-file: \`no.parquet\` cannot be read: ${problem}`,
    ]);
  });
});

describe("json", () => {
  const text =
    '[{"n": 1, "x": 1.5, "s": "2024-01-01T02:00:00+02:00", "b": true}, {"n": null, "x": 2, "s": "u", "b": false}]';

  it("reads arrays of objects, a text that looks like a time as the text that it is", async () => {
    write("array.json", text);
    expect(await rowsOf(read("json", "array.json", { n: "int", x: "float", s: "string", b: "bool" }))).toEqual([
      [1, 1.5, "2024-01-01T02:00:00+02:00", true],
      [null, 2, "u", false],
    ]);
  });

  it("reads one object per line, compressed and by globs", async () => {
    write("lines-1.ndjson.gz", gzipSync('{"t": "2024-01-01T02:00:00"}\n'));
    write("lines-2.ndjson.gz", gzipSync('{"t": "2024-01-01T02:00:00+02:00"}\n'));
    const zoned = read("json", "lines-*.ndjson.gz", { t: "timestamp" }, { zone: "Asia/Tokyo" });
    expect(await rowsOf(zoned)).toEqual([["2023-12-31 17:00:00"], ["2024-01-01 00:00:00"]]);
  });

  it("finds values and columns that do not fit", async () => {
    write("array.json", text);
    expect(await findings(read("json", "array.json", { x: "int" }))).toEqual([
      "data/bad-value: row 1 of `array.json`, column `x`: `1.5` is not a whole number of 64 bits (`int`)",
    ]);
    expect(await findings(read("json", "array.json", { y: "int" }))).toEqual([
      "data/missing-column: `array.json` has no column `y`",
    ]);
    write("long.json", `[{"x": "${"a".repeat(90_000)}"}]`);
    expect((await findings(read("json", "long.json", { x: "int" })))[0]).toMatch(/: `a{79}…` is not a whole number/);
    write("broken.json", '[{"a": 1}, {"a" 2}]');
    expect((await findings(read("json", "broken.json", { a: "int" })))[0]).toContain("data/malformed-file");
  });
});

describe("arrow", () => {
  const columns = {
    small: vectorFromArray([1, null, -3], new Int16()),
    share: vectorFromArray([0.5, Number.NaN, null], new Float32()),
    city: vectorFromArray(["Oslo", null, "Oslo"], new Dictionary(new Utf8(), new Int16())),
    at: vectorFromArray([0, 1000, null], new TimestampSecond()),
    yes: vectorFromArray([true, false, null]),
  };

  it.each(["file", "stream"] as const)("reads a %s by the names of the schema", async (format) => {
    write("rows.arrow", ipc(columns, format));
    const types = { yes: "bool", city: "category", at: "timestamp", share: "float", small: "int" } as const;
    expect(await rowsOf(read("arrow", "rows.arrow", types))).toEqual([
      [true, "Oslo", "1970-01-01 00:00:00", 0.5, 1],
      [false, null, "1970-01-01 00:00:01", null, null],
      [null, "Oslo", null, null, -3],
    ]);
  });

  it("reads many batches and the files of a glob", async () => {
    const numbers = Array.from({ length: 5000 }, (_, i) => i);
    const { batches, schema } = tableFromArrays({ n: Float64Array.from(numbers) });
    write("many-1.arrow", tableToIPC(new Table(schema, [...batches, ...batches]), "file"));
    write("many-2.arrow", tableToIPC(new Table(schema, batches), "stream"));
    const rows = await rowsOf(read("arrow", "many-*.arrow", { n: "int" }));
    expect(rows.map(([n]) => n)).toEqual([...numbers, ...numbers, ...numbers]);
  });

  it("converts as from parquet, and finds what does not fit", async () => {
    write(
      "types.arrow",
      ipc({
        text: vectorFromArray(["7", "x"]),
        big: vectorFromArray([1n, 2n ** 64n - 1n], new Uint64()),
        half: vectorFromArray([1, 2.5]),
      }),
    );
    expect(await rowsOf(read("arrow", "types.arrow", { text: "string", big: "float" }))).toEqual([
      ["7", 1],
      ["x", 2 ** 64],
    ]);
    expect(await findings(read("arrow", "types.arrow", { text: "int", big: "int", half: "int" }))).toEqual([
      "data/bad-value: row 2 of `types.arrow`, column `text`: `x` is not a whole number of 64 bits (`int`)",
      "data/bad-value: row 2 of `types.arrow`, column `big`: `18446744073709551615` is not a whole number of 64 bits (`int`)",
      "data/bad-value: row 2 of `types.arrow`, column `half`: `2.5` is not a whole number of 64 bits (`int`)",
    ]);
    expect(await findings(read("arrow", "types.arrow", { hal: "int" }))).toEqual([
      "data/missing-column: `types.arrow` has no column `hal`",
    ]);
  });

  it("refuses compressed buffers in words", async () => {
    // One int64 column, as pyarrow 26 writes it with `compression="lz4"`.
    const lz4 =
      "/////3gAAAAQAAAAAAAKAAwABgAFAAgACgAAAAABBAAMAAAACAAIAAAABAAIAAAABAAAAAEAAAAUAAAAEAAUAAgABgAHAAwAAAAQABAAAAAAAAECEAAAABwAAAAEAAAAAAAAAAEAAABuAAAACAAMAAgABwAIAAAAAAAAAUAAAAD/////mAAAABQAAAAAAAAADAAYAAYABQAIAAwADAAAAAADBAAcAAAAKAAAAAAAAAAAAAAADAAcABAABAAIAAwADAAAAEgAAAAcAAAAFAAAACgAAAAAAAAAAAAAAAQABAAEAAAAAgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAACcAAAAAAAAAAAAAAAEAAAAoAAAAAAAAAAAAAAAAAAAAQAEAAAAAAAAEIk0YYECCEAAAACIBAAEADwgA/yFQAAAAAAAAAAAAAP////8AAAAA";
    write("lz4.arrow", Buffer.from(lz4, "base64"));
    expect(await findings(read("arrow", "lz4.arrow", { n: "int" }))).toEqual([
      "data/malformed-file: `lz4.arrow` cannot be read: its buffers are compressed; write it without compression",
    ]);
  });

  it("says what is wrong with a file", async () => {
    write("not.arrow", "a,b\n1,2\n");
    write("empty.arrow", new Uint8Array());
    write("cut.arrow", ipc(columns, "stream").subarray(0, 300));
    const inner = new Struct([new Field("x", new Int16())]);
    const nested = makeData({
      type: inner,
      length: 0,
      nullCount: 0,
      children: [makeData({ type: new Int16(), length: 0 })],
    });
    const schema = new Schema([new Field("s", inner)]);
    const whole = makeData({ type: new Struct(schema.fields), length: 0, nullCount: 0, children: [nested] });
    write("nested.arrow", tableToIPC(new Table(schema, [new RecordBatch(schema, whole)]), "file"));
    const first = async (path: string, types: Types): Promise<string> =>
      (await findings(read("arrow", path, types)))[0]!;
    expect(await first("not.arrow", { a: "int" })).toContain(
      "`not.arrow` cannot be read: it is neither an Arrow IPC file",
    );
    expect(await first("empty.arrow", { a: "int" })).toContain("it is neither");
    expect(await first("cut.arrow", { small: "int" })).toContain("data/malformed-file");
    expect(await first("nested.arrow", { s: "int" })).toContain(
      "data/unsupported-type: column `s` has the type `Struct<{x:Int16}>`",
    );
    expect(await first("absent.arrow", { s: "int" })).toContain("data/missing-file");
  });
});
