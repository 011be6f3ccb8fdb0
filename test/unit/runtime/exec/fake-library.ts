// Small components with known answers, so that tests of the executor do not depend on the standard library.

import type {
  Implementations,
  MetricImplementation,
  SeriesImplementation,
  TabularImplementation,
  TransformImplementation,
} from "../../../../runtime/component.ts";
import { ComponentError } from "../../../../runtime/component.ts";
import type { ComponentDeclaration, ModelDeclaration } from "../../../../specs/component.ts";
import { float } from "../../../../specs/parameter.ts";
import { prunerDeclarations, samplerDeclarations } from "../../../../stdlib/search/declarations.ts";
import { prunerImplementations, samplerImplementations } from "../../../../stdlib/search/implementations.ts";

const model = (name: string, more: Partial<ModelDeclaration>): ModelDeclaration => ({
  family: "model",
  name,
  doc: "For tests.",
  params: {},
  tasks: ["regress", "forecast"],
  input: "tabular",
  acceptsMissing: false,
  acceptsCategories: false,
  ignoresFeatures: false,
  invariantToMonotone: false,
  rounds: null,
  probabilities: false,
  ...more,
});

export const declarations: readonly ComponentDeclaration[] = [
  {
    family: "connector",
    name: "csv",
    doc: "For tests.",
    params: {},
    paths: ["path"],
    inline: false,
  },
  {
    family: "transform",
    name: "centre",
    doc: "For tests.",
    params: {},
    accepts: ["int", "float"],
    learns: "features",
    rows: "map",
    copies: false,
    outOfFold: false,
    causal: true,
    monotone: true,
    invertible: true,
    output: "numeric",
    acceptsMissing: false,
  },
  model("affine", {
    params: { slope: float({ doc: "Slope.", default: 1 }), shift: float({ doc: "Shift.", default: 0 }) },
  }),
  model("average", { ignoresFeatures: true }),
  model("last", { input: "series", ignoresFeatures: true, acceptsMissing: true, tasks: ["forecast"] }),
  {
    family: "metric",
    name: "mae",
    doc: "For tests.",
    params: {},
    tasks: ["regress", "forecast"],
    direction: "minimize",
    needs: "values",
    oneClass: false,
    needsHistory: false,
  },
  ...samplerDeclarations,
  ...prunerDeclarations,
];

interface Affine {
  readonly slope: number;
  readonly shift: number;
}

/** Learns nothing: the prediction is slope x feature 0 + shift. A negative slope is refused, to have a failure. */
const affine: TabularImplementation<Affine, null> = {
  input: "tabular",
  fit: (_data, params) => {
    if (params.slope < 0) throw new ComponentError("run/bad-slope", "the slope is negative", "take a positive slope");
    return { state: null, rounds: null };
  },
  predict: (features, rows, _state, params) => {
    const first = features[0];
    const values = Float64Array.from({ length: rows }, (_, i) =>
      first?.kind === "number" ? params.slope * first.values[i]! + params.shift : Number.NaN,
    );
    return { kind: "values", values };
  },
};

const average: TabularImplementation<unknown, number> = {
  input: "tabular",
  fit: ({ label, rows }) => ({ state: label.reduce((sum, value) => sum + value, 0) / rows, rounds: null }),
  predict: (_features, rows, state) => ({ kind: "values", values: new Float64Array(rows).fill(state) }),
  importance: { measure: "gain", of: () => ({ x: 1 }) },
};

const last: SeriesImplementation<unknown, null> = {
  input: "series",
  fit: () => null,
  forecast: (history, _index, origins, _state, _params, { horizon }) => {
    const values = new Float64Array(origins.length * horizon);
    origins.forEach((origin, i) => {
      values.fill(history.values[origin]!, i * horizon, (i + 1) * horizon);
    });
    return values;
  },
};

const centre: TransformImplementation<unknown, readonly number[]> = {
  fit: ({ columns, rows }) =>
    columns.map((column) =>
      column.kind === "number" ? column.values.reduce((sum, value) => sum + value, 0) / rows : 0,
    ),
  apply: (columns, state) =>
    columns.map((column, c) =>
      column.kind === "number" ? { ...column, values: column.values.map((value) => value - state[c]!) } : column,
    ),
  invert: (values, state) => values.map((value) => value + state[0]!),
};

const mae: MetricImplementation<unknown> = {
  prepare:
    ({ actual, prediction }) =>
    (weights) => {
      if (prediction.kind !== "values") return Number.NaN;
      let sum = 0;
      let total = 0;
      for (let i = 0; i < actual.length; i++) {
        const weight = weights?.[i] ?? 1;
        sum += weight * Math.abs(actual[i]! - prediction.values[i]!);
        total += weight;
      }
      return sum / total;
    },
};

export const implementations: Implementations = {
  functions: {},
  // Each is written against its own types; the table forgets them, as that of the standard library does.
  transforms: { centre } as unknown as Implementations["transforms"],
  models: { affine, average, last } as unknown as Implementations["models"],
  metrics: { mae },
  samplers: samplerImplementations,
  pruners: prunerImplementations,
  rules: {
    row_count: {
      query: (params) => ({
        kind: "table",
        sql: `SELECT CASE WHEN ${Number(params.min)} > 1000 THEN 'it has too few rows' END`,
      }),
      demand: () => "there are enough rows",
    },
  },
};
