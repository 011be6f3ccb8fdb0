// What a metric declares, tried out: its direction, and that a weight of k is k equal rows.
import type { MetricImplementation, MetricInput, Prediction } from "../../runtime/component.ts";
import { createRandom, type Random } from "../../runtime/numeric/random.ts";
import type { MetricDeclaration, TaskKind } from "../../specs/component.ts";
import type { Json } from "../../specs/json.ts";
import { randomParameters } from "./random-parameters.ts";

export type AnyMetric = MetricImplementation<Readonly<Record<string, Json>>>;

const ROWS = 40;

export function findMetricFaults(
  declaration: MetricDeclaration,
  implementation: AnyMetric,
  trials: number,
): readonly string[] {
  const faults = new Set<string>();
  for (const task of declaration.tasks)
    for (let draw = 0; draw < trials; draw++) {
      const random = createRandom(draw, `${declaration.name} ${task}`);
      const params = randomParameters(declaration.params, random.derive("params"));
      const input = withInterval(inputOf(task, draw % 2 === 0, random), declaration, params, random);
      for (const fault of [
        ...directionFaults(declaration, implementation, params, input),
        ...weightFaults(implementation, params, input, random),
      ])
        faults.add(fault);
    }
  return [...faults].map((fault) => `${declaration.name}: ${fault}`);
}

function inputOf(task: TaskKind, binary: boolean, random: Random): MetricInput {
  const scale = Float64Array.from({ length: ROWS }, () => 0.5 + random.uniform());
  const scales = { scale, squaredScale: scale };
  if (task !== "classify") {
    const actual = Float64Array.from({ length: ROWS }, () => 1 + 9 * random.uniform());
    const values = actual.map((value) => value + random.normal());
    return { rows: ROWS, actual, prediction: { kind: "values", values }, classes: null, positive: null, ...scales };
  }
  const classes = binary ? ["no", "yes"] : ["a", "b", "c"];
  const actual = Float64Array.from({ length: ROWS }, (_, i) =>
    i < 6 ? i % classes.length : random.below(classes.length),
  );
  const prediction = probabilities(actual, classes.length, () => random.uniform());
  return { rows: ROWS, actual, prediction, classes, positive: binary ? 1 : null, ...scales };
}

/** Of the level that the metric asks for. */
function withInterval(
  input: MetricInput,
  { needs }: MetricDeclaration,
  params: Readonly<Record<string, Json>>,
  random: Random,
): MetricInput {
  const { prediction } = input;
  if (needs !== "quantiles" || prediction.kind !== "values") return input;
  const lower = prediction.values.map((value) => value - random.uniform());
  const upper = prediction.values.map((value) => value + random.uniform());
  return { ...input, prediction: { ...prediction, interval: { level: Number(params.level), lower, upper } } };
}

function probabilities(actual: Float64Array, classes: number, noise: () => number): Prediction {
  const shares = new Float64Array(actual.length * classes);
  for (let row = 0; row < actual.length; row++) {
    const drawn = Array.from({ length: classes }, (_, k) => noise() + (k === actual[row] ? 0.3 : 0));
    const sum = drawn.reduce((total, value) => total + value, 0);
    for (let k = 0; k < classes; k++) shares[row * classes + k] = drawn[k]! / sum;
  }
  return { kind: "probabilities", probabilities: shares, classes };
}

function directionFaults(
  { direction }: MetricDeclaration,
  implementation: AnyMetric,
  params: Readonly<Record<string, Json>>,
  input: MetricInput,
): readonly string[] {
  if (direction === "none") return [];
  const perfect: Prediction =
    input.prediction.kind === "values"
      ? { kind: "values", values: input.actual, ...exactly(input) }
      : probabilities(input.actual, input.prediction.classes, () => 0);
  const best = implementation.prepare({ ...input, prediction: perfect }, params)(null);
  const noisy = implementation.prepare(input, params)(null);
  const isBetter = direction === "minimize" ? best < noisy : best > noisy;
  return isBetter ? [] : [`\`${direction}\`, but a perfect prediction has ${best} and a noisy one ${noisy}`];
}

const exactly = ({ prediction, actual }: MetricInput) =>
  prediction.kind === "values" && prediction.interval !== undefined
    ? { interval: { level: prediction.interval.level, lower: actual, upper: actual } }
    : {};

/** Bootstrap resamples are integer weights: they must count like repeated rows, and 0 like a row left out. */
function weightFaults(
  implementation: AnyMetric,
  params: Readonly<Record<string, Json>>,
  input: MetricInput,
  random: Random,
): readonly string[] {
  // The first rows hold every class, and stay.
  const weights = Float64Array.from({ length: ROWS }, (_, row) => (row < 6 ? 1 : random.below(4)));
  const rows = Array.from(weights).flatMap((count, row) => Array.from({ length: count }, () => row));
  const weighted = implementation.prepare(input, params)(weights);
  const repeated = implementation.prepare(pick(input, rows), params)(null);
  const isSame = Math.abs(weighted - repeated) <= 1e-9 * (1 + Math.abs(repeated));
  return isSame ? [] : [`weights give ${weighted}, the same rows repeated ${repeated}`];
}

function pick(input: MetricInput, rows: readonly number[]): MetricInput {
  const take = (values: Float64Array): Float64Array => Float64Array.from(rows, (row) => values[row]!);
  const { prediction } = input;
  return {
    ...input,
    rows: rows.length,
    actual: take(input.actual),
    scale: input.scale === null ? null : take(input.scale),
    squaredScale: input.squaredScale == null ? null : take(input.squaredScale),
    prediction:
      prediction.kind === "values"
        ? {
            kind: "values",
            values: take(prediction.values),
            ...(prediction.interval === undefined
              ? {}
              : {
                  interval: {
                    level: prediction.interval.level,
                    lower: take(prediction.interval.lower),
                    upper: take(prediction.interval.upper),
                  },
                }),
          }
        : {
            ...prediction,
            probabilities: Float64Array.from(
              rows.flatMap((row) =>
                Array.from(prediction.probabilities.slice(row * prediction.classes, (row + 1) * prediction.classes)),
              ),
            ),
          },
  };
}
