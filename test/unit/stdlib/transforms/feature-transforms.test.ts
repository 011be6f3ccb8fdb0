// Transforms that make, choose or fill features, against scikit-learn on fixed data.
import { describe, expect, it } from "vitest";
import type { TransformInput } from "../../../../runtime/component.ts";
import type { FrameColumn } from "../../../../runtime/frame/frame.ts";
import { murmurHash } from "../../../../runtime/numeric/murmur-hash.ts";
import { erfc, normalCdf, normalQuantile } from "../../../../runtime/numeric/normal.ts";
import { createRandom } from "../../../../runtime/numeric/random.ts";
import { symmetricEigen } from "../../../../runtime/numeric/symmetric-eigen.ts";
import { transformDeclarations } from "../../../../stdlib/transforms/declarations.ts";
import { transformImplementations } from "../../../../stdlib/transforms/implementations.ts";
import { classificationScore, regressionScore } from "../../../../stdlib/transforms/select-k/f-score.ts";
import { digamma, withClasses, withNumbers } from "../../../../stdlib/transforms/select-k/mutual-information.ts";
import type { AnyTransform } from "../../../conformance/transform-effects.ts";
import { largestDifference, levels, numbers, valuesOf } from "../../../reference/columns.ts";
import { parametersOf } from "../../../reference/default-parameters.ts";
import expected from "../../../reference/feature-transforms.json" with { type: "json" };

const context = { random: createRandom(1) };

const matrix = (rows: readonly (readonly (number | null)[])[], count = rows[0]!.length): readonly FrameColumn[] =>
  Array.from({ length: count }, (_, j) =>
    numbers(
      `x${j}`,
      rows.map((row) => row[j]!),
    ),
  );

const inputOf = (
  columns: readonly FrameColumn[],
  rows: number,
  extra: Partial<TransformInput> = {},
): TransformInput => ({
  columns,
  rows,
  target: null,
  targetLevels: null,
  weight: null,
  order: null,
  ...extra,
});

interface Fitted {
  readonly apply: (columns: readonly FrameColumn[]) => readonly FrameColumn[];
}

function fitted(name: string, input: TransformInput, changed: Record<string, unknown> = {}): Fitted {
  const declaration = transformDeclarations.find((entry) => entry.name === name)!;
  const params = parametersOf(declaration.params, changed as never) as never;
  const implementation = transformImplementations[name] as unknown as AnyTransform;
  const state = implementation.fit(input, params, context);
  return { apply: (columns) => implementation.apply(columns, state, params, null) };
}

function expectColumns(got: readonly FrameColumn[], want: readonly (readonly number[])[], tolerance: number): void {
  expect(got.length).toBe(want[0]!.length);
  got.forEach((column, j) => {
    const difference = largestDifference(
      valuesOf(column),
      want.map((row) => row[j]!),
    );
    expect(difference, column.name).toBeLessThan(tolerance);
  });
}

const x = matrix(expected.x);
const rows = expected.x.length;
const column = (j: number): Float64Array => valuesOf(x[j]);

