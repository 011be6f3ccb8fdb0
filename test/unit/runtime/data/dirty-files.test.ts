// Files as they arrive: marks, line ends, encodings, cut and damaged ones. Every one is read right or gives a finding.

import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Engine, openEngine } from "../../../../runtime/data/engine.ts";
import { span } from "./inline-table.ts";
import { testFolder } from "./read-files.ts";

let engine: Engine;
const files = testFolder("dirty", () => engine);
const types = { a: "int", b: "string" } as const;
beforeAll(async () => {
  engine = await openEngine({ threads: 2 });
});
afterAll(() => {
  engine.close();
  files.remove();
});

const many = `a,b\n${Array.from({ length: 50_000 }, (_, i) => `${i},text ${(i * 7919) % 50_021}`).join("\n")}\n`;

describe("text that is read as it is meant", () => {
  it.each([
    ["a byte order mark", "\uFEFFa,b\n1,x\n"],
    ["Windows line ends", "a,b\r\n1,x\r\n"],
    ["old Mac line ends", "a,b\r1,x\r"],
    ["no last line end", "a,b\n1,x"],
  ])("%s", async (_, text) => {
    files.write("text.csv", text);
    expect(await files.rows("csv", "text.csv", types)).toEqual([[1, "x"]]);
  });
});

describe("texts for missing values", () => {
  it.each(["?", " ?", "? "])("%j stands for itself with any spaces around it", async (nothing) => {
    files.write("nulls.csv", "a,b\n1, ?\n ?,x\n3,?\n");
    const params = { null_values: [nothing] };
    expect(await files.rows("csv", "nulls.csv", types, params)).toEqual([
      [1, null],
      [null, "x"],
      [3, null],
    ]);
  });
});

describe("other encodings and numbers", () => {
  const text = "a,b\n1,Größe €\n2,😀\n";
  it.each([
    ["utf-16", Buffer.from(`\uFEFF${text}`, "utf16le")],
    ["utf-16", Buffer.from(`\uFEFF${text}`, "utf16le").swap16()],
    ["utf-16be", Buffer.from(text, "utf16le").swap16()],
    ["utf-8", Buffer.from(text)],
  ])("%s", async (encoding, bytes) => {
    for (const [name, content] of [
      ["other.csv", bytes],
      ["other.csv.gz", gzipSync(bytes)],
    ] as const) {
      files.write(name, content);
      expect(await files.rows("csv", name, types, { encoding })).toEqual([
        [1, "Größe €"],
        [2, "😀"],
      ]);
    }
  });

  it("a character over the border of two chunks", async () => {
    const long = `a,b\n${Array.from({ length: 200_000 }, (_, i) => `${i},ä€😀\n`).join("")}`;
    files.write("long.csv", Buffer.from(`\uFEFF${long}`, "utf16le"));
    const { table } = await files.read("csv", "long.csv", types, { encoding: "utf-16" });
    const [row] = await engine.query(`SELECT count(*), count(DISTINCT b), min(b) FROM "${table!.name}"`);
    expect(row).toEqual([200_000n, 1n, "ä€😀"]);
  });

  it("windows code pages have their own signs", async () => {
    files.write("w.csv", Buffer.from([...Buffer.from("a,b\n1,"), 0x80, 0xe4, 0x0a]));
    expect(await files.rows("csv", "w.csv", types, { encoding: "latin-1" })).toEqual([[1, "€ä"]]);
    expect(await files.rows("csv", "w.csv", types, { encoding: "windows-1251" })).toEqual([[1, "Ђд"]]);
  });

  it("bytes that are none of the encoding are found, and nothing is left of the attempt", async () => {
    files.write("odd.csv", Buffer.from([...Buffer.from("a,b\n1,"), 0xff]));
    expect((await files.findings("csv", "odd.csv", types, { encoding: "shift_jis" }))[0]).toContain(
      "is not `shift_jis` text",
    );
    expect(await files.findings("csv", "odd.csv", types)).toEqual([
      "data/other-encoding: `odd.csv` is not UTF-8 text, from line 2 on",
    ]);
  });

  it("decimal commas and groups of digits, strictly", async () => {
    files.write("n.csv", "x;n\n3,14;1.000\n-1.234.567,5;12\n,5;-1.000.000\n1e3;0\n");
    const params = { delimiter: ";", decimal: ",", thousands: "." };
    expect(await files.rows("csv", "n.csv", { x: "float", n: "int" }, params)).toEqual([
      [3.14, 1000],
      [-1234567.5, 12],
      [0.5, -1_000_000],
      [1000, 0],
    ]);
    for (const cell of ["1.23,4", "12.34", "1.2345", "1,2,3", ".5", "1.000.00", "0x1F"]) {
      files.write("bad.csv", `x;n\n${cell};1\n`);
      expect(await files.findings("csv", "bad.csv", { x: "float" }, params)).toEqual([
        `data/bad-value: line 2 of \`bad.csv\`, column \`x\`: \`${cell}\` is not a number written as 1.234,5 (\`float\`)`,
      ]);
    }
    files.write("us.csv", 'x\n"1,234.5"\n7\n');
    expect(await files.rows("csv", "us.csv", { x: "float" }, { thousands: "," })).toEqual([[1234.5], [7]]);
  });
});

