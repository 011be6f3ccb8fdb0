// What a user is told about a CSV file that cannot be read: which line, and why.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Engine, openEngine } from "../../../../runtime/data/engine.ts";
import { readSource } from "../../../../runtime/data/read-source.ts";
import { likelyDelimiter } from "../../../../runtime/data/readers/diagnose-csv.ts";
import type { TableResult } from "../../../../runtime/data/table.ts";
import type { Json } from "../../../../specs/json.ts";
import { columnOf, span } from "./inline-table.ts";

const folder = mkdtempSync(join(tmpdir(), "pipec-malformed-"));
let engine: Engine;
beforeAll(async () => {
  engine = await openEngine({ threads: 1 });
});
afterAll(() => {
  engine.close();
  rmSync(folder, { recursive: true, force: true });
});

const rows = (count: number): string => Array.from({ length: count }, (_, i) => `${i},a,1.5`).join("\n");

async function findings(content: string | Uint8Array, params: Readonly<Record<string, Json>> = {}) {
  writeFileSync(join(folder, "f.csv"), content);
  const columns = [columnOf("id", "int"), columnOf("name", "category"), columnOf("x", "float")];
  const op = { kind: "source", connector: "csv", params: { path: "f.csv", ...params }, schema: { columns } } as const;
  const result: TableResult = await readSource(engine, op, { resolvePath: (path) => join(folder, path), span });
  return result.diagnostics.map(({ id, message }) => `${id}: ${message}`);
}

const unreadable = (problem: string): readonly string[] => [
  `data/malformed-file: \`f.csv\` cannot be read: ${problem}`,
];

describe("a file that cannot be read", () => {
  it.each([
    ["a short row", `id,name,x\n${rows(5)}\n6,a\n${rows(30)}\n`, "line 7 has 2 cells, the first line has 3"],
    [
      "a long row after a cell of two lines",
      `id,name,x\n1,"a\nb",2\n${rows(5)}\n6,a,1,1\n${rows(30)}\n`,
      "line 9 has 4 cells, the first line has 3",
    ],
    [
      "a quote that is left open",
      `id,name,x\n${rows(5)}\n6,"a,1\n${rows(30)}\n`,
      "the quote in the row that starts on line 7 is never closed",
    ],
    [
      "text behind a quoted cell",
      `id,name,x\n1,"a"b,2\n${rows(5)}\n`,
      "on line 2 text follows the quote that closes a cell",
    ],
  ])("is named with its line and cause: %s", async (_, content, problem) => {
    expect(await findings(content)).toEqual(unreadable(problem));
  });

  it.each([
    ["UTF-16", Buffer.from(`\uFEFFid,name,x\n${rows(5)}\n`, "utf16le"), 1],
    ["Latin-1", Buffer.from(`id,name,x\n${rows(5)}\n6,M\u00fcller,1\n`, "latin1"), 7],
  ])("is named with its first line in another encoding: %s", async (_, content, line) => {
    expect(await findings(content)).toEqual([`data/other-encoding: \`f.csv\` is not UTF-8 text, from line ${line} on`]);
  });

  it("is empty where it has no byte", async () => {
    expect(await findings("")).toEqual(["data/empty-table: `f.csv` has no rows"]);
  });
});

describe("a bad value", () => {
  it.each([
    ["blank lines", `id,name,x\n1,a,1\n\n\n2,b,2\n3,c,bad\n`, 6],
    ["blank lines of Windows", "id,name,x\r\n1,a,1\r\n\r\n2,b,2\r\n3,c,bad\r\n", 5],
    ["cells of several lines", `id,name,x\n1,"a\n\n""b""\n",1\n2,"b, c",2\n\n3,c,bad\n`, 8],
    ["quotes within cells", `id,name,x\n1,a"b,1\n2,"c",2\n3,c,bad\n`, 4],
  ])("is found on its line behind %s", async (_, content, line) => {
    expect(await findings(content)).toEqual([
      `data/bad-value: line ${line} of \`f.csv\`, column \`x\`: \`bad\` is not a number (\`float\`)`,
    ]);
  });

  it("is found in its file of several", async () => {
    writeFileSync(join(folder, "g1.csv"), `id,name,x\n${rows(5)}\n\n`);
    writeFileSync(join(folder, "g2.csv"), "id,name,x\n\n1,a,1\nbad,a,2\n");
    expect(await findings("", { path: ["g1.csv", "g2.csv"] })).toEqual([
      "data/bad-value: line 4 of `g2.csv`, column `id`: `bad` is not a whole number of 64 bits (`int`)",
    ]);
  });

  it("is found by its line where blank lines are missing values", async () => {
    const columns = [columnOf("x", "float", true)];
    writeFileSync(join(folder, "one.csv"), "x\n1\n\nbad\n");
    const op = { kind: "source", connector: "csv", params: { path: "one.csv" }, schema: { columns } } as const;
    const { diagnostics } = await readSource(engine, op, { resolvePath: (path) => join(folder, path), span });
    expect(diagnostics[0]?.message).toMatch(/^line 4 of `one.csv`/);
  });
});

describe("a file with another delimiter", () => {
  it.each([
    [";", ";"],
    ["\t", "\\t"],
    ["|", "|"],
  ])("gives one finding, with %j", async (delimiter, shown) => {
    const text = `id,name,x\n${rows(5)}\n`.replaceAll(",", delimiter);
    expect(await findings(text)).toEqual([
      `data/wrong-delimiter: the cells of \`f.csv\` are separated by \`${shown}\`, not by \`,\``,
    ]);
    expect(await findings(text, { delimiter })).toEqual([]);
  });

  it("is not suspected where no column of the schema would be found", () => {
    expect(likelyDelimiter("a;b", ["id"])).toBe(null);
    expect(likelyDelimiter("id", ["id"])).toBe(null);
    expect(likelyDelimiter('"id";"b"', ["id"])).toBe(";");
  });
});
