// What a model declares, tried out on small random tasks.
import { isDeepStrictEqual } from "node:util";
import { decode, encode } from "../../runtime/cache/encode.ts";
import {
  ComponentError,
  type FitContext,
  type FittedState,
  type Prediction,
  type SeriesContext,
  type SeriesHistory,
  type SeriesImplementation,
  type State,
  type TabularData,
  type TabularImplementation,
} from "../../runtime/component.ts";
import { takeColumn } from "../../runtime/frame/column-rows.ts";
import type { FrameColumn } from "../../runtime/frame/frame.ts";
import { createRandom, type Random } from "../../runtime/numeric/random.ts";
import type { ModelDeclaration, TaskKind } from "../../specs/component.ts";
import type { ScalarKind } from "../../specs/data-type.ts";
import type { Json } from "../../specs/json.ts";
import { pretrainedFile } from "./pretrained-files.ts";
import { randomColumns, replaceRows } from "./random-columns.ts";
import { defaultParameters, randomParameters } from "./random-parameters.ts";

type Values = Readonly<Record<string, Json>>;
export type AnyTabular = TabularImplementation<Values, State>;
export type AnySeries = SeriesImplementation<Values, State>;
export type AnyModel = AnyTabular | AnySeries;

const ROWS = 60;

/** Kept small: what is declared does not depend on how long a model trains. */
const SMALL: Values = {
  rounds: 8,
  epochs: 4,
  min_leaf: 3,
  leaves: 4,
  trees: 6,
  n_estimators: 8,
  min_child_samples: 3,
  num_leaves: 4,
  iterations: 8,
};

/**
 * Models whose predictions are draws: a row gets the draw of its place, as in scikit-learn's DummyClassifier. No feature
 * is read, so nothing can leak.
 */
const DRAWS = (params: Values): boolean => params.strategy === "stratified" || params.strategy === "uniform";

export function findModelFaults(
  declaration: ModelDeclaration,
  implementation: AnyModel,
  trials: number,
): readonly string[] {
  const faults = new Set<string>();
  const tasks = declaration.tasks.filter((task) => declaration.input === "series" || task !== "forecast");
  for (const task of tasks) {
    let tried = 0;
    for (let draw = 0; tried < trials && draw < 10 * trials; draw++) {
      const random = createRandom(draw, `${declaration.name} ${task}`);
      const drawn =
        draw === 0
          ? defaultParameters(declaration.params)
          : randomParameters(declaration.params, random.derive("params"), declaration.constraints);
      const params = { ...drawn, ...onlyKnown(SMALL, declaration) };
      try {
        const found =
          implementation.input === "series"
            ? seriesFaults(implementation, params, random)
            : tabularFaults(declaration, implementation, task, params, random);
        for (const fault of found) faults.add(`${task}: ${fault}`);
        tried += 1;
      } catch (error) {
        if (!(error instanceof ComponentError) || draw === 0) throw error;
      }
    }
    if (tried < trials) faults.add(`${task}: only ${tried} of ${trials} draws of parameters were accepted`);
  }
  if (declaration.input !== implementation.input) faults.add("`input` and the implementation do not agree");
  return [...faults].map((fault) => `${declaration.name}, ${fault}`);
}

const onlyKnown = (values: Values, { params }: ModelDeclaration): Values =>
  Object.fromEntries(Object.entries(values).filter(([name]) => name in params));

function dataOf(declaration: ModelDeclaration, task: TaskKind, random: Random): TabularData {
  const kinds: readonly ScalarKind[] = declaration.acceptsCategories
    ? ["float", "int", "category"]
    : ["float", "int", "bool"];
  const features = randomColumns(kinds, { rows: ROWS, missing: declaration.acceptsMissing }, random);
  const classes = task === "classify" ? (random.uniform() < 0.5 ? ["no", "yes"] : ["a", "b", "c"]) : null;
  const signal = features[0]?.kind === "number" ? features[0].values : new Float64Array(ROWS);
  const label = Float64Array.from({ length: ROWS }, (_, row) => {
    const value = (Number.isNaN(signal[row]!) ? 3 : signal[row]!) + random.normal() / 2;
    // Positive, since some objectives (Poisson) take no others; every class occurs.
    return classes === null
      ? Math.abs(value)
      : row < 3
        ? row % classes.length
        : Math.floor(Math.abs(value)) % classes.length;
  });
  return { rows: ROWS, features, label, classes, weight: null };
}