describe("feature transforms equal scikit-learn", () => {
  it("box_cox", () => {
    const two = matrix(expected.x, 2);
    expectColumns(fitted("box_cox", inputOf(two, rows)).apply(two), expected.box_cox, 1e-5);
  });
  it.each(["uniform", "normal"] as const)("quantile_transform, %s", (output) => {
    const quantiles = fitted("quantile_transform", inputOf(matrix(expected.rounded), rows), { quantiles: 20, output });
    const moved = matrix(expected.rounded.map((row) => row.map((value) => value + 0.1)));
    expectColumns(quantiles.apply(moved), expected[`quantile_${output}`], 1e-9);
  });
  it.each(["l1", "l2", "max"] as const)("normalize_rows, %s", (norm) => {
    expectColumns(fitted("normalize_rows", inputOf(x, rows), { norm }).apply(x), expected[`normalize_${norm}`], 1e-12);
  });
  it("polynomial", () => {
    const three = matrix(expected.x, 3);
    const made = fitted("polynomial", inputOf(three, rows), { degree: 3 }).apply(three);
    expectColumns(made, expected.polynomial, 1e-9);
    expect(made.slice(3, 6).map(({ name }) => name)).toEqual(["x0^2", "x0*x1", "x0*x2"]);
  });
  it("interactions", () => {
    expectColumns(fitted("interactions", inputOf(x, rows)).apply(x), expected.interactions, 1e-9);
  });
  it("pca", () => {
    expectColumns(fitted("pca", inputOf(x, rows), { n: 3 }).apply(x), expected.pca, 1e-9);
    expectColumns(fitted("pca", inputOf(x, rows), { n: 2, whiten: true }).apply(x), expected.pca_whiten, 1e-9);
    expect(fitted("pca", inputOf(x, rows), { n: 0.999 }).apply(x).length).toBe(expected.pca_share);
  });
  it("knn_impute", () => {
    const filler = fitted("knn_impute", inputOf(matrix(expected.gaps.slice(0, 40)), 40), { k: 3 });
    expectColumns(filler.apply(matrix(expected.gaps)), expected.knn_impute, 1e-9);
  });
  it("tfidf", () => {
    const text = [{ ...levels("text", expected.texts), type: "string" as const }];
    const made = fitted("tfidf", inputOf(text, expected.texts.length), { max_features: 8 }).apply(text);
    expect(made.map(({ name }) => name)).toEqual(expected.tfidf_words.map((word) => `text=${word}`));
    expectColumns(made, expected.tfidf, 1e-12);
  });
  it("the hash of hash_encode", () => {
    expect(expected.texts.map((text) => murmurHash(text, 7))).toEqual(expected.murmur);
  });
});

describe("select_k equals scikit-learn", () => {
  const target = Float64Array.from(expected.target);
  const classes = Float64Array.from(expected.classes);
  it.each([0, 1, 2, 3])("scores of column %i", (j) => {
    expect(regressionScore(column(j), target)).toBeCloseTo(expected.f_regression[j]!, 8);
    expect(classificationScore(column(j), classes)).toBeCloseTo(expected.f_classif[j]!, 8);
    // scikit-learn divides by the standard deviation, which changes radii in two dimensions.
    const scaled = (values: Float64Array): Float64Array => {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
      return values.map((value) => value / spread);
    };
    expect(withNumbers(scaled(column(j)), scaled(target))).toBeCloseTo(expected.mutual_info_regression[j]!, 6);
    expect(withClasses(scaled(column(j)), classes)).toBeCloseTo(expected.mutual_info_classif[j]!, 6);
  });
  it("keeps the best columns in their order", () => {
    const best = Array.from(expected.f_regression.keys())
      .sort((a, b) => expected.f_regression[b]! - expected.f_regression[a]!)
      .slice(0, 2)
      .sort();
    const made = fitted("select_k", inputOf(x, rows, { target }), { k: 2 }).apply(x);
    expect(made.map(({ name }) => name)).toEqual(best.map((j) => `x${j}`));
  });
});

