// The profile of columns in files is the one that the data engine makes of them.
import { afterAll, beforeAll, expect, it } from "vitest";
import { addColumn, ColumnFileWriter } from "../../../../runtime/columns/column-file.ts";
import { columnTable } from "../../../../runtime/data/column-table.ts";
import { type Engine, openEngine } from "../../../../runtime/data/engine.ts";
import { createRandom } from "../../../../runtime/numeric/random.ts";
import { binsOf, shownRange } from "../../../../runtime/profile/profile-shape.ts";
import { profileTable } from "../../../../runtime/profile/profile-table.ts";
import { type Column, type Schema, scalar } from "../../../../specs/data-type.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine({ threads: 2 });
});
afterAll(() => engine.close());

const ROWS = 250_000;
const schema: Schema = {
  columns: [
    { name: "x", type: scalar("float", true), roles: {} },
    { name: "n", type: scalar("int", false), roles: {} },
    { name: "at", type: scalar("timestamp", false), roles: {} },
    { name: "none", type: scalar("float", true), roles: {} },
  ],
};

it("counts, ranges, moments and bins", async () => {
  const random = createRandom(1, "profile");
  const make = (value: (row: number) => number): Float64Array =>
    Float64Array.from({ length: ROWS }, (_, i) => value(i));
  const columns = [
    make(() => (random.uniform() < 0.1 ? Number.NaN : Math.round(1000 * random.normal()) / 8)),
    make(() => random.below(50)),
    make((row) => 1_577_836_800_000 + 3_600_000 * (row % 5000)),
    make(() => Number.NaN),
  ];
  const writer = new ColumnFileWriter(
    engine.freshFile(),
    schema.columns.map(({ name }) => ({ name, kind: "number" })),
  );
  for (const [i, values] of columns.entries()) addColumn(writer, i, values);
  const table = await columnTable(engine, writer.finish(), schema);
  const { stored: _, ...withoutFile } = table;
  const byFile = await profileTable(engine, table);
  const byEngine = await profileTable(engine, withoutFile);
  for (const [i, found] of byFile.columns.entries()) {
    const wanted = byEngine.columns[i]!;
    expect({ ...found, distinct: 0, distinctIsExact: true }).toEqual({ ...wanted, distinct: 0 });
    expect(Math.abs(found.distinct - wanted.distinct)).toBeLessThanOrEqual(0.05 * wanted.distinct);
  }
});

it("draws no bins where the range is no number", async () => {
  const column: Column = { name: "x", type: scalar("float", false), roles: {} };
  expect(shownRange(-1.7e308, 1.7e308, -1.7e308, 1.7e308)).toBeNull();
  expect(binsOf(column, shownRange(-8e307, 8e307, -8e307, 8e307))?.width).toBeGreaterThan(0);
});
