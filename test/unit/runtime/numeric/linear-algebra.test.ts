import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cholesky, solveCholesky } from "../../../../runtime/numeric/cholesky.ts";
import { gram, gramWithOnes, times, transposeTimes } from "../../../../runtime/numeric/gram.ts";
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

describe("products of tall matrices", () => {
  it("equal their definition", () => {
    fc.assert(
      fc.property(shape, fc.boolean(), ({ rows, columns, seed }, weighted) => {
        const x = uniforms(seed, rows * columns);
        const weights = weighted ? uniforms(seed + 1, rows) : null;
        const got = gram(x, rows, columns, weights);
        for (let a = 0; a < columns; a++) {
          for (let b = 0; b < columns; b++) {
            let sum = 0;
            for (let i = 0; i < rows; i++) sum += x[a * rows + i]! * x[b * rows + i]! * (weights?.[i] ?? 1);
            expect(got[a * columns + b]).toBeCloseTo(sum, 12);
          }
        }
      }),
    );
  });
});

describe("blocks of rows", () => {
  it.each([255, 256, 257, 2500])("of %i rows add up", (rows) => {
    const columns = 6;
    const x = uniforms(rows, rows * columns);
    const weights = uniforms(rows + 1, rows);
    const w = uniforms(3, columns);
    const sum = (of: (row: number) => number): number => {
      let total = 0;
      for (let i = 0; i < rows; i++) total += of(i);
      return total;
    };
    const at = (column: number, row: number): number => (column === columns ? 1 : x[column * rows + row]!);
    const products = gramWithOnes(x, rows, columns, weights);
    for (let a = 0; a <= columns; a++) {
      for (let b = 0; b <= columns; b++) {
        const expected = sum((i) => weights[i]! * at(a, i) * at(b, i));
        expect(products[a * (columns + 1) + b]).toBeCloseTo(expected, 10);
      }
    }
    transposeTimes(x, rows, columns, weights).forEach((value, j) => {
      expect(value).toBeCloseTo(
        sum((i) => x[j * rows + i]! * weights[i]!),
        10,
      );
    });
    times(x, rows, columns, w, 2).forEach((value, i) => {
      expect(value).toBeCloseTo(
        w.reduce((total, factor, j) => total + factor * x[j * rows + i]!, 2),
        12,
      );
    });
  });
});

describe("cholesky", () => {
  it("solves A x = b for A = XᵀX + I", () => {
    fc.assert(
      fc.property(shape, ({ rows, columns, seed }) => {
        const a = gram(uniforms(seed, rows * columns), rows, columns, null);
        for (let j = 0; j < columns; j++) a[j * columns + j] = a[j * columns + j]! + 1;
        const b = uniforms(seed + 1, columns);
        const x = solveCholesky(cholesky(a, columns)!, b);
        expect(largest(times(a, columns, columns, x).map((value, i) => value - b[i]!))).toBeLessThan(1e-12);
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
        const fitted = times(a, rows, columns, x);
        const slopes = transposeTimes(
          a,
          rows,
          columns,
          b.map((value, i) => value - fitted[i]!),
        );
        expect(largest(slopes)).toBeLessThan(1e-9 * (1 + largest(x)));
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
