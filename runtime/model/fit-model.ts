// Fits a closed ModelSpec on rows of a task and gives plain data. Combinators are carried out here; estimators and
// transforms are components. A tabular estimator in a forecast is `direct`: one model per step on features at the origin.
import type { ModelDeclaration } from "../../specs/component.ts";
import { canonicalJson } from "../../specs/json.ts";
import type { ModelSpec } from "../../specs/plan.ts";
import { ComponentError, type FitContext, type TabularData } from "../component.ts";
import type { ThreadBudget } from "../kernels/thread-budget.ts";
import { createRandom } from "../numeric/random.ts";
import type { TaskData } from "../task/task-data.ts";
import { bootstrapRows } from "./bootstrap-rows.ts";
import { alignColumns, compactLevels, describeFeatures } from "./category-levels.ts";
import { fitConformal } from "./conformal.ts";
import type { FittedModel, FittedTransform } from "./fitted.ts";
import type { AnySeries, AnyTabular, Library, Params } from "./library.ts";
import { refuseMissing } from "./missing-values.ts";
import { columnsAhead, historyRows, labelOrder, labelsAt, type ModelRows, stepsOf, subset } from "./model-rows.ts";
import { type ModelFiles, pretrainedPart } from "./pretrained.ts";
import { gridOf, historyOf, paramsInRows, seasonLengthOf } from "./series-history.ts";
import { changesLabel, fitTransform, type TransformRows, transformLabel } from "./transform-chain.ts";
import { onceForRows } from "./transform-memo.ts";
import { fittedRows, transformRows } from "./transform-rows.ts";
import { fitWrapper } from "./wrap-classifier.ts";

export interface FitData {
  readonly task: TaskData;
  readonly fit: ModelRows;
  readonly validate: ModelRows | null;
  /** Of pretrained models. */
  readonly files?: ModelFiles;
}

export interface FitOptions {
  readonly library: Library;
  /** The generator of every part is derived from both, so equal labels see equal random numbers. */
  readonly seed: number;
  readonly label: string;
  readonly patience: number | null;
  /** Rounds to use instead of the parameter's, one per step of the horizon (one entry otherwise). */
  readonly rounds: readonly number[] | null;
  /** Steps of the horizon that this call fits; null fits all. */
  readonly steps: readonly number[] | null;
  /** Threads that one fit may share its work with. */
  readonly threads?: ThreadBudget | null;
}

/** Transforms of the label that stand between the task and the estimator, outermost first. */
type LabelChain = readonly FittedTransform[];

export function fitModel(spec: ModelSpec, data: FitData, options: FitOptions): FittedModel {
  if (data.fit.origins.length === 0) {
    throw new ComponentError(
      "run/no-training-rows",
      "no row of the partition can be learned from",
      "check the label, the warm-up of window features and the size of the partition",
    );
  }
  requireCounted(data.fit.weight, "are to be learned from");
  // Their loss would be 0 / 0, and the first round the best one.
  requireCounted(data.validate?.weight ?? null, "say when to stop");
  return fitSpec(spec, data, options, data.fit.applied.filter(changesLabel));
}

function requireCounted(weights: Float64Array | null, purpose: string): void {
  if (weights?.every((weight) => weight === 0) !== true) return;
  throw new ComponentError(
    "data/unusable-weights",
    `the weights of the rows that ${purpose} are all 0`,
    "correct the column, or cut the rows so that each part has some that count",
  );
}

function fitSpec(spec: ModelSpec, data: FitData, options: FitOptions, labels: LabelChain): FittedModel {
  switch (spec.kind) {
    case "pipeline":
      return fitPipeline(spec, data, options, labels);
    case "estimator":
      return fitEstimator(spec.component, spec.params, data, options, labels);
    case "combinator":
      return fitCombinator(spec, data, options, labels);
    case "choice":
      throw new ComponentError(
        "run/open-hyperparameters",
        `the choice at \`${spec.path}\` is still open`,
        "search over the model, or close the choice",
      );
    default:
      return spec satisfies never;
  }
}

