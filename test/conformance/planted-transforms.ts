// Transforms that lie about themselves in one way each. The checks must find every one of them.
import type { State } from "../../runtime/component.ts";
import type { FrameColumn, NumberColumn } from "../../runtime/frame/frame.ts";
import type { TransformDeclaration } from "../../specs/component.ts";
import { targetEncode } from "../../stdlib/transforms/target-encode/target-encode.decl.ts";
import { targetEncodeImplementation } from "../../stdlib/transforms/target-encode/target-encode.impl.ts";
import type { AnyTransform } from "./transform-effects.ts";

export interface PlantedTransform {
  readonly lie: string;
  readonly declaration: TransformDeclaration;
  readonly implementation: AnyTransform;
  /** Part of the finding that must be made. */
  readonly found: string;
}

const honest: TransformDeclaration = {
  family: "transform",
  name: "planted",
  doc: "Planted.",
  params: {},
  accepts: ["int", "float"],
  learns: "features",
  rows: "map",
  copies: false,
  outOfFold: false,
  causal: true,
  monotone: false,
  invertible: false,
  output: "numeric",
  acceptsMissing: false,
};

const numeric = (columns: readonly FrameColumn[]): readonly NumberColumn[] =>
  columns.filter((column) => column.kind === "number");

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const perValue = (change: (value: number, row: number, values: Float64Array) => number): AnyTransform => ({
  fit: () => null,
  apply: (columns) =>
    numeric(columns).map((column) => ({ ...column, type: "float", values: column.values.map(change) })),
});

const centre: AnyTransform = {
  fit: ({ columns }) => numeric(columns).map(({ values }) => mean(values)),
  apply: (columns, state) => {
    const means = state as readonly number[];
    return numeric(columns).map((column, j) => ({
      ...column,
      type: "float",
      values: column.values.map((value) => value - means[j]!),
    }));
  },
};

const encoder = targetEncodeImplementation as unknown as AnyTransform;

export const plantedTransforms: readonly PlantedTransform[] = [
  {
    lie: "a scaler that is fitted on the rows it is applied to",
    declaration: { ...honest, learns: "nothing" },
    implementation: perValue((value, _row, values) => value - mean(values)),
    found: "a row alone gets another value",
  },
  {
    lie: "a moving average over the next value, declared causal",
    declaration: { ...honest, learns: "nothing", rows: "window" },
    implementation: perValue((value, row, values) => (value + (values[row + 1] ?? value)) / 2),
    found: "`causal: true`, but later rows",
  },
  {
    lie: "a target encoder that says it learns features",
    declaration: { ...targetEncode, learns: "features" },
    implementation: encoder,
    found: "the state depends on the target",
  },
  {
    lie: "a target encoder whose training rows see their own label",
    declaration: targetEncode,
    implementation: {
      ...encoder,
      fitApply: (input, params, context) => {
        const state = encoder.fit(input, params, context);
        return { state, columns: encoder.apply(input.columns, state, params, null) };
      },
    },
    found: "own label reaches its own feature",
  },
  {
    lie: "a target encoder that says nothing about folds",
    declaration: { ...targetEncode, outOfFold: false },
    implementation: encoder,
    found: "encodes the target without `outOfFold`",
  },
  {
    lie: "a centring that says it learns nothing",
    declaration: { ...honest, learns: "nothing" },
    implementation: centre,
    found: "said to learn nothing",
  },
  {
    lie: "a scaler of features that says it needs the target",
    declaration: { ...honest, learns: "features+target" },
    implementation: centre,
    found: "does not depend on the target",
  },
  {
    lie: "a square, declared monotone",
    declaration: { ...honest, monotone: true },
    implementation: perValue((value) => (value - 5) ** 2),
    found: "the order of values changes",
  },
  {
    lie: "an inverse that forgets the shift",
    declaration: { ...honest, invertible: true },
    implementation: { ...centre, invert: (values: Float64Array): Float64Array => values },
    found: "does not give the values back",
  },
  {
    lie: "halves, declared whole numbers",
    declaration: { ...honest, output: "int" },
    implementation: perValue((value) => value / 2),
    found: "`output: int`",
  },
  {
    lie: "one that writes into its input",
    declaration: honest,
    implementation: {
      fit: () => null,
      apply: (columns) => {
        for (const { values } of numeric(columns)) values[0] = values[0]! + 1;
        return columns;
      },
    },
    found: "changes its input",
  },
  {
    lie: "one that draws its own chance",
    declaration: honest,
    implementation: { ...centre, fit: unseeded() },
    found: "the same seed gives another state",
  },
  {
    lie: "one that leaves holes where it says it fills them",
    declaration: { ...honest, acceptsMissing: true, fillsMissing: true },
    implementation: perValue((value) => value),
    found: "missing values are left",
  },
];

/** A state that differs from call to call, without a clock. */
function unseeded(): (input: unknown) => State {
  let calls = 0;
  return () => [calls++, 0, 0, 0];
}
