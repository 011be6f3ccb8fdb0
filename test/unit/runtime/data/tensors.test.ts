// Tensor columns: from every format that has lists, with the same strictness as single values, and all the way to
// predictions.
import { writeFileSync } from "node:fs";
import {
  Field,
  FixedSizeList,
  Float64,
  List,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Table,
  tableToIPC,
  vectorFromArray,
} from "apache-arrow";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Engine, openEngine } from "../../../../runtime/data/engine.ts";
import { exportFrame } from "../../../../runtime/data/export-frame.ts";
import { importFrame } from "../../../../runtime/data/import-frame.ts";
import { frameToIpc, ipcToFrame } from "../../../../runtime/frame/arrow.ts";
import type { Column, ScalarKind } from "../../../../specs/data-type.ts";
import { elementsOf, testFolder } from "./read-files.ts";

let engine: Engine;
const files = testFolder("tensors", () => engine);
beforeAll(async () => {
  engine = await openEngine({ threads: 1 });
});
afterAll(() => {
  engine.close();
  files.remove();
});

const tensor = (shape: readonly number[], kind: ScalarKind = "float", nullable = true): Column => ({
  name: "v",
  type: { kind, shape, nullable },
  roles: {},
});
const elements = async (connector: string, path: string, column: Column): Promise<unknown[]> =>
  (await files.rows(connector, path, [column])).map(([cell]) => elementsOf(cell));

describe("tensors are read", () => {
  const expected = [[1, 2, 3, 4, 5, 6.5], null];

  it("from JSON, CSV and Parquet", async () => {
    files.write("t.json", '[{"v": [[1, 2], [3, 4], [5, 6.5]]}, {"v": null}]');
    expect(await elements("json", "t.json", tensor([3, 2]))).toEqual(expected);
    files.write("t.csv", 'v,k\n"[[1, 2], [3, 4], [5, 6.5]]",1\n,2\n');
    expect(await elements("csv", "t.csv", tensor([3, 2]))).toEqual(expected);
    for (const type of ["DOUBLE[][]", "DOUBLE[2][3]", "DECIMAL(5, 2)[][]"]) {
      const select = `SELECT CAST([[1, 2], [3, 4], [5, 6.5]] AS ${type}) AS v UNION ALL SELECT NULL`;
      await engine.run(`COPY (${select}) TO '${files.path("t.parquet")}' (FORMAT parquet)`);
      expect(await elements("parquet", "t.parquet", tensor([3, 2]))).toEqual(expected);
    }
  });

  it("from Arrow lists of fixed and of free length", async () => {
    const rows = [
      [1, 2],
      [3, 4],
    ];
    const fixed = vectorFromArray(rows, new FixedSizeList(2, new Field("item", new Float64())));
    const free = vectorFromArray(rows, new List(new Field("item", new Float64())));
    for (const vector of [fixed, free]) {
      const struct = new Struct([new Field("v", vector.type)]);
      const data = makeData({ type: struct, length: 2, children: [vector.data[0]!] });
      const schema = new Schema(struct.children);
      files.write("t.arrow", tableToIPC(new Table(schema, [new RecordBatch(schema, data)]), "file"));
      expect(await elements("arrow", "t.arrow", tensor([2]))).toEqual(rows);
      expect((await files.findings("arrow", "t.arrow", [tensor([3])]))[0]).toContain(
        "in column `v` a list has 2 values, not 3",
      );
    }
  });

  it.each([
    ["another length", "[1, 2]"],
    ["another depth", "[[1, 2], [3]]"],
    ["a text", '["a", 1, 2]'],
    ["a fraction where there is an int", "[1, 2, 3.5]"],
    ["no list", "7"],
  ])("with a finding for %s", async (_, text) => {
    files.write("bad.json", `[{"v": [1, 2, 3]}, {"v": ${text}}]`);
    expect((await files.findings("json", "bad.json", [tensor([3], "int")]))[0]).toMatch(
      /^data\/bad-value: row 2 of `bad.json`, column `v`: .* is not a tensor of 3 values \(`int\[3\]`\)$/,
    );
  });

  it("with missing elements only where the column may be missing", async () => {
    files.write("gap.json", '[{"v": [1, null, 3]}]');
    expect(await elements("json", "gap.json", tensor([3]))).toEqual([[1, null, 3]]);
    expect((await files.findings("json", "gap.json", [tensor([3], "float", false)]))[0]).toContain(
      "data/unexpected-null",
    );
  });
});

describe("tensors in memory", () => {
  it("are one column per element, and whole again in what is written", async () => {
    files.write("w.json", '[{"v": [[1, 2], [3, null]]}, {"v": null}]');
    const { table } = await files.read("json", "w.json", [tensor([2, 2])]);
    const frame = await exportFrame(engine, table!, ["v"]);
    expect(frame.columns.map(({ name }) => name)).toEqual(["v[1,1]", "v[1,2]", "v[2,1]", "v[2,2]"]);
    const written = await importFrame(engine, frame);
    expect(written.schema.columns[0]?.type).toEqual({ kind: "float", shape: [2, 2], nullable: true });
    const rows = await engine.query(`SELECT CAST(v AS VARCHAR) FROM "${written.name}" ORDER BY __row`);
    expect(rows).toEqual([["[[1.0, 2.0], [3.0, NULL]]"], [null]]);
    writeFileSync(files.path("w.arrow"), frameToIpc(frame, "file"));
    expect(await elements("arrow", "w.arrow", tensor([2, 2]))).toEqual([[1, 2, 3, null], null]);
    const back = ipcToFrame(frameToIpc(frame, "stream"));
    expect(back).toEqual(frame);
  });
});
