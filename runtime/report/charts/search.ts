// Charts of a search: how the best score came about, and where in the space the good trials lie.
import type { SearchResult, Trial } from "../../../specs/run-record.ts";
import { INK, SERIES } from "../palette.ts";
import { type Chart, HEIGHT, WIDE } from "./chart.ts";

const finished = (search: SearchResult): (Trial & { readonly value: number })[] =>
  search.trials.flatMap((trial) => (trial.value === null ? [] : [{ ...trial, value: trial.value }]));

export function chartSearchHistory(search: SearchResult): Chart | null {
  const trials = finished(search);
  if (trials.length < 2) return null;
  const better = search.direction === "minimize" ? Math.min : Math.max;
  let best: number | null = null;
  const bestSoFar = trials.map((trial) => {
    best = best === null ? trial.value : better(best, trial.value);
    return { number: trial.number, value: best };
  });
  const x = { field: "number", type: "quantitative" as const, title: "trial", axis: { tickMinStep: 1, format: "d" } };
  const y = { field: "value", type: "quantitative" as const, title: search.metric, scale: { zero: false } };
  return {
    title: "Search history",
    description: `Score of every finished trial; the line is the best so far.`,
    spec: {
      width: WIDE,
      height: HEIGHT,
      layer: [
        {
          data: { values: trials.map(({ number, value, model }) => ({ number, value, model })) },
          mark: { type: "point", filled: true, size: 55, opacity: 0.85 },
          encoding: {
            x,
            y,
            color: { field: "model", type: "nominal", title: null, scale: { range: [...SERIES] } },
            shape: { field: "model", type: "nominal", title: null },
          },
        },
        {
          data: { values: bestSoFar },
          mark: { type: "line", interpolate: "step-after", color: INK, strokeWidth: 1.2 },
          encoding: { x, y },
        },
      ],
    },
  };
}

/** One panel per open parameter of a model: its value against the score. */
export function chartSearchSlices(search: SearchResult, model: string): Chart | null {
  const trials = finished(search).filter((trial) => trial.model === model);
  const paths = [...new Set(trials.flatMap((trial) => Object.keys(trial.assignment)))];
  if (trials.length < 3 || paths.length === 0) return null;
  const panels = paths.map((path) => {
    const points = trials.flatMap((trial) => {
      const value = trial.assignment[path];
      return value === undefined ? [] : [{ x: printable(value), y: trial.value }];
    });
    const numbers = points.map((point) => point.x).filter((x) => typeof x === "number");
    const numeric = numbers.length === points.length;
    const log = numeric && numbers.every((x) => x > 0) && spread(numbers) > 20;
    return {
      width: 220,
      height: 130,
      data: { values: points },
      mark: { type: "point" as const, filled: true, size: 34, opacity: 0.75, color: SERIES[0] },
      encoding: {
        x: numeric
          ? {
              field: "x",
              type: "quantitative" as const,
              title: path,
              scale: log ? { type: "log" as const } : { zero: false },
              axis: { tickCount: 4 },
            }
          : { field: "x", type: "nominal" as const, title: path, axis: { labelAngle: -30 } },
        y: {
          field: "y",
          type: "quantitative" as const,
          title: search.metric,
          scale: { zero: false },
          axis: { tickCount: 4 },
        },
      },
    };
  });
  return {
    title: `Hyperparameters of ${model}`,
    description: "One panel per hyperparameter: the value tried against the score it got.",
    spec: { concat: panels, columns: 3, spacing: 24 },
  };
}

const spread = (numbers: readonly number[]): number =>
  numbers.reduce((a, b) => Math.max(a, b), 0) / numbers.reduce((a, b) => Math.min(a, b), Number.MAX_VALUE);

const printable = (value: unknown): number | string =>
  typeof value === "number" ? value : typeof value === "string" ? value : JSON.stringify(value);
