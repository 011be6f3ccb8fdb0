// Arrays of NumPy in every form, against what NumPy says is in them.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Engine, openEngine } from "../../../../runtime/data/engine.ts";
import type { Column, ScalarKind } from "../../../../specs/data-type.ts";
import { columnOf } from "./inline-table.ts";
import { elementsOf, testFolder } from "./read-files.ts";

interface Form {
  readonly name: string;
  readonly shape: readonly number[];
  readonly bytes: string;
  readonly rows: readonly (readonly (number | null)[])[];
}

const { forms } = JSON.parse(readFileSync(join(import.meta.dirname, "../../../reference/npy.json"), "utf8")) as {
  readonly forms: readonly Form[];
};
let engine: Engine;
const files = testFolder("npy", () => engine);
beforeAll(async () => {
  engine = await openEngine({ threads: 1 });
});
afterAll(() => {
  engine.close();
  files.remove();
});

const value = (shape: readonly number[], kind: ScalarKind = "float"): Column => ({
  name: "value",
  type: { kind, shape, nullable: true },
  roles: {},
});
const bytesOf = (name: string): Buffer => Buffer.from(forms.find((form) => form.name === name)!.bytes, "base64");

describe("npy", () => {
  it.each(forms)("reads $name", async ({ shape, bytes, rows }) => {
    files.write("a.npy", Buffer.from(bytes, "base64"));
    const read = await files.rows("npy", "a.npy", [value(shape)]);
    const cells = read.map(([cell]) => (shape.length === 0 ? [cell] : elementsOf(cell)));
    expect(cells).toEqual(rows);
  });

  it("gives rows a time by start and every, and goes on in the next file", async () => {
    files.write("t1.npy", bytesOf("numbers"));
    files.write("t2.npy", bytesOf("numbers"));
    const columns = [columnOf("time", "timestamp"), value([])];
    const hour = { months: 0, milliseconds: 3_600_000 };
    const params = { start: "2024-01-31T22:00:00Z", every: hour };
    const rows = await files.rows("npy", "t?.npy", columns, params);
    expect(rows.map(([time]) => time)).toEqual([
      "2024-01-31 22:00:00",
      "2024-01-31 23:00:00",
      "2024-02-01 00:00:00",
      "2024-02-01 01:00:00",
      "2024-02-01 02:00:00",
      "2024-02-01 03:00:00",
    ]);
    const month = { time: { every: { months: 1, milliseconds: 0 } } };
    const dated = [{ ...columnOf("at", "date", true, month) }];
    expect(await files.rows("npy", "t1.npy", dated, { start: "2024-01-31" })).toEqual([
      ["2024-01-31"],
      ["2024-02-29"],
      ["2024-03-31"],
    ]);
    expect(await files.findings("npy", "t1.npy", columns, { start: "2024-01-31" })).toEqual([
      "data/no-clock: the times that begin at `2024-01-31` have no step",
    ]);
  });

  it("says what is wrong with a file", async () => {
    const whole = bytesOf("version 1");
    const first = async (bytes: Uint8Array, shape: readonly number[] = [3, 2]): Promise<string> => {
      files.write("b.npy", bytes);
      return (await files.findings("npy", "b.npy", [value(shape)]))[0]!;
    };
    expect(await first(Buffer.from("nothing of the kind"))).toContain("it is not a NPY file");
    expect(await first(whole.subarray(0, -3))).toContain("by its header there should be");
    expect(await first(whole.subarray(0, 40))).toContain("it ends in its header");
    expect(await first(whole, [2, 3])).toBe(
      "data/shape-differs: the rows of `b.npy` have the shape 3 x 2, the schema gives `value` the shape 2 x 3",
    );
    const text = Buffer.from(bytesOf("version 1").toString("latin1").replace("'<f8'", "'|O' "), "latin1");
    expect(await first(text)).toContain("its elements are of the type `|O`");
    expect(await files.findings("npy", "b.npy", [columnOf("other", "int")])).toHaveLength(1);
  });
});
