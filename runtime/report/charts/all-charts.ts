// Which charts an evaluation or a search gets, in reading order.
import type { EvaluationResult, SearchResult } from "../../../specs/run-record.ts";
import type { Chart } from "./chart.ts";
import { chartCalibration, chartConfusion, chartPrecisionRecall, chartRoc } from "./classification.ts";
import { chartAgreement, chartFolds, chartImportance, chartResiduals } from "./errors.ts";
import { chartForecast, chartSteps } from "./forecast.ts";
import { chartSearchHistory, chartSearchSlices } from "./search.ts";

const present = (charts: readonly (Chart | null)[]): Chart[] => charts.filter((chart) => chart !== null);

export function chartsOfEvaluation(result: EvaluationResult): Chart[] {
  const subject = result.subjects[0];
  if (subject === undefined) return [];
  return present([
    chartForecast(result),
    chartSteps(result),
    chartRoc(subject),
    chartPrecisionRecall(subject),
    chartCalibration(subject),
    chartConfusion(subject),
    chartAgreement(result),
    chartResiduals(result),
    chartFolds(result),
    chartImportance(subject),
  ]);
}

export function chartsOfSearch(result: SearchResult): Chart[] {
  const models = [...new Set(result.trials.map((trial) => trial.model))];
  return present([chartSearchHistory(result), ...models.map((model) => chartSearchSlices(result, model))]);
}