describe("what has no reference", () => {
  it("drop_correlated keeps the first of two that say the same", () => {
    const twice = [x[0]!, { ...x[0]!, name: "again" }, x[1]!];
    expect(
      fitted("drop_correlated", inputOf(twice, rows))
        .apply(twice)
        .map(({ name }) => name),
    ).toEqual(["x0", "x1"]);
  });
  it("variance_threshold removes what does not vary, also when its mean is inexact", () => {
    const constant = numbers("constant", new Array(rows).fill(0.1));
    const made = fitted("variance_threshold", inputOf([constant, x[0]!], rows)).apply([constant, x[0]!]);
    expect(made.map(({ name }) => name)).toEqual(["x0"]);
  });
  it("variance_threshold keeps what varies more than a number can say", () => {
    const values = Array.from({ length: rows }, (_, i) => (i % 7) * 1e300 - 3e300);
    const huge = numbers("huge", values);
    const made = fitted("variance_threshold", inputOf([huge, x[0]!], rows)).apply([huge, x[0]!]);
    expect(made.map(({ name }) => name)).toEqual(["huge", "x0"]);
  });
  it("waves that are as high in several places of the period are one number there", () => {
    const day = 86_400_000;
    const times = {
      ...numbers(
        "t",
        Array.from({ length: 60 }, (_, i) => i * day),
      ),
      type: "timestamp" as const,
    };
    const period = { months: 0, milliseconds: 1.5 * day };
    const made = fitted("fourier", inputOf([times], 60), { period, order: 3 }).apply([times]);
    const heights = made.map((column) => new Set(valuesOf(column).map((value) => value + 0)).size);
    expect(heights).toEqual([3, 2, 3, 2, 1, 1]);
  });

  it("fourier has the period it says", () => {
    const day = 86_400_000;
    const times = { ...numbers("t", [0, day / 4, day / 2, day, 40_000 * day]), type: "timestamp" as const };
    const made = fitted("fourier", inputOf([times], 5), { period: { months: 0, milliseconds: day }, order: 1 }).apply([
      times,
    ]);
    expectColumns(
      made,
      [
        [0, 1],
        [1, 0],
        [0, -1],
        [0, 1],
        [0, 1],
      ],
      1e-9,
    );
  });
});

describe("numeric functions behind them", () => {
  it("the normal distribution and its inverse agree", () => {
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 14);
    expect(normalQuantile(1e-10)).toBeCloseTo(-6.361340902404056, 12);
    for (const p of [1e-12, 1e-7, 0.01, 0.3, 0.5, 0.77, 0.999999]) {
      expect(Math.abs(normalCdf(normalQuantile(p)) / p - 1)).toBeLessThan(1e-12);
    }
    expect(erfc(1)).toBeCloseTo(0.15729920705028513, 15);
    expect(erfc(3) / 2.209049699858544e-5).toBeCloseTo(1, 13);
  });
  it("digamma", () => {
    expect(digamma(1)).toBeCloseTo(-0.5772156649015329, 12);
    expect(digamma(0.5)).toBeCloseTo(-1.9635100260214235, 11);
  });
  it("eigenvectors give the matrix back", () => {
    const random = createRandom(3);
    for (const size of [1, 2, 7, 30]) {
      const matrix = new Float64Array(size * size);
      for (let i = 0; i < size; i++)
        for (let j = 0; j <= i; j++) {
          const value = random.normal();
          matrix[i * size + j] = value;
          matrix[j * size + i] = value;
        }
      const { values, vectors } = symmetricEigen(matrix, size);
      for (let i = 0; i < size; i++)
        for (let j = 0; j < size; j++) {
          const back = values.reduce((sum, value, k) => sum + value * vectors[k]![i]! * vectors[k]![j]!, 0);
          expect(Math.abs(back - matrix[i * size + j]!)).toBeLessThan(1e-11);
        }
    }
  });
});

describe("places on a circle", () => {
  it("are equal numbers where they are equally far up, in every turn", () => {
    const months = Array.from({ length: 240 }, (_, month) => month - 120);
    const column = numbers("month", months);
    const [sine, cosine] = fitted("cyclical", inputOf([column], 240), { period: 12 })
      .apply([column])
      .map(valuesOf);
    const heights = (values: Float64Array): number => new Set(values.map((value) => value + 0)).size;
    expect([heights(sine!), heights(cosine!)]).toEqual([7, 7]);
    months.forEach((month, i) => {
      expect(sine![i]).toBeCloseTo(Math.sin((2 * Math.PI * month) / 12), 11);
      expect(cosine![i]).toBeCloseTo(Math.cos((2 * Math.PI * month) / 12), 11);
    });
  });
});