function fitPipeline(
  spec: Extract<ModelSpec, { kind: "pipeline" }>,
  data: FitData,
  options: FitOptions,
  labels: LabelChain,
): FittedModel {
  const { library } = options;
  // The chain is fitted alike for every step of a horizon, so its randomness does not depend on the step.
  const key = canonicalJson([options.seed, options.label, JSON.stringify(spec.transform)]);
  const fit = onceForRows(data.fit, key, () =>
    fitTransform(
      spec.transform,
      transformInput(data.task, data.fit, labels, library),
      library,
      createRandom(options.seed, `${options.label}/transform`),
    ),
  );
  const inner: FitData = {
    ...data,
    fit: fittedRows(data.fit, fit),
    validate: data.validate === null ? null : transformRows(fit.fitted, data.validate, library),
  };
  const { fitted } = fit;
  const chain = changesLabel(fitted) ? [...labels, fitted] : labels;
  return { kind: "pipeline", transform: fitted, model: fitSpec(spec.model, inner, options, chain) };
}

/** What a transform chain is fitted on: in a forecast the target at the origin is its target. */
export function transformInput(task: TaskData, rows: ModelRows, labels: LabelChain, library: Library): TransformRows {
  return {
    rows: rows.origins.length,
    columns: rows.columns,
    label: labels.reduce(
      (values, chain) => transformLabel(chain, values, library, rows.order),
      labelsAt(task, rows.origins, 0),
    ),
    classes: task.classes,
    weight: rows.weight,
    order: rows.order,
    beside: rows.beside,
  };
}

function fitEstimator(
  component: string,
  given: Params,
  data: FitData,
  options: FitOptions,
  labels: LabelChain,
): FittedModel {
  const { declaration, implementation } = options.library.model(component);
  const params = options.library.params("model", component, given);
  if (implementation.input === "series") return fitSeries(component, params, implementation, data, options, labels);
  const roundsName = declaration.rounds;
  const fitStep = (step: number): FittedModel => {
    const override = options.rounds === null ? undefined : (options.rounds[Math.max(0, step - 1)] ?? options.rounds[0]);
    const closed = override === undefined || roundsName === null ? params : { ...params, [roundsName]: override };
    return fitTabular(component, closed, implementation, data, options, labels, step);
  };
  if (data.task.spec.kind !== "forecast") return fitStep(0);
  const steps = options.steps ?? stepsOf(data.task);
  return { kind: "direct", steps: steps.map((step) => ({ step, model: fitStep(step) })) };
}

function fitTabular(
  component: string,
  params: Params,
  implementation: AnyTabular,
  data: FitData,
  options: FitOptions,
  labels: LabelChain,
  step: number,
): FittedModel {
  const { library } = options;
  const fit = tabularData(data.task, data.fit, step, labels, library);
  const { declaration } = library.model(component);
  const described = describeFeatures(fit.features);
  // A model from a file knows levels of its own, also such that none of these rows has.
  const features =
    declaration.pretrained === undefined ? described : described.map((feature) => ({ ...feature, levels: null }));
  if (!declaration.acceptsMissing && !declaration.ignoresFeatures) refuseMissing(component, fit.features);
  let validate: TabularData | null = null;
  if (data.validate !== null) {
    const rows = tabularData(data.task, data.validate, step, labels, library);
    validate = { ...rows, features: alignColumns(rows.features, features).columns };
  }
  const context: FitContext = {
    task: data.task.spec.kind,
    random: createRandom(options.seed, `${options.label}/estimator/${step}`),
    validate,
    patience: options.patience,
    threads: options.threads ?? null,
    ...fileOf(declaration, params, data),
  };
  const { state, rounds } = implementation.fit(fit, params, context);
  return { kind: "tabular", component, params, features, state, rounds };
}

function fileOf(declaration: ModelDeclaration, params: Params, { files }: FitData): { readonly file?: Uint8Array } {
  const part = pretrainedPart(declaration, params);
  const file = part === null ? undefined : files?.[part.path];
  return file === undefined ? {} : { file };
}

function tabularData(task: TaskData, rows: ModelRows, step: number, labels: LabelChain, library: Library): TabularData {
  const order = labels.length === 0 ? null : labelOrder(task, rows.origins, [step]);
  const label = labels.reduce(
    (values, chain) => transformLabel(chain, values, library, order),
    labelsAt(task, rows.origins, step),
  );
  return {
    rows: rows.origins.length,
    features: columnsAhead(task, rows, step, library).map(compactLevels),
    label,
    classes: task.classes,
    weight: rows.weight,
  };
}

