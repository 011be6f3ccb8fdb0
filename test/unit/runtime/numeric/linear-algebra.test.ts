import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { blockTable } from "../../../../runtime/numeric/block-table.ts";
import { cholesky, solveCholesky } from "../../../../runtime/numeric/cholesky.ts";
import { centredProducts, productSums, slopes, times } from "../../../../runtime/numeric/gram.ts";
import { minimizeLbfgs } from "../../../../runtime/numeric/lbfgs.ts";
import { solveLeastSquares } from "../../../../runtime/numeric/least-squares.ts";
import { createSequence } from "../../../reference/sequence.ts";

const shape = fc.record({
  rows: fc.integer({ min: 1, max: 12 }),
  columns: fc.integer({ min: 1, max: 7 }),
  seed: fc.integer({ min: 1, max: 1e6 }),
});
const uniforms = (seed: number, count: number): Float64Array =>
  createSequence(seed)
    .uniforms(count)
    .map((u) => u - 0.5);
const largest = (values: Float64Array): number => values.reduce((found, value) => Math.max(found, Math.abs(value)), 0);

/** Columns of numbers, every third one mostly zeros. */
const columnsOf = (seed: number, rows: number, count: number): Float64Array[] =>
  Array.from({ length: count }, (_, j) => {
    const values = uniforms(seed + j, rows);
    return j % 3 === 2 ? values.map((value, i) => ((i * 7 + j) % 11 === 0 ? value : 0)) : values;
  });

describe("sums of products", () => {
  it.each([1, 5, 255, 256, 257, 2048, 2500])("of %i rows equal their definition", (rows) => {
    const columns = columnsOf(rows, rows, 7);
    for (const weights of [null, uniforms(rows + 1, rows)]) {
      const table = { ...blockTable(columns, rows, true), factors: new Float64Array(7).fill(2) };
      const products = productSums(table, weights);
      const at = (j: number, i: number): number => (j === 7 ? 1 : 2 * (columns[j]![i]! - table.shifts[j]!));
      for (let a = 0; a <= 7; a++) {
        for (let b = 0; b <= 7; b++) {
          let sum = 0;
          for (let i = 0; i < rows; i++) sum += at(a, i) * at(b, i) * (weights?.[i] ?? 1);
          expect(products[a * 8 + b]).toBeCloseTo(sum, 9);
        }
      }
    }
  });

  it("of many columns are kept in one place, and equal them too", () => {
    const columns = columnsOf(5, 600, 520);
    const products = productSums(blockTable(columns, 600, false), null);
    for (const [a, b] of [
      [0, 519],
      [2, 5],
      [2, 300],
      [519, 519],
    ] as const) {
      const sum = columns[a]!.reduce((total, value, i) => total + value * columns[b]![i]!, 0);
      expect(products[a * 521 + b]).toBeCloseTo(sum, 10);
    }
  });

  it("about the means lose nothing to large means, also where they drift", () => {
    const rows = 3000;
    const drifting = Float64Array.from({ length: rows }, (_, i) => 1e6 + i);
    const jump = Float64Array.from({ length: rows }, (_, i) => (i === 1 ? 1e9 : 1e9 + (i % 2)));
    const { means, products } = centredProducts([drifting, jump], rows, null, true);
    expect(means[0]).toBeCloseTo(1e6 + (rows - 1) / 2, 6);
    expect(products[0]! / ((rows * (rows * rows - 1)) / 12)).toBeCloseTo(1, 12);
    const mean = jump.reduce((sum, value) => sum + (value - 1e9), 0) / rows;
    const squares = jump.reduce((sum, value) => sum + (value - 1e9 - mean) ** 2, 0);
    expect(products[3]! / squares).toBeCloseTo(1, 10);
  });

  it("about the means lose nothing where rows of no weight lie far from all others", () => {
    const column = Float64Array.from({ length: 2000 }, (_, i) => (i < 1000 ? 0 : 1e9 + (i % 2)));
    const weights = Float64Array.from(column, (value) => (value === 0 ? 0 : 1));
    const { means, products } = centredProducts([column], 2000, weights, true);
    expect(means[0]).toBe(1e9 + 0.5);
    expect(products[0]).toBeCloseTo(250, 3);
  });
});