describe("files that cannot be read", () => {
  it.each<[string, string, string, string | Uint8Array, string]>([
    ["a cut gz file", "csv", "cut.csv.gz", gzipSync(many).subarray(0, 60_000), "ends in the middle"],
    ["a gz file that is none", "csv", "none.csv.gz", "a,b\n1,x\n", "not compressed by gzip"],
    [
      "a cut gz file of JSON",
      "json",
      "cut.json.gz",
      gzipSync('{"a": 1, "b": "x"}\n'.repeat(9999)).subarray(0, 70),
      "ends in",
    ],
    ["a zst file that is none", "csv", "none.csv.zst", "a,b\n1,x\n", "not compressed by zstd"],
    ["a damaged Parquet file", "parquet", "bad.parquet", "PAR1 and nothing more PAR1", "malformed-file"],
    ["an empty Parquet file", "parquet", "zero.parquet", "", "malformed-file"],
    ["Latin-1", "csv", "latin.csv", Buffer.from("a,b\n1,M\u00fcller\n", "latin1"), "data/other-encoding"],
    ["mixed line ends", "csv", "mixed.csv", `a,b\n1,x\r\n2,y\n3,z\r\n`, "line 2 ends with a carriage return"],
    ["JSON with a byte order mark", "json", "mark.json", '\uFEFF[{"a": 1}]', "begins with a byte order mark"],
    ["no rows", "csv", "head.csv", "a,b\n", "data/empty-table"],
    ["no bytes", "csv", "zero.csv", "", "data/empty-table"],
    ["an empty array", "json", "none.json", "[]", "data/"],
    ["an empty JSON file", "json", "zero.json", "", "data/"],
  ])("%s", async (_, connector, name, content, expected) => {
    files.write(name, content);
    const { table, diagnostics } = await files.read(connector, name, types);
    expect(table).toBeNull();
    expect(diagnostics).toHaveLength(1);
    expect(`${diagnostics[0]?.id}: ${diagnostics[0]?.message}`).toContain(expected);
    expect(diagnostics[0]?.message).not.toContain(files.path(""));
    expect(diagnostics[0]?.span).toEqual(span);
  });

  it("a gz file whose checksum is wrong", async () => {
    const bytes = gzipSync(many);
    bytes[bytes.length - 6]! ^= 0xff;
    files.write("sum.csv.gz", bytes);
    expect((await files.findings("csv", "sum.csv.gz", types))[0]).toContain("is damaged");
  });

  it("a zst file cut anywhere, which the engine would take for whole", async () => {
    files.write("whole.csv", many);
    const from = `read_csv('${files.path("whole.csv")}', all_varchar = true)`;
    await engine.run(`COPY (FROM ${from}) TO '${files.path("whole.csv.zst")}' (FORMAT csv, HEADER, COMPRESSION zstd)`);
    expect(await files.rows("csv", "whole.csv.zst", types)).toHaveLength(50_000);
    const bytes = readFileSync(files.path("whole.csv.zst"));
    for (const share of [0.0001, 0.3, 0.6, 0.9]) {
      files.write("cut.csv.zst", bytes.subarray(0, Math.floor(bytes.length * share)));
      expect((await files.findings("csv", "cut.csv.zst", types))[0]).toContain("ends in the middle");
    }
    files.write("cut.csv.zst", bytes.subarray(0, -1));
    expect((await files.findings("csv", "cut.csv.zst", types))[0]).toContain("ends in the middle");
  });

  it("a folder in place of a file", async () => {
    files.write("folder/x.csv", "a\n1\n");
    for (const path of ["folder", "folder/"]) {
      expect(await files.findings("csv", path, types)).toEqual(["data/not-a-file: `folder` is a folder, not a file"]);
    }
  });
});
