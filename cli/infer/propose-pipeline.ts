// From a target to a pipeline that runs as it stands: features, task, split, models, search, evaluation, report.
import type { Inferred } from "../../runtime/infer/infer.ts";
import { writeDuration } from "../../runtime/infer/time-order.ts";
import type { Duration } from "../../specs/data-type.ts";
import { distinctText } from "./propose-distinct.ts";
import type { Proposal } from "./propose-roles.ts";
import { writeName, writeText } from "./spec-words.ts";

export interface PipelineNames {
  readonly source: string;
  readonly task: string;
  readonly table: string;
  /** The table without copies of rows. */
  readonly distinct: string;
}

/** A class with fewer rows cannot stand in every part of every fold. */
const FEWEST_PER_CLASS = 20;

/** Types that a task takes as a target. */
const PREDICTED: ReadonlySet<string> = new Set(["bool", "category", "string", "int", "float"]);

/** Null when the data cannot carry a pipeline: the reason. */
export function proposePipeline(
  inferred: Inferred,
  proposals: readonly Proposal[],
  names: PipelineNames,
): { readonly text: string } | { readonly reason: string } {
  const target = proposals.find(({ role }) => role === "target");
  const facts = inferred.target;
  if (target === undefined || facts === null) return { reason: "no target was named" };
  const word = writeName(target.column.name);
  if (word === null) return { reason: "the name of the target cannot be written in a spec" };
  const { kind } = target.column.type;
  if (!PREDICTED.has(kind)) return { reason: `the target is a \`${kind}\`, which is neither a number nor a class` };
  if (inferred.rows < 60) return { reason: `${inferred.rows} rows are too few to fit and judge a model` };
  if (target.profile.distinct < 2) return { reason: "the target has one value" };
  const { time } = inferred;
  const isRegular = time?.isUnique === true && time.step?.irregular === 0;
  if (facts.kind === "regress" && isRegular && !target.column.type.nullable) {
    const text = forecastText(inferred, proposals, names, word);
    if (text !== null) return { text };
  }
  const features = proposals.filter(({ role }) => role === "feature" || role === "series");
  if (features.length === 0) return { reason: "no column is left that could be a feature" };
  const distinct = distinctText(inferred, names.source, names.distinct);
  const from = distinct === null ? names : { ...names, source: names.distinct };
  const text =
    facts.kind === "classify"
      ? classifyText(inferred, proposals, from, word, kind)
      : regressText(inferred, proposals, from, word);
  return { text: distinct === null ? text : `${distinct}\n\n${text}` };
}

function classifyText(
  inferred: Inferred,
  proposals: readonly Proposal[],
  names: PipelineNames,
  target: string,
  kind: string,
): string {
  const { classes } = inferred.target!;
  const isBinary = classes.length === 2;
  const rare = classes.at(-1)!;
  const value = kind === "int" ? rare.value : writeText(rare.value);
  const positive = kind === "bool" || !isBinary ? "" : `, positive: ${value}`;
  const metrics = isBinary ? "[roc_auc, log_loss, brier]" : "[log_loss, accuracy, f1]";
  const goal = isBinary ? "maximize: roc_auc" : "minimize: log_loss";
  const isRare = rare.count < FEWEST_PER_CLASS;
  const parts = [
    `task ${names.task} = classify(${target}, from: ${names.source}${positive})`,
    splitText(inferred, proposals, names.task, isRare ? "kfold" : "stratified_kfold"),
    ...preparedText(proposals),
    `model scorecard = ${preparedPipe(proposals)}logistic(c: 0.01..10.0 log)`,
    boosterText(inferred),
    searchText("[scorecard, booster]", goal),
    evaluateText(metrics, "dummy(strategy: prior)"),
  ];
  return parts.join("\n\n");
}

