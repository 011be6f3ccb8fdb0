// Why rows have no prediction, in the order in which it is looked for: a series that nothing was fitted for, features without a
// value, columns of `known:` that have none ahead, numbers beyond all measure, and last what the model itself makes of the rows.
import type { FrameColumn } from "../frame/frame.ts";
import type { FittedModel } from "../model/fitted.ts";
import { stepsOf, takeAhead } from "../model/model-rows.ts";
import type { TaskData } from "../task/task-data.ts";

const MOST_NAMED = 5;
const VAST = 1e150;

/** `rows`: those without a prediction, `others`: those with one. Both are rows of the task. */
export function whyUnpredicted(model: FittedModel, task: TaskData, rows: Int32Array, others: Int32Array): string {
  const fitted = fittedSeries(model);
  const unknown = [...new Set(Array.from(rows, (row) => task.seriesNames[task.series[row]!]!))].filter(
    (name) => fitted !== null && !fitted.has(name),
  );
  if (unknown.length > 0) return `nothing was fitted for the series ${listed(unknown)}`;
  // What predicted rows lack as well is no reason.
  const missing = task.features.filter(
    (column) => rows.some((row) => isMissing(column, row)) && !others.some((row) => isMissing(column, row)),
  );
  const everywhere = missing.filter((column) => rows.every((row) => isMissing(column, row)));
  if (everywhere.length > 0) return `${listed(everywhere.map(({ name }) => name))} ${has(everywhere)} no value in them`;
  if (missing.length > 0)
    return `each lacks a value of ${listed(
      missing.map(({ name }) => name),
      "or",
    )}`;
  const ahead = knownAhead(task, rows);
  if (ahead.length > 0) return `${listed(ahead)} of \`known:\` ${has(ahead)} no value at the rows that are predicted`;
  const vast = task.features.filter((column) => rows.some((row) => isVast(column, row)));
  if (vast.length > 0)
    return `${listed(vast.map(({ name }) => name))} ${has(vast)} values in them that are too large to compute with`;
  return "the model gives no number for them, though no feature is missing";
}

/** Its square, or its sum with others like it, is more than any number. */
const isVast = (column: FrameColumn, row: number): boolean =>
  column.kind === "number" && Math.abs(column.values[row]!) > VAST;

const isMissing = (column: FrameColumn, row: number): boolean =>
  column.kind === "number" ? Number.isNaN(column.values[row]!) : column.codes[row]! < 0;

const has = (names: readonly unknown[]): string => (names.length === 1 ? "has" : "have");

function knownAhead(task: TaskData, rows: Int32Array): readonly string[] {
  const known = task.features.filter(({ name }) => task.spec.known.includes(name));
  const places = Array.from(rows.keys());
  return known
    .filter((column) =>
      stepsOf(task).some((step) => {
        const there = takeAhead(task, column, rows, step);
        return step > 0 && places.some((place) => isMissing(there, place));
      }),
    )
    .map(({ name }) => name);
}

/** The series that models of single series were fitted for; null where one model is for all. */
function fittedSeries(model: FittedModel): ReadonlySet<string> | null {
  switch (model.kind) {
    case "per_series":
      return new Set(model.models.map(({ series }) => series));
    case "series":
      return new Set(model.series);
    case "pipeline":
    case "recursive":
    case "conformal":
    case "calibrated":
    case "threshold":
      return fittedSeries(model.model);
    case "mean":
    case "median":
      return model.members.map(fittedSeries).find((series) => series !== null) ?? null;
    case "tabular":
    case "direct":
      return null;
    default:
      return model satisfies never;
  }
}

function listed(names: readonly string[], word = "and"): string {
  const quoted = names.slice(0, MOST_NAMED).map((name) => `\`${name}\``);
  if (names.length > MOST_NAMED) return `${quoted.join(", ")} ${word} ${names.length - MOST_NAMED} more`;
  return quoted.length < 2 ? (quoted[0] ?? "") : `${quoted.slice(0, -1).join(", ")} ${word} ${quoted.at(-1)}`;
}
