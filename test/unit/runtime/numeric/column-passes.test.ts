// One pass over a column, by kernels, against plain definitions: values of any kind, in chunks of any length.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { changedColumn, numbersIn } from "../../../../runtime/frame/column-rows.ts";
import type { NumberColumn } from "../../../../runtime/frame/frame.ts";
import { segmentsOf } from "../../../../runtime/frame/row-segments.ts";
import type { ValueChange } from "../../../../runtime/frame/value-change.ts";
import { codesOf } from "../../../../runtime/numeric/distinct-codes.ts";
import { createRandom } from "../../../../runtime/numeric/random.ts";
import { findNeighbours, findNeighboursTogether } from "../../../../runtime/numeric/selection.ts";
import { findRange, summarize } from "../../../../runtime/numeric/summary.ts";

const cell = fc.oneof(
  { weight: 6, arbitrary: fc.double({ min: -1e6, max: 1e6, noNaN: true }) },
  { weight: 2, arbitrary: fc.integer({ min: -3, max: 3 }) },
  { weight: 1, arbitrary: fc.constantFrom(Number.NaN, -0) },
);
const cells = fc.array(cell, { maxLength: 3000 }).map((values) => Float64Array.from(values));

const inChunks =
  (values: Float64Array, size: number) =>
  (visit: (chunk: Float64Array) => void): void => {
    for (let from = 0; from < values.length; from += size) visit(values.subarray(from, from + size));
  };

const isPresent = (value: number): boolean => !Number.isNaN(value);

/** Long columns of the kinds that mislead a sample: few values, sorted, periodic, mostly missing. */
const LONG: Readonly<Record<string, (random: () => number, row: number) => number>> = {
  uniform: (random) => random() * 200 - 100,
  "mostly zero": (random) => (random() < 0.8 ? 0 : random()),
  "two values": (random) => (random() < 0.5 ? 1 : 2),
  rising: (_, row) => row,
  periodic: (_, row) => row % 24,
  "mostly missing": (random) => (random() < 0.95 ? Number.NaN : random()),
  "never missing": (random) => 1 / (random() - 0.5),
  constant: () => 7,
  infinite: (random) =>
    random() < 0.3 ? Number.POSITIVE_INFINITY : random() < 0.3 ? Number.NEGATIVE_INFINITY : random(),
  missing: () => Number.NaN,
};
const LEVELS = [0, 0.001, 0.25, 0.5, 0.75, 0.999, 1];

