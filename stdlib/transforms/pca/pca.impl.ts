// Principal components from the covariance matrix, signs as scikit-learn's: the largest coefficient of each is positive.
import { ComponentError, type TransformImplementation } from "../../../runtime/component.ts";
import { type FrameColumn, type NumberColumn, sharedFloats } from "../../../runtime/frame/frame.ts";
import { centredProducts } from "../../../runtime/numeric/gram.ts";
import { type Eigen, symmetricEigen } from "../../../runtime/numeric/symmetric-eigen.ts";
import { requireNumbers } from "../number-columns.ts";
import type { PcaParams } from "./pca.decl.ts";

export type PcaState = {
  readonly means: Float64Array;
  /** Unit vectors, or divided by the standard deviation along them with `whiten`. */
  readonly directions: readonly Float64Array[];
};

function completeNumbers(column: FrameColumn): NumberColumn {
  const numbers = requireNumbers(column);
  if (numbers.values.every(Number.isFinite)) return numbers;
  throw new ComponentError(
    "data/missing-values",
    `\`pca\` takes no missing values, but the column \`${column.name}\` has some`,
    "fill them first: `impute(median)`",
  );
}

/** Products of numbers beyond 1e150 overflow, and a matrix of infinities has no directions. */
function requireFiniteSums(products: Float64Array, columns: readonly NumberColumn[]): void {
  if (products.every(Number.isFinite)) return;
  const column = columns.find((_, j) => !Number.isFinite(products[j * columns.length + j]!));
  throw new ComponentError(
    "data/infinite-values",
    `the variance of the column \`${column?.name ?? columns[0]!.name}\` is too large for \`pca\``,
    "put `robust()` or `clip()` before it, so that the numbers are of a usual size",
  );
}

/** Of coefficients that are equal but for rounding the first one decides. */
function positiveSign(vector: Float64Array): Float64Array {
  const largest = vector.reduce((found, value) => Math.max(found, Math.abs(value)), 0);
  const deciding = vector.find((value) => Math.abs(value) >= largest * (1 - 1e-9)) ?? 0;
  return deciding < 0 ? vector.map((value) => -value) : vector;
}

function countOf({ values }: Eigen, n: PcaParams["n"], most: number): number {
  if (n === null) return most;
  if (n >= 1) return Math.min(n, most);
  const total = values.reduce((sum, value) => sum + Math.max(value, 0), 0);
  let held = 0;
  const enough = values.findIndex((value) => {
    held += Math.max(value, 0);
    return held > n * total;
  });
  return enough < 0 ? most : Math.min(enough + 1, most);
}

export const pcaImplementation: TransformImplementation<PcaParams, PcaState> = {
  fit: ({ columns, rows }, { n, whiten }) => {
    const numbers = columns.map(completeNumbers);
    const columnsOf = numbers.map(({ values }) => values);
    const { means, products } = centredProducts(columnsOf, rows, null, true);
    requireFiniteSums(products, numbers);
    const eigen = symmetricEigen(products, numbers.length);
    const count = countOf(eigen, n, Math.min(rows, numbers.length));
    const directions = eigen.vectors.slice(0, count).map((vector, k) => {
      const spread = Math.sqrt(Math.max(eigen.values[k]!, 0) / Math.max(rows - 1, 1));
      const scale = whiten && spread > 0 ? spread : 1;
      return positiveSign(vector).map((value) => value / scale);
    });
    return { means, directions };
  },
  apply: (columns, { means, directions }) => {
    const numbers = columns.map(requireNumbers);
    const rows = numbers[0]?.values.length ?? 0;
    return directions.map((direction, k) => {
      const values = sharedFloats(rows);
      numbers.forEach((column, j) => {
        for (let i = 0; i < rows; i++) values[i] = values[i]! + (column.values[i]! - means[j]!) * direction[j]!;
      });
      return { kind: "number", name: `pca_${k + 1}`, type: "float", values };
    });
  },
};