function regressText(inferred: Inferred, proposals: readonly Proposal[], names: PipelineNames, target: string): string {
  const parts = [
    `task ${names.task} = regress(${target}, from: ${names.source})`,
    splitText(inferred, proposals, names.task, "kfold"),
    ...preparedText(proposals),
    `model line = ${preparedPipe(proposals)}ridge(alpha: 0.001..100.0 log)`,
    boosterText(inferred),
    searchText("[line, booster]", "minimize: mae"),
    evaluateText("[mae, rmse, r2]", "dummy()"),
  ];
  return parts.join("\n\n");
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

interface Rhythm {
  readonly horizon: number;
  readonly season: number;
}

/** How far ahead a step is usually forecast, and how many steps make its season. */
function rhythmOf({ months, milliseconds }: Duration): Rhythm {
  if (months === 1) return { horizon: 6, season: 12 };
  if (months === 3) return { horizon: 4, season: 4 };
  if (months > 0) return { horizon: 2, season: 1 };
  if (milliseconds === 7 * DAY) return { horizon: 4, season: 52 };
  if (milliseconds === DAY) return { horizon: 7, season: 7 };
  if (milliseconds < DAY && DAY % milliseconds === 0) {
    const perDay = DAY / milliseconds;
    return { horizon: Math.min(24, perDay), season: perDay };
  }
  return { horizon: 4, season: 1 };
}

/** Null when the shortest thinkable series are too short for it. */
function forecastText(
  inferred: Inferred,
  proposals: readonly Proposal[],
  { source, task, table }: PipelineNames,
  target: string,
): string | null {
  const time = inferred.time!;
  const every = time.step!.every;
  const rows = Math.floor(inferred.rows / time.seriesCount);
  const usual = rhythmOf(every);
  // Season and look-back must leave enough origins to fit and judge on.
  const season = usual.season * 8 <= rows ? usual.season : 1;
  const horizon = Math.min(usual.horizon, Math.floor(rows / 20));
  if (horizon < 1 || rows < 40) return null;
  // In the unit of the step: `24h` of an hourly series, not `1d`.
  const [, number, unit] = /^(\d+)(\D+)$/.exec(writeDuration(every)) ?? ["", "1", ""];
  const times = (count: number): string => `${Number(number) * count}${unit}`;
  const lags = Math.max(2, Math.min(season === 1 ? 6 : season, 24, Math.floor(rows / 10)));
  const derived = [
    `  last = lag(${target}, 0..${lags})`,
    `  level = rolling_mean(${target}, ${Math.max(2, Math.min(season, lags))})`,
  ];
  if (season > lags) derived.push(`  season_ago = lag(${target}, ${season - 1})`);
  if (every.months > 0 && every.months < 12 && season > 1) {
    const name = writeName(time.column);
    if (name !== null) derived.push(`  month_of_year = month(${name})`);
  }
  const taken = new Set(proposals.map(({ column }) => column.name));
  const free = derived.filter((line) => !taken.has(line.trim().split(" ")[0]!));
  const val = Math.max(2 * horizon, Math.floor(rows / 10));
  const test = Math.max(2 * horizon, Math.floor(rows / 5));
  const against = season > 1 ? `seasonal_naive(${season})` : "naive()";
  const known = proposals
    .filter(({ annotations }) => annotations.includes("@known"))
    .flatMap(({ column }) => writeName(column.name) ?? []);
  const ahead = known.length === 0 ? "" : `, known: [${known.join(", ")}]`;
  const derivedFeatures: Proposal[] = proposals.filter(({ role }) => role === "feature" || role === "series");
  const parts = [
    `table ${table} = ${source} |> derive {\n${free.join("\n")}\n}`,
    `task ${task} = forecast(${target}, from: ${table}, horizon: ${times(horizon)}${ahead})`,
    `split cv = expanding(${task}, folds: 2, val: ${times(val)}, test: ${times(test)})`,
    `transform prepared = {\n${selectors(derivedFeatures, true).join("\n")}\n}`,
    "model line = prepared |> direct(ridge(alpha: 0.001..100.0 log))",
    ...(inferred.rows <= 60_000 ? [`model booster = direct(${boosterCall(inferred)})`] : []),
    searchText(inferred.rows <= 60_000 ? "[line, booster]" : "line", "minimize: mae", inferred.rows <= 5_000 ? 10 : 4),
    evaluateText("[mae, rmse, smape]", against),
  ];
  return parts.join("\n\n");
}

function splitText(
  { time, rows }: Inferred,
  proposals: readonly Proposal[],
  task: string,
  method: "kfold" | "stratified_kfold",
): string {
  if (time !== null) return `split cv = expanding(${task}, folds: 2, val: 15%, test: 20%)`;
  const entity = proposals.find(({ role }) => role === "entity");
  const by = entity === undefined ? null : writeName(entity.column.name);
  const folds = rows > 100_000 ? 2 : 3;
  if (by !== null) return `split cv = group_kfold(${task}, by: ${by}, folds: ${folds}, test: 20%, seed: 7)`;
  return `split cv = ${method}(${task}, folds: ${folds}, test: 20%, seed: 7)`;
}

/** What models of numbers need: no gaps, numbers of one size, categories as columns. */
function selectors(proposals: readonly Proposal[], isForecast: boolean): string[] {
  const ofKind = (...kinds: readonly string[]): readonly Proposal[] =>
    proposals.filter(
      ({ role, column }) => (role === "feature" || role === "series") && kinds.includes(column.type.kind),
    );
  const hasGaps = (list: readonly Proposal[]): boolean => list.some(({ column }) => column.type.nullable);
  const entries: string[] = [];
  const numbers = ofKind("int", "float");
  if (numbers.length > 0 || isForecast)
    entries.push(`  numeric: ${hasGaps(numbers) ? "impute(median) |> " : ""}standardize()`);
  const texts = ofKind("category");
  if (texts.length > 0) entries.push(`  categorical: ${hasGaps(texts) ? "impute(mode) |> " : ""}onehot(max: 20)`);
  const flags = ofKind("bool");
  if (hasGaps(flags)) entries.push("  boolean: impute(mode)");
  return entries;
}

function preparedText(proposals: readonly Proposal[]): string[] {
  const entries = selectors(proposals, false);
  return entries.length === 0 ? [] : [`transform prepared = {\n${entries.join("\n")}\n}`];
}

const preparedPipe = (proposals: readonly Proposal[]): string =>
  selectors(proposals, false).length === 0 ? "" : "prepared |> ";

const boosterCall = ({ rows }: Inferred): string =>
  `gradient_boosting(rounds: ${rows > 20_000 ? "50..150" : "30..120"} step 30, learning_rate: 0.03..0.3 log, leaves: 7..31)`;

const boosterText = (inferred: Inferred): string => `model booster = ${boosterCall(inferred)}`;

function searchText(models: string, goal: string, trials = 10): string {
  return `search tuned = tpe(${models}, trials: ${trials}, seed: 7) {\n  fit: cv.train\n  score: cv.val\n  ${goal}\n}\n\nfit champion = tuned.best on cv.dev`;
}

function evaluateText(metrics: string, against: string): string {
  return `evaluate final = champion on cv.test {\n  metrics: ${metrics}\n  against: ${against}\n}\n\nreport summary = html(final, tuned)`;
}
