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
    ["Latin-1", "csv", "latin.csv", Buffer.from("a,b\n1,M\u00fcller\n", "latin1"), "line 2 is not UTF-8 text"],
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
