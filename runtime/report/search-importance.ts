// Which hyperparameters mattered: the share of the score's variance that the parameter's value explains on its own
// (epsilon squared, Kelley 1935: the correlation ratio less what chance alone explains), numbers cut into up to four
// groups of equal size. A rough guide, not a cause: with few trials or correlated choices it says little.
import type { SearchResult } from "../../specs/run-record.ts";

export interface ParameterImportance {
  readonly model: string;
  readonly parameter: string;
  /** 0 to 1. */
  readonly share: number;
  readonly trials: number;
}

const LEAST_TRIALS = 8;

/** Largest first; parameters with fewer than eight finished trials or a single value are left out. */
export function searchImportance(search: SearchResult): ParameterImportance[] {
  const found: ParameterImportance[] = [];
  for (const model of new Set(search.trials.map((trial) => trial.model))) {
    const trials = search.trials.filter((trial) => trial.model === model && trial.value !== null);
    for (const parameter of new Set(trials.flatMap((trial) => Object.keys(trial.assignment)))) {
      const points = trials.flatMap((trial) =>
        trial.assignment[parameter] === undefined ? [] : [{ x: trial.assignment[parameter], y: trial.value! }],
      );
      if (points.length < LEAST_TRIALS) continue;
      const groups = group(points);
      if (groups.length < 2) continue;
      found.push({ model, parameter, share: explainedShare(groups), trials: points.length });
    }
  }
  return found.sort((a, b) => b.share - a.share);
}

interface Point {
  readonly x: unknown;
  readonly y: number;
}

function group(points: readonly Point[]): number[][] {
  const byValue = new Map<string, Point[]>();
  for (const point of points) {
    const key = JSON.stringify(point.x);
    byValue.set(key, [...(byValue.get(key) ?? []), point]);
  }
  const numeric = points.every((point) => typeof point.x === "number");
  if (!numeric || byValue.size <= 4) return [...byValue.values()].map((items) => items.map((item) => item.y));
  const sorted = [...points].sort((a, b) => Number(a.x) - Number(b.x));
  const size = sorted.length / 4;
  return [0, 1, 2, 3].map((i) => sorted.slice(Math.round(i * size), Math.round((i + 1) * size)).map((item) => item.y));
}

function explainedShare(groups: readonly (readonly number[])[]): number {
  const all = groups.flat();
  const mean = average(all);
  const total = all.reduce((sum, y) => sum + (y - mean) ** 2, 0);
  const spare = all.length - groups.length;
  if (total === 0 || spare <= 0) return 0;
  const between = groups.reduce((sum, ys) => sum + ys.length * (average(ys) - mean) ** 2, 0);
  const chance = ((groups.length - 1) * (total - between)) / spare;
  return Math.max(0, (between - chance) / total);
}

const average = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