const contextOf = (task: TaskKind): FitContext => ({
  task,
  random: createRandom(9, "fit"),
  validate: null,
  patience: null,
});

const predictionOf = (prediction: Prediction): readonly number[] =>
  Array.from(prediction.kind === "values" ? prediction.values : prediction.probabilities);

function tabularFaults(
  declaration: ModelDeclaration,
  implementation: AnyTabular,
  task: TaskKind,
  params: Values,
  random: Random,
): readonly string[] {
  const data = dataOf(declaration, task, random.derive("data"));
  const before = structuredClone(data);
  const train = (rows: TabularData): FittedState<State> => {
    if (declaration.pretrained === undefined) return implementation.fit(rows, params, contextOf(task));
    const file = pretrainedFile(declaration.name, rows, contextOf(task));
    const own = { ...params, features: null, classes: rows.classes, output: null };
    return implementation.fit(rows, own, { ...contextOf(task), file });
  };
  const predict = (features: readonly FrameColumn[], rows: number, state: State): Prediction =>
    implementation.predict(features, rows, state, params);
  const { state, rounds } = train(data);
  const whole = predict(data.features, ROWS, state);
  const faults: string[] = [];

  if (!isDeepStrictEqual(structuredClone(data), before)) faults.push("changes its input");
  if (!isDeepStrictEqual(train(data).state, state)) faults.push("the same seed gives another state");
  const stored = decode(encode(state))?.value as State;
  if (!isDeepStrictEqual(predictionOf(predict(data.features, ROWS, stored)), predictionOf(whole)))
    faults.push("a stored state predicts otherwise");
  faults.push(...probabilityFaults(declaration, task, whole));
  if (!DRAWS(params)) {
    const width = predictionOf(whole).length / ROWS;
    for (const row of [0, 7, ROWS - 1]) {
      const place = Int32Array.of(row);
      const alone = predict(
        data.features.map((column) => takeColumn(column, place)),
        1,
        state,
      );
      const expected = predictionOf(whole).slice(row * width, (row + 1) * width);
      if (!isDeepStrictEqual(predictionOf(alone), expected)) faults.push("a row alone is predicted otherwise");
    }
  }
  const other = replaceRows(data.features, () => true, random.derive("other"), declaration.acceptsMissing);
  const isSame = isDeepStrictEqual(predictionOf(predict(other, ROWS, state)), predictionOf(whole));
  if (declaration.ignoresFeatures && !isSame) faults.push("`ignoresFeatures`, but features matter");
  if (declaration.ignoresFeatures && !isDeepStrictEqual(train({ ...data, features: other }).state, state))
    faults.push("`ignoresFeatures`, but its state depends on features");
  if (declaration.invariantToMonotone) faults.push(...monotoneFaults(data, train, predict, whole));
  if (declaration.rounds !== null && rounds !== null && rounds > Number(params[declaration.rounds]))
    faults.push(`kept ${rounds} rounds of ${String(params[declaration.rounds])}`);
  if (declaration.rounds !== null && rounds === null) faults.push("`rounds` is declared, but none are reported");
  faults.push(...refusals(declaration, data, train));
  if (declaration.pretrained !== undefined)
    faults.push(...labelFaults(declaration.name, data, task, params, implementation, state));
  return faults;
}

function probabilityFaults(declaration: ModelDeclaration, task: TaskKind, prediction: Prediction): readonly string[] {
  if (task !== "classify") return prediction.kind === "values" ? [] : ["gives probabilities for numbers"];
  if ((prediction.kind === "probabilities") !== declaration.probabilities)
    return [`\`probabilities: ${declaration.probabilities}\`, but predicts ${prediction.kind}`];
  if (prediction.kind !== "probabilities") return [];
  for (let row = 0; row < ROWS; row++) {
    const start = row * prediction.classes;
    const shares = prediction.probabilities.slice(start, start + prediction.classes);
    const sum = shares.reduce((total, share) => total + share, 0);
    if (Math.abs(sum - 1) > 1e-9 || shares.some((share) => share < 0)) return [`probabilities sum to ${sum}`];
  }
  return [];
}

