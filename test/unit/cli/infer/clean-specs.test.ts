// Laws of `pipec infer`: whatever the table, the spec that is written parses, checks clean, is in the canonical layout, and reads
// the data that it was made from.
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { callInfer, errorsOnData, flawsOf } from "./infer-call.ts";

const folder = mkdtempSync(join(tmpdir(), "pipec-infer-laws-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// The one with 961 columns takes twenty seconds; `m4/Hourly-test.csv` is of the same make.
const SHARED = resolve("../shared/data");
const tables = existsSync(SHARED)
  ? readdirSync(SHARED, { recursive: true, encoding: "utf8" }).filter(
      (name) => /\.(csv|tsv|data|txt)$/.test(name) && !/LICENSE|Hourly-train/.test(name),
    )
  : [];

/** What people predict in them. */
const TARGETS: Readonly<Record<string, string>> = {
  "ett/ETTh1.csv": "OT",
  "leaky/bank-additional-full.csv": "y",
  "leaky/titanic3_boat_body.csv": "survived",
  "panel/stallion.csv": "volume",
  "series/airline-passengers.csv": "Passengers",
  "tabular/abalone.csv": "column_9",
  "tabular/adult-train.csv": "column_15",
  "tabular/california_housing.csv": "median_house_value",
  "tabular/credit_default_uci.csv": "default.payment.next.month",
  "tabular/iris.csv": "column_5",
};

const targetOf = (target: string | undefined) => (target === undefined ? {} : { target });

describe.skipIf(tables.length === 0)("data sets (skipped where ../shared/data is not there)", () => {
  it.each(tables)("%s", { timeout: 120_000 }, async (name) => {
    const { code, out, err } = await callInfer(join(SHARED, name), targetOf(TARGETS[name]));
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const spec = join(folder, "shared.pipe");
    writeFileSync(spec, out);
    expect(flawsOf(spec)).toEqual([]);
    if (TARGETS[name] !== undefined) expect(out).toContain("evaluate final = champion on cv.test");
  });
});

const cell = fc.oneof(
  fc.integer({ min: -1_000_000, max: 1_000_000 }).map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.constantFrom(
    "",
    "NA",
    "?",
    "nan",
    "inf",
    "yes",
    "no",
    "true",
    "0",
    "1",
    "007",
    "1e5",
    "-",
    "2024-02-30",
    "3,14",
    "1.234,5",
    "12,345.67",
    "9007199254740993",
    "a\0b",
    "12:30:00",
  ),
  fc
    .date({ min: new Date("1950-01-01"), max: new Date("2060-01-01"), noInvalidDate: true })
    .map((at) => at.toISOString()),
  fc.string({ unit: "grapheme", maxLength: 8 }),
);
const name = fc.oneof(
  fc.constantFrom(
    "id",
    "date",
    "y",
    "true",
    "null",
    "in",
    "next_x",
    "email",
    "Mean Temp (C)",
    "a.b",
    "last",
    "level",
    "x",
  ),
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 10 }),
);
const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** Columns of one make each, as in real tables: all cells from one arbitrary, or a few levels. */
const table = fc
  .uniqueArray(
    name.filter((text) => text.trim() !== "" && !/[\0]/.test(text)),
    {
      minLength: 1,
      maxLength: 6,
      selector: (text) => text.trim().toLowerCase(),
    },
  )
  .chain((names) =>
    fc.record({
      names: fc.constant(names),
      rows: fc.array(fc.tuple(...names.map(() => cell)), { minLength: 1, maxLength: 70 }),
      repeat: fc.constantFrom(1, 1, 30),
      target: fc.option(fc.nat({ max: names.length - 1 }), { nil: null }),
    }),
  );

/** The spec proposed for a target `y` beside a number, of which nothing is wrong. */
async function specFor(targetAt: (row: number) => string): Promise<string> {
  const path = join(folder, "target.csv");
  const rows = Array.from({ length: 90 }, (_, row) => `${targetAt(row)},${row % 7}`);
  writeFileSync(path, `y,x\n${rows.join("\n")}\n`);
  const { code, out } = await callInfer(path, { target: "y" });
  expect(code).toBe(0);
  const spec = join(folder, "target.pipe");
  writeFileSync(spec, out);
  expect(flawsOf(spec)).toEqual([]);
  expect(await errorsOnData(spec)).toEqual([]);
  return out;
}

it.each([2, 3])("a target of %i times gets no task: it is neither a number nor a class", async (times) => {
  const spec = await specFor((row) => `1970-01-01T00:00:0${row % times}.000Z`);
  expect(spec).toContain("No task is proposed: the target is a `timestamp`");
});

it("two numbers as a target are no classes where no int holds them", async () => {
  const spec = await specFor((row) => ["-9223372036854776000", "0"][row % 2]!);
  expect(spec).toContain("= regress(y");
});

describe("random tables", () => {
  it("give specs that check clean", { timeout: 240_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(table, async ({ names, rows, repeat, target }) => {
        const path = join(folder, "random.csv");
        const lines = [names, ...Array.from({ length: repeat }, () => rows).flat()].map((row) =>
          row.map(quote).join(","),
        );
        writeFileSync(path, `${lines.join("\n")}\n`);
        const { code, out, err } = await callInfer(path, targetOf(target === null ? undefined : names[target]));
        // What cannot be read as a table, or has no such column after reading, is a finding and never a crash.
        if (code === 1) expect(err).toMatch(/^error\[data\//);
        else {
          const spec = join(folder, "random.pipe");
          writeFileSync(spec, out);
          expect(flawsOf(spec)).toEqual([]);
          expect(await errorsOnData(spec)).toEqual([]);
        }
      }),
      { numRuns: 40 },
    );
  });
});