describe("columns times numbers", () => {
  it.each([1, 255, 2500])("of %i rows equal their definition", (rows) => {
    const columns = columnsOf(rows, rows, 6);
    const v = uniforms(rows + 1, rows);
    const w = uniforms(3, 6);
    slopes(columns, v).forEach((value, j) => {
      expect(value).toBeCloseTo(
        columns[j]!.reduce((sum, x, i) => sum + x * v[i]!, 0),
        10,
      );
    });
    times(columns, rows, w, 2).forEach((value, i) => {
      expect(value).toBeCloseTo(
        w.reduce((sum, factor, j) => sum + factor * columns[j]![i]!, 2),
        12,
      );
    });
  });
});

/** The columns of X column-major. */
const columnsOfMatrix = (x: Float64Array, rows: number, columns: number): Float64Array[] =>
  Array.from({ length: columns }, (_, j) => x.subarray(j * rows, (j + 1) * rows));

/** XᵀX for X column-major. */
const gram = (x: Float64Array, rows: number, columns: number): Float64Array =>
  Float64Array.from({ length: columns * columns }, (_, at) => {
    const [a, b] = [Math.floor(at / columns) * rows, (at % columns) * rows];
    let sum = 0;
    for (let i = 0; i < rows; i++) sum += x[a + i]! * x[b + i]!;
    return sum;
  });

describe("cholesky", () => {
  it("solves A x = b for A = XᵀX + I", () => {
    fc.assert(
      fc.property(shape, ({ rows, columns, seed }) => {
        const a = gram(uniforms(seed, rows * columns), rows, columns);
        for (let j = 0; j < columns; j++) a[j * columns + j] = a[j * columns + j]! + 1;
        const b = uniforms(seed + 1, columns);
        const x = solveCholesky(cholesky(a, columns)!, b);
        expect(
          largest(times(columnsOfMatrix(a, columns, columns), columns, x).map((value, i) => value - b[i]!)),
        ).toBeLessThan(1e-12);
      }),
    );
  });
  it("refuses a matrix that is not positive definite", () => {
    expect(cholesky(Float64Array.of(1, 2, 2, 1), 2)).toBeNull();
  });
});

describe("least squares", () => {
  it("leaves a residual that no column explains, also for deficient rank", () => {
    fc.assert(
      fc.property(shape, fc.boolean(), ({ rows, columns, seed }, deficient) => {
        const a = uniforms(seed, rows * columns);
        if (deficient) a.copyWithin((columns - 1) * rows, 0, rows);
        const b = uniforms(seed + 1, rows);
        const x = solveLeastSquares(a, rows, columns, b);
        const fitted = times(columnsOfMatrix(a, rows, columns), rows, x);
        const left = slopes(
          columnsOfMatrix(a, rows, columns),
          b.map((value, i) => value - fitted[i]!),
        );
        expect(largest(left)).toBeLessThan(1e-9 * (1 + largest(x)));
      }),
    );
  });
  it("is the shortest of all solutions", () => {
    // x + y = 2 and a column of zeros.
    expect(Array.from(solveLeastSquares(Float64Array.of(1, 1, 0), 1, 3, Float64Array.of(2)))).toEqual([
      expect.closeTo(1, 12),
      expect.closeTo(1, 12),
      0,
    ]);
    expect(Array.from(solveLeastSquares(new Float64Array(4), 2, 2, Float64Array.of(1, 2)))).toEqual([0, 0]);
  });
});

describe("lbfgs", () => {
  it("finds the minimum of Rosenbrock's function", () => {
    const found = minimizeLbfgs(
      (x, gradient) => {
        const [a, b] = [x[0]!, x[1]!];
        gradient[0] = -2 * (1 - a) - 400 * a * (b - a * a);
        gradient[1] = 200 * (b - a * a);
        return (1 - a) ** 2 + 100 * (b - a * a) ** 2;
      },
      Float64Array.of(-1.2, 1),
      { maxIterations: 200, tolerance: 1e-8 },
    );
    expect(found[0]).toBeCloseTo(1, 6);
    expect(found[1]).toBeCloseTo(1, 6);
  });
});
