// Joins in time against a reference that looks at every pair of rows.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ComputedTable, computeTable } from "./table-text.ts";

interface Left {
  readonly day: number;
  readonly key: string;
}

interface Right extends Left {
  readonly known: number;
}

const date = (day: number): string => new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10);
const csv = (header: string, rows: readonly (readonly (string | number)[])[]): string =>
  `${[header, ...rows.map((row) => row.join(","))].join("\n")}\n`;

const SOURCES = `source facts = csv("facts.csv") {
  day: date @time
  key: category @series
}

source versions = csv("versions.csv") {
  event: date @time
  known: date @known_at
  key:   category
  value: int
}
`;

async function joined(step: string, left: readonly Left[], right: readonly Right[]): Promise<ComputedTable> {
  const files = {
    "facts.csv": csv(
      "day,key",
      left.map(({ day, key }) => [date(day), key]),
    ),
    "versions.csv": csv(
      "event,known,key,value",
      right.map(({ day, known, key }, value) => [date(day), date(known), key, value]),
    ),
  };
  return computeTable(`${SOURCES}\ntable result = facts |> ${step}\n`, files, "result");
}

const key = fc.constantFrom("a", "b");
const day = fc.integer({ min: 0, max: 12 });
const lefts = fc.array(fc.record({ day, key }), { minLength: 1, maxLength: 12 });
/** Facts become known on their day or later, and now and then before (plans); versions may repeat a stamp. */
const rights = fc.array(fc.record({ day, key, known: fc.integer({ min: 0, max: 16 }) }), {
  minLength: 1,
  maxLength: 20,
});

/** The latest event that had happened and was known, in the version known last; of equal ones the last in the table. */
function best(left: Left, right: readonly Right[], strict: boolean, within: number | null): number | null {
  let found: number | null = null;
  for (const [i, row] of right.entries()) {
    const counts = Math.max(row.day, row.known);
    if (row.key !== left.key || (strict ? counts >= left.day : counts > left.day)) continue;
    const other = found === null ? null : right[found]!;
    if (other === null || row.day > other.day || (row.day === other.day && row.known >= other.known)) found = i;
  }
  return found !== null && within !== null && right[found]!.day < left.day - within ? null : found;
}

describe("join_as_of with a bitemporal right table", () => {
  it.each([
    { step: "join_as_of(versions, on: key)", strict: false, within: null },
    { step: "join_as_of(versions, on: key, within: 3d)", strict: false, within: 3 },
    { step: "join_as_of(versions, on: key, strict: true)", strict: true, within: null },
  ])(
    "$step takes the latest event in its latest known version",
    async ({ step, strict, within }) => {
      await fc.assert(
        fc.asyncProperty(lefts, rights, async (left, right) => {
          const { rows, columns, found } = await joined(step, left, right);
          expect(found).toEqual([]);
          const value = columns.indexOf("value");
          expect(rows.map((row) => row[value])).toEqual(left.map((row) => best(row, right, strict, within)));
        }),
        { numRuns: 25, seed: 7 },
      );
    },
    60_000,
  );

  it("knows a restatement from its stamp on, and keeps to the newest event", async () => {
    const right = [
      { key: "a", day: 0, known: 1 },
      { key: "a", day: 0, known: 5 },
      { key: "a", day: 3, known: 4 },
      { key: "a", day: 0, known: 9 },
    ];
    const left = [0, 1, 4, 6, 10].map((at) => ({ key: "a", day: at }));
    const { rows } = await joined("join_as_of(versions, on: key)", left, right);
    expect(rows.map((row) => row.at(-1))).toEqual([null, 0, 2, 2, 2]);
  });

  it("compares the one time that is named", async () => {
    const right = [
      { key: "a", day: 3, known: 4 },
      { key: "a", day: 0, known: 5 },
    ];
    const { rows } = await joined("join_as_of(versions, on: key, time: known)", [{ key: "a", day: 6 }], right);
    expect(rows[0]?.at(-1)).toBe(1);
  });
});

describe("join with a limit in time", () => {
  it("takes the right row that is not later and not older than the limit", async () => {
    await fc.assert(
      fc.asyncProperty(lefts, rights, async (left, right) => {
        const { rows, found } = await joined("join(versions, on: key, within: 2d)", left, right);
        const partners = left.map((row) =>
          right.flatMap((other, i) =>
            other.key === row.key && other.known <= row.day && other.known >= row.day - 2 ? [i] : [],
          ),
        );
        const several = partners.find((list) => list.length > 1);
        if (several !== undefined) expect(found[0]).toContain("data/join-fan-out");
        else expect(rows.map((row) => row.at(-1))).toEqual(partners.map(([only]) => only ?? null));
      }),
      { numRuns: 30, seed: 3 },
    );
  }, 60_000);
});