describe("one pass over a column", () => {
  it("sums up as two passes do, with the same bits for any chunks", () => {
    fc.assert(
      fc.property(cells, fc.integer({ min: 1, max: 1500 }), (values, size) => {
        const { count, mean, squares } = summarize(inChunks(values, size));
        expect(summarize(inChunks(values, values.length + 1))).toEqual({ count, mean, squares });
        const present = [...values].filter(isPresent);
        expect(count).toBe(present.length);
        if (count === 0) {
          expect(mean).toBeNaN();
          return;
        }
        const centre = present.reduce((sum, value) => sum + value, 0) / count;
        const spread = present.reduce((sum, value) => sum + (value - centre) ** 2, 0);
        const scale = present.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
        expect(Math.abs(mean - centre)).toBeLessThanOrEqual(1e-13 * scale);
        expect(Math.abs(squares - spread)).toBeLessThanOrEqual(1e-12 * (spread + scale));
      }),
    );
  });

  it("finds the smallest and the largest value", () => {
    fc.assert(
      fc.property(cells, fc.integer({ min: 1, max: 1500 }), (values, size) => {
        const present = [...values].filter(isPresent);
        const { min, max } = findRange(inChunks(values, size));
        // Which of two zeros is the smaller one is nobody's concern: adding 0 makes both the same.
        expect(min + 0).toBe(present.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY) + 0);
        expect(max + 0).toBe(present.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY) + 0);
      }),
    );
  });

  it("changes every value as the plain formula does", () => {
    const changes = fc.constantFrom<ValueChange>(
      { kind: "fill", value: 0.1 },
      { kind: "scale", center: 0.3, scale: 7 },
      { kind: "each", of: Math.abs },
    );
    fc.assert(
      fc.property(cells, changes, (values, change) => {
        const column: NumberColumn = { kind: "number", name: "x", type: "float", values };
        const plain = values.map((value) => {
          if (change.kind === "fill") return isPresent(value) ? value : change.value;
          return change.kind === "scale" ? (value - change.center) / change.scale : change.of(value);
        });
        expect(changedColumn(column, "x", "float", change).values).toEqual(plain);
      }),
    );
  });

  for (const [kind, make] of Object.entries(LONG)) {
    it(`finds neighbours of quantiles as sorting does: ${kind}`, () => {
      for (const rows of [0, 1, 2, 8192, 8193, 60_001]) {
        const random = createRandom(rows, kind);
        const values = Float64Array.from({ length: rows }, (_, row) => make(() => random.uniform(), row));
        const sorted = values.filter(isPresent).sort();
        const numbers = numbersIn({ kind: "number", name: "x", type: "float", values });
        const pages = {
          ...numbers,
          visit: (visit: (chunk: Float64Array, start: number) => void) => {
            for (let from = 0; from < rows; from += 5000) visit(values.subarray(from, from + 5000), from);
          },
        };
        for (const [i, [low, high, share]] of findNeighbours(pages, LEVELS).entries()) {
          if (sorted.length === 0) {
            expect(low).toBeNaN();
            continue;
          }
          const position = LEVELS[i]! * (sorted.length - 1);
          expect([low, high]).toEqual([
            sorted[Math.floor(position)],
            sorted[Math.min(Math.floor(position) + 1, sorted.length - 1)],
          ]);
          expect(share).toBe(position - Math.floor(position));
        }
      }
    });
  }

  it("finds neighbours in lists that overlap as in each alone", () => {
    const random = createRandom(1, "lists");
    const rows = 60_000;
    const values = Float64Array.from({ length: rows }, () => (random.uniform() < 0.1 ? Number.NaN : random.normal()));
    const lists = Array.from({ length: 5 }, (_, k) =>
      Int32Array.from({ length: rows }, (__, row) => row).filter(
        (row) => row % 10_000 < k * 2000 || row % 10_000 >= k * 2000 + 2500,
      ),
    );
    const segments = segmentsOf(lists)!;
    const rowsOfLists = lists.map(() => [] as number[]);
    const found = findNeighboursTogether(
      {
        lists: 5,
        length: rows,
        visit: (visit) => {
          for (let i = 0; i < segments.length; i += 3) {
            const [first, length, heldBy] = [segments[i]!, segments[i + 1]!, segments[i + 2]!];
            for (let k = 0; k < 5; k++) {
              if ((heldBy >> k) & 1) for (let row = first; row < first + length; row++) rowsOfLists[k]!.push(row);
            }
            visit(values.subarray(first, first + length), first, heldBy);
          }
        },
      },
      LEVELS,
    );
    for (const [k, list] of lists.entries()) {
      // The lists were walked through twice.
      expect(rowsOfLists[k]!.slice(0, list.length)).toEqual([...list]);
      const alone = Float64Array.from(list, (row) => values[row]!);
      expect(found![k]).toEqual(
        findNeighbours(numbersIn({ kind: "number", name: "x", type: "float", values: alone }), LEVELS),
      );
    }
  });

  it("leaves lists of scattered rows to themselves", () => {
    expect(segmentsOf([Int32Array.of(0, 2, 4, 6), Int32Array.of(1, 3, 5)])).toBeNull();
    expect(segmentsOf([Int32Array.of(2, 1)])).toBeNull();
  });

  it("numbers distinct values in the order in which they come", () => {
    fc.assert(
      fc.property(cells, (values) => {
        const found = codesOf(values);
        const known: number[] = [];
        for (const [i, value] of values.entries()) {
          let code = known.findIndex((other) => Object.is(other, value + 0));
          if (code === -1) code = known.push(value + 0) - 1;
          expect(found.codes[i]).toBe(code);
        }
        expect([...found.values]).toEqual(known);
      }),
    );
  });
});