function fitSeries(
  component: string,
  given: Params,
  implementation: AnySeries,
  data: FitData,
  options: FitOptions,
  labels: LabelChain,
): FittedModel {
  const { task } = data;
  const every = task.spec.time?.every ?? null;
  const params = paramsInRows(given, every);
  const keep = historyRows(task, data.fit.origins);
  const order = task.times === null ? null : { series: task.series, times: task.times };
  const label = labels.reduce((values, chain) => transformLabel(chain, values, options.library, order), task.label);
  const grid = gridOf(task);
  const seen = task.seriesNames
    .map((name, code) => ({ name, history: historyOf(task, grid, label, code, keep) }))
    .filter((series) => series.history.values.length > 0);
  const seasonLength = seasonLengthOf(every);
  const horizon = task.spec.horizon ?? 1;
  const state = implementation.fit(
    seen.map((series) => series.history),
    params,
    { random: createRandom(options.seed, `${options.label}/estimator`), seasonLength, horizon },
  );
  return {
    kind: "series",
    component,
    params,
    series: seen.map((series) => series.name),
    seasonLength,
    horizon,
    state,
  };
}

function fitCombinator(
  spec: Extract<ModelSpec, { kind: "combinator" }>,
  data: FitData,
  options: FitOptions,
  labels: LabelChain,
): FittedModel {
  switch (spec.component) {
    case "direct":
      return fitSpec(spec.model, data, options, labels);
    case "recursive": {
      const lags = spec.params.lags as Readonly<Record<string, number>>;
      const rounds = options.rounds === null ? null : options.rounds.slice(0, 1);
      return { kind: "recursive", model: fitSpec(spec.model, data, { ...options, rounds, steps: [1] }, labels), lags };
    }
    case "bagged": {
      const count = typeof spec.params.n === "number" ? spec.params.n : 10;
      const members = Array.from({ length: count }, (_, i) => {
        const label = `${options.label}/bag ${i}`;
        const fit = bootstrapRows(data.fit, data.task, createRandom(options.seed, label));
        return fitSpec(spec.model, { ...data, fit }, { ...options, label }, labels);
      });
      return { kind: "mean", members, weights: members.map(() => 1 / count) };
    }
    case "per_series": {
      const codes = [...new Set(Array.from(data.fit.origins, (row) => data.task.series[row]!))];
      const models = codes.map((code) => {
        const part: FitData = {
          ...data,
          fit: rowsOfSeries(data.task, data.fit, code),
          validate: data.validate === null ? null : rowsOfSeries(data.task, data.validate, code),
        };
        const name = data.task.seriesNames[code]!;
        const model = fitSpec(spec.model, part, { ...options, label: `${options.label}/series ${name}` }, labels);
        return { series: name, model };
      });
      return { kind: "per_series", models };
    }
    case "conformal":
      return fitConformal(spec.params, data, options, (rows, part) =>
        fitSpec(spec.model, { ...data, fit: rows }, { ...options, label: `${options.label}/${part}` }, labels),
      );
    case "threshold":
    case "calibrated":
      return fitWrapper(spec.component, spec.params, data, options, (rows, part) =>
        fitSpec(spec.model, { ...data, fit: rows }, { ...options, label: `${options.label}/${part}` }, labels),
      );
    default:
      throw new ComponentError(
        "run/unsupported-combinator",
        `the combinator \`${spec.component}\` cannot be fitted by this version`,
        "use the model without the combinator",
      );
  }
}

function rowsOfSeries(task: TaskData, rows: ModelRows, code: number): ModelRows {
  const positions: number[] = [];
  rows.origins.forEach((row, i) => {
    if (task.series[row] === code) positions.push(i);
  });
  return subset(rows, Int32Array.from(positions));
}

/** True when the spec fits one model per step of a horizon, so that steps can be fitted apart. */
export function isDirect(spec: ModelSpec, task: TaskData, library: Library): boolean {
  if (task.spec.kind !== "forecast") return false;
  switch (spec.kind) {
    case "estimator":
      return library.model(spec.component).declaration.input === "tabular";
    case "pipeline":
      return isDirect(spec.model, task, library);
    case "combinator":
      return spec.component === "direct" && isDirect(spec.model, task, library);
    case "choice":
      return false;
    default:
      return spec satisfies never;
  }
}
