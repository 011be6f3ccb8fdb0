// Column files: what is written is what the engine and typed arrays read.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import {
  addColumn,
  bytesOf,
  ColumnFileWriter,
  PAGE_ROWS,
  readColumn,
  readRuns,
} from "../../../../runtime/columns/column-file.ts";
import { columnTable } from "../../../../runtime/data/column-table.ts";
import { openEngine } from "../../../../runtime/data/engine.ts";
import { textPage } from "../../../../runtime/data/readers/plain-csv/text-page.ts";
import { runsOf } from "../../../../runtime/frame/row-runs.ts";
import { scalar } from "../../../../specs/data-type.ts";

const folder = mkdtempSync(join(tmpdir(), "pipec-columns-"));
let files = 0;
const fresh = (): string => join(folder, `${files++}.parquet`);

it("keeps every double, also over several pages", () => {
  const values = Float64Array.from({ length: PAGE_ROWS + 17 }, (_, i) => (i % 5 === 0 ? Number.NaN : i * 0.1));
  values.set([-0, Number.MAX_VALUE, Number.MIN_VALUE, -1e-300]);
  const writer = new ColumnFileWriter(fresh(), [
    { name: "a", kind: "number" },
    { name: "b", kind: "number" },
  ]);
  addColumn(writer, 1, values.toReversed());
  addColumn(writer, 0, values);
  const file = writer.finish();
  const read = new Float64Array(file.rows);
  readColumn(file, "a", read);
  expect(Buffer.from(read.buffer).equals(Buffer.from(values.buffer))).toBe(true);
});

it("is a table of the engine", async () => {
  const engine = await openEngine({ threads: 2 });
  try {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({ x: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })), t: fc.option(fc.string()) }),
          {
            minLength: 1,
            maxLength: 40,
          },
        ),
        async (rows) => {
          const writer = new ColumnFileWriter(engine.freshFile(), [
            { name: "x", kind: "number" },
            { name: "t", kind: "text" },
          ]);
          const present = new Uint8Array(Math.ceil(rows.length / 8));
          const texts = rows.flatMap(({ t }, row) => {
            if (t === null) return [];
            present[row >> 3]! |= 1 << (row & 7);
            const bytes = new TextEncoder().encode(t);
            return [new Uint8Array(Uint32Array.of(bytes.length).buffer), bytes];
          });
          addColumn(
            writer,
            0,
            Float64Array.from(rows, ({ x }) => x ?? Number.NaN),
          );
          writer.addPage(1, rows.length, textPage(present, Buffer.concat(texts)));
          const schema = {
            columns: [
              { name: "x", type: scalar("float", true), roles: {} },
              { name: "t", type: scalar("string", true), roles: {} },
            ],
          };
          const table = await columnTable(engine, writer.finish(), schema);
          const read = await engine.query(`SELECT __row, x, t FROM ${table.name}`);
          expect(read).toEqual(rows.map(({ x, t }, row) => [BigInt(row), x, t ?? null]));
          await engine.drop(table.name);
        },
      ),
      { numRuns: 50 },
    );
  } finally {
    engine.close();
  }
});

it("gives runs of rows as whole columns have them, across pages of any size", () => {
  const pages = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(pages, fc.array(fc.boolean(), { minLength: 42, maxLength: 42 }), (sizes, wanted) => {
      const writer = new ColumnFileWriter(fresh(), [{ name: "a", kind: "number" }]);
      let count = 0;
      for (const size of sizes) {
        const values = Float64Array.from({ length: size }, (_, i) => count + i);
        writer.addPage(0, size, bytesOf(values));
        count += size;
      }
      const rows = Int32Array.from([...Array(count).keys()].filter((row) => wanted[row]));
      const read = new Float64Array(rows.length);
      readRuns(writer.finish(), "a", runsOf(rows).runs, read);
      expect([...read]).toEqual([...rows]);
    }),
  );
});
