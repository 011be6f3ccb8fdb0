// `knn_impute` and `smote` against their definitions, which look at all rows: the same bits.
import fc from "fast-check";
import { expect, it } from "vitest";
import type { TransformInput } from "../../../../runtime/component.ts";
import { createRandom } from "../../../../runtime/numeric/random.ts";
import { knnImputeImplementation } from "../../../../stdlib/transforms/knn-impute/knn-impute.impl.ts";
import { smoteImplementation } from "../../../../stdlib/transforms/smote/smote.impl.ts";
import { numbers, valuesOf } from "../../../reference/columns.ts";

type Rows = readonly (readonly number[])[];

const some = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -2, max: 2 }) },
  { weight: 6, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e3, max: 1e3 }) },
  { weight: 1, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e-300, max: 1e-300 }) },
);
const gap = fc.constant(Number.NaN);
const infinite = fc.constantFrom(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY);

const rowsOf = (value: fc.Arbitrary<number>, width: number, most: number): fc.Arbitrary<number[][]> =>
  fc.array(fc.array(value, { minLength: width, maxLength: width }), { minLength: 1, maxLength: most, size: "max" });

const columnsOf = (rows: Rows) =>
  rows[0]!.map((_, j) =>
    numbers(
      `x${j}`,
      rows.map((row) => row[j]!),
    ),
  );
const inputOf = (rows: Rows, label: Float64Array | null = null): TransformInput => ({
  rows: rows.length,
  columns: columnsOf(rows),
  target: label,
  targetLevels: label === null ? null : ["a", "b", "c"],
  weight: null,
  order: null,
});

/** The mean of the k nearest rows by the columns that both have; of equally near ones the smaller value. */
function filledPlainly(train: Rows, row: readonly number[], j: number, k: number): number {
  const found: { distance: number; value: number }[] = [];
  for (const other of train) {
    let sum = 0;
    let count = 0;
    for (const [axis, value] of other.entries()) {
      const difference = value - row[axis]!;
      if (Number.isNaN(difference)) continue;
      sum += difference * difference;
      count++;
    }
    if (count > 0 && !Number.isNaN(other[j]!)) found.push({ distance: (sum * row.length) / count, value: other[j]! });
  }
  const byNearness = (a: number, b: number): number => (a === b ? 0 : a < b ? -1 : 1);
  found.sort((a, b) => byNearness(a.distance, b.distance) || byNearness(a.value, b.value));
  const chosen = found.slice(0, k);
  if (chosen.length === 0) {
    const present = train.map((other) => other[j]!).filter((value) => !Number.isNaN(value));
    return present.length === 0 ? 0 : Number.NaN;
  }
  if (chosen.every(({ value }) => value === chosen[0]!.value)) return chosen[0]!.value;
  return chosen.reduce((sum, { value }) => sum + value, 0) / chosen.length;
}

it.each([
  ["few gaps", fc.oneof({ weight: 9, arbitrary: some }, { weight: 1, arbitrary: gap })],
  ["many gaps", fc.oneof({ weight: 1, arbitrary: some }, { weight: 1, arbitrary: gap })],
  [
    "infinite numbers",
    fc.oneof({ weight: 6, arbitrary: some }, { weight: 1, arbitrary: gap }, { weight: 1, arbitrary: infinite }),
  ],
])("knn_impute, %s", (_, value) => {
  const tables = fc
    .integer({ min: 1, max: 6 })
    .chain((width) => fc.tuple(rowsOf(value, width, 250), rowsOf(value, width, 10)));
  fc.assert(
    fc.property(tables, fc.integer({ min: 1, max: 12 }), ([train, rows], k) => {
      const context = { random: createRandom(0) };
      const state = knnImputeImplementation.fit(inputOf(train), { k }, context);
      const got = knnImputeImplementation.apply(columnsOf(rows), state, { k }, null).map(valuesOf);
      for (const [i, row] of rows.entries()) {
        for (const [j, own] of row.entries()) {
          const want = Number.isNaN(own) ? filledPlainly(train, row, j, k) : own;
          // Where no row helps it is the mean, which other tests look at; a mean of both infinities is none.
          expect(got[j]![i]).toBe(Number.isNaN(want) ? state.means[j] : want);
        }
      }
    }),
    { numRuns: 200 },
  );
});

it("knn_impute fills with the value of a row that was drawn several times, to the last digit", () => {
  const train = Array.from({ length: 3 }, () => [0.1, 1]);
  const state = knnImputeImplementation.fit(inputOf(train), { k: 3 }, { random: createRandom(0) });
  const [filled] = knnImputeImplementation.apply(columnsOf([[Number.NaN, 1]]), state, { k: 3 }, null).map(valuesOf);
  expect([...filled!]).toEqual([0.1]);
});

it("smote", () => {
  const tables = fc.integer({ min: 0, max: 5 }).chain((width) => {
    const row = fc.tuple(fc.array(some, { minLength: width, maxLength: width }), fc.constantFrom(0, 0, 0, 1, 1, 2));
    return fc.array(row, { minLength: 1, maxLength: 250, size: "max" });
  });
  fc.assert(
    fc.property(tables, fc.integer({ min: 1, max: 8 }), fc.nat(), (table, k, seed) => {
      const rows = table.map(([row]) => row);
      const label = Float64Array.from(table, ([, kind]) => kind);
      const made = smoteImplementation.resample!(inputOf(rows, label), { k, ratio: 1 }, { random: createRandom(seed) });
      const got = made.columns.map(valuesOf);
      expect(Array.from(made.positions).map((_, i) => got.map((column) => column[i]))).toEqual([
        ...rows,
        ...synthesised(rows, label, k, seed),
      ]);
    }),
    { numRuns: 200 },
  );
});

function synthesised(rows: Rows, label: Float64Array, k: number, seed: number): Rows {
  const classes = [0, 1, 2].map((kind) => rows.filter((_, i) => label[i] === kind)).filter(({ length }) => length > 0);
  const largest = Math.max(...classes.map(({ length }) => length));
  return classes.flatMap((own, place) => {
    const random = createRandom(seed).derive(`class ${place}`);
    return Array.from({ length: largest - own.length }, () => {
      const at = random.below(own.length);
      const distance = (row: readonly number[]): number =>
        row.reduce((sum, value, j) => sum + (value - own[at]![j]!) * (value - own[at]![j]!), 0);
      const neighbours = [...own.keys()]
        .filter((other) => other !== at)
        .sort((a, b) => distance(own[a]!) - distance(own[b]!) || a - b)
        .slice(0, k);
      const neighbour = own[neighbours[random.below(Math.max(1, neighbours.length))] ?? at]!;
      const share = random.uniform();
      return own[at]!.map((value, j) => value + share * (neighbour[j]! - value));
    });
  });
}