/** A file that was trained elsewhere says all: other labels of the rows here change nothing. */
function labelFaults(
  name: string,
  data: TabularData,
  task: TaskKind,
  params: Values,
  implementation: AnyTabular,
  state: State,
): readonly string[] {
  const file = pretrainedFile(name, data, contextOf(task));
  const own = { ...params, features: null, classes: data.classes, output: null };
  const label = data.label.toReversed();
  const other = implementation.fit({ ...data, label }, own, { ...contextOf(task), file });
  return isDeepStrictEqual(other.state, state) ? [] : ["`pretrained`, but labels matter"];
}

/** x -> x^3 on the number features, in training and prediction alike. */
function monotoneFaults(
  data: TabularData,
  train: (data: TabularData) => FittedState<State>,
  predict: (features: readonly FrameColumn[], rows: number, state: State) => Prediction,
  whole: Prediction,
): readonly string[] {
  const features = data.features.map((column) =>
    column.kind === "number" ? { ...column, values: column.values.map((value) => value ** 3 + value) } : column,
  );
  const changed = predictionOf(predict(features, ROWS, train({ ...data, features }).state));
  const kept = predictionOf(whole);
  const isClose = changed.every((value, i) => Math.abs(value - kept[i]!) <= 1e-9 * (1 + Math.abs(value)));
  return isClose ? [] : ["`invariantToMonotone`, but a monotone change of a feature matters"];
}

/** What a model does not accept it must refuse in words, never take in silence. */
function refusals(
  declaration: ModelDeclaration,
  data: TabularData,
  train: (data: TabularData) => FittedState<State>,
): readonly string[] {
  const refuses = (features: readonly FrameColumn[]): boolean => {
    try {
      train({ ...data, features });
      return false;
    } catch (error) {
      if (error instanceof ComponentError) return true;
      throw error;
    }
  };
  const random = createRandom(4, "refusals");
  const faults: string[] = [];
  const holed = randomColumns(["float"], { rows: ROWS, missing: true }, random);
  if (refuses(holed) === declaration.acceptsMissing) faults.push("`acceptsMissing` and what it does differ");
  const texts = randomColumns(["category"], { rows: ROWS, missing: false }, random);
  if (refuses(texts) === declaration.acceptsCategories) faults.push("`acceptsCategories` and what it does differ");
  return faults;
}

const HORIZON = 4;
const SEASON = 6;

/** The forecast at an origin reads the history up to it; every other value may be replaced, also by nothing. */
function seriesFaults(implementation: AnySeries, params: Values, random: Random): readonly string[] {
  const history = historyOf(random.derive("history"));
  const context = (): SeriesContext => ({ random: createRandom(9, "fit"), seasonLength: SEASON, horizon: HORIZON });
  const known = { values: history.values.slice(0, 40), times: history.times.slice(0, 40) };
  const before = structuredClone(history);
  const state = implementation.fit([known], params, context());
  const origins = Int32Array.from([30, 39, 45, 55]);
  const forecast = (given: SeriesHistory, at: Int32Array, from: State): readonly number[] =>
    Array.from(implementation.forecast(given, 0, at, from, params, context()));
  const whole = forecast(history, origins, state);
  const faults: string[] = [];
  if (!isDeepStrictEqual(structuredClone(history), before)) faults.push("changes its input");
  if (!isDeepStrictEqual(implementation.fit([known], params, context()), state))
    faults.push("the same seed gives another state");
  const stored = decode(encode(state))?.value as State;
  if (!isDeepStrictEqual(forecast(history, origins, stored), whole)) faults.push("a stored state forecasts otherwise");
  if (whole.length !== origins.length * HORIZON) faults.push(`gives ${whole.length} values`);
  for (const [i, origin] of origins.entries()) {
    const expected = whole.slice(i * HORIZON, (i + 1) * HORIZON);
    const later = history.values.map((value, t) => (t > origin ? value * 1e6 + 7 : value));
    const place = Int32Array.of(origin);
    if (!isDeepStrictEqual(forecast({ ...history, values: later }, place, state), expected))
      faults.push("a forecast reads values after its origin");
    const cut = { values: history.values.slice(0, origin + 1), times: history.times.slice(0, origin + 1) };
    if (!isDeepStrictEqual(forecast(cut, place, state), expected))
      faults.push("a forecast needs values after its origin");
  }
  return faults;
}

const historyOf = (random: Random): SeriesHistory => ({
  values: Float64Array.from(
    { length: 60 },
    (_, t) => 50 + t / 2 + 8 * Math.sin((2 * Math.PI * t) / SEASON) + random.normal(),
  ),
  times: Float64Array.from({ length: 60 }, (_, t) => t * 3_600_000),
});
