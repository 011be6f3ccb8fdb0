// One example of each connector that reads files, from the spec to a run; and those of the page about them.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { tableFromArrays, tableToIPC } from "apache-arrow";
import sqlite from "node-sqlite3-wasm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compileText } from "../../../../cli/host/compile-spec.ts";
import { run } from "../../../../runtime/index.ts";
import { connectorDeclarations } from "../../../../stdlib/connectors/declarations.ts";
import { standardLibrary } from "../../../../stdlib/declarations.ts";
import { implementations } from "../../../../stdlib/implementations.ts";

const folder = mkdtempSync(join(tmpdir(), "pipec-connectors-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SCHEMA = `{
  id: int @id
  amount: float
}`;

const EXAMPLES: Readonly<Record<string, string>> = {
  csv: `csv("data/region=*/*.csv", delimiter: ";") {
  id: int @id
  amount: float
  region: category
}`,
  parquet: `parquet("data/*.parquet") ${SCHEMA}`,
  json: `json("data/rows.ndjson", zone: "Europe/Berlin") {
  id: int @id
  amount: float
  at: timestamp @time
}`,
  arrow: `arrow("data/rows.arrow") ${SCHEMA}`,
  npy: `npy("data/rows.npy", start: 2024-01-31, every: 1d) {
  time: date @time(every: 1d)
  value: float[2]
}`,
  sqlite: `sqlite("data/rows.db", table: "orders") ${SCHEMA}`,
  duckdb: `duckdb("data/rows.duckdb", query: "SELECT id, amount FROM orders WHERE amount > 0") ${SCHEMA}`,
  inline: `inline([[1, 2.5], [2, 3.5]]) ${SCHEMA}`,
};

const settings = { set: {}, profile: null, strict: false, asOf: null };
const write = (name: string, content: string | Uint8Array): void => {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), content);
};

beforeAll(async () => {
  write("data/region=eu/a.csv", "id;amount\n1;2.5\n");
  write("data/region=us/b.csv", "id;amount\n2;3.5\n");
  write(
    "data/rows.ndjson",
    '{"id": 1, "amount": 2.5, "at": "2024-01-01T01:00"}\n{"id": 2, "amount": 3.5, "at": "2024-01-01T02:00"}\n',
  );
  write("data/rows.arrow", tableToIPC(tableFromArrays({ id: [1, 2], amount: [2.5, 3.5] }), "file"));
  const header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }".padEnd(117).concat("\n");
  const start = Buffer.from([0x93, ...Buffer.from("NUMPY"), 1, 0, header.length, 0]);
  write("data/rows.npy", Buffer.concat([start, Buffer.from(header), Buffer.from(Float32Array.of(1, 2, 3, 4).buffer)]));
  const rows = "INSERT INTO orders VALUES (1, 2.5), (2, 3.5)";
  const file = new sqlite.Database(join(folder, "data/rows.db"));
  file.exec(`CREATE TABLE orders (id INTEGER PRIMARY KEY, amount REAL); ${rows}`);
  file.close();
  const instance = await DuckDBInstance.create(join(folder, "data/rows.duckdb"));
  const connection = await instance.connect();
  await connection.run(`CREATE TABLE orders (id INTEGER, amount DOUBLE); ${rows}`);
  await connection.run(
    `COPY (SELECT id, amount FROM orders) TO '${join(folder, "data/rows.parquet")}' (FORMAT parquet)`,
  );
  connection.closeSync();
  instance.closeSync();
});

describe("connectors of files", () => {
  it("have an example each", () => {
    const ofFiles = connectorDeclarations.filter(({ inline, server, entities }) => {
      return inline || (server === undefined && entities === undefined);
    });
    expect(Object.keys(EXAMPLES).sort()).toEqual(ofFiles.map(({ name }) => name).sort());
  });

  it.each(Object.entries(EXAMPLES))("%s reads its example", async (_, source) => {
    const text = `source rows = ${source}\n\ncheck two = rows {\n  row_count(min: 2, max: 2)\n}\n`;
    const { plan, diagnostics } = compileText({ path: join(folder, "spec.pipe"), text }, settings);
    expect(diagnostics.filter(({ severity }) => severity !== "info")).toEqual([]);
    const { record } = await run(plan!, {
      registry: standardLibrary,
      implementations,
      storeFolder: join(folder, ".pipec"),
      resolvePath: (path) => resolve(folder, path),
      jobs: 1,
      workerFile: new URL("file:///unused"),
      only: null,
      resume: false,
      env: {},
      signal: new AbortController().signal,
      clock: () => new Date(0),
      onEvent: () => undefined,
      pipecVersion: "test",
      revision: null,
    });
    expect(record.diagnostics).toEqual([]);
    expect(record.nodes.map(({ status }) => status)).toEqual(["done", "done"]);
  });
});

describe("docs/data-formats.md", () => {
  const page = readFileSync(join(import.meta.dirname, "../../../../docs/data-formats.md"), "utf8");
  const blocks = [...page.matchAll(/^```pipe\n([\s\S]*?)^```$/gm)]
    .map((match) => match[1]!)
    .filter((text) => text.startsWith("source"));

  it("has sources that check", () => {
    expect(blocks.length).toBeGreaterThan(2);
    for (const text of blocks) {
      const { diagnostics } = compileText({ path: join(folder, "page.pipe"), text }, settings);
      expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    }
  });
});
