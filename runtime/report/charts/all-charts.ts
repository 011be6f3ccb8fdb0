// Which charts an evaluation or a search gets, in reading order.
import type { EvaluationResult, SearchResult, SubjectResult } from "../../../specs/run-record.ts";
import type { AnyChart, Chart } from "./chart.ts";
import { chartCalibration, chartConfusion, chartPrecisionRecall, chartRoc } from "./classification.ts";
import { chartAgreement, chartFolds, chartImportance, chartResiduals } from "./errors.ts";
import { chartDependence, chartPermutation, chartShap } from "./explanations.ts";
import { chartForecast, chartSteps } from "./forecast.ts";
import { chartSearchHistory, chartSearchSlices } from "./search.ts";
import { chartTree } from "./tree.ts";

const present = <C extends AnyChart>(charts: readonly (C | null)[]): C[] => charts.filter((chart) => chart !== null);

export function chartsOfEvaluation(result: EvaluationResult): AnyChart[] {
  const several = result.subjects.length > 1;
  return [
    ...present([chartSteps(result), chartFolds(result)]),
    ...result.subjects.flatMap((subject) =>
      chartsOfSubject({ ...result, subjects: [subject] }, subject).map((chart) =>
        several ? { ...chart, title: `${chart.title}: ${subject.name}` } : chart,
      ),
    ),
  ];
}

/** Charts that show one model; their titles name it when there are several. */
function chartsOfSubject(result: EvaluationResult, subject: SubjectResult): AnyChart[] {
  return present<AnyChart>([
    chartForecast(result),
    chartRoc(subject),
    chartPrecisionRecall(subject),
    chartCalibration(subject),
    chartConfusion(subject),
    chartAgreement(result),
    chartResiduals(result),
    chartPermutation(subject, result),
    chartImportance(subject),
    chartShap(subject),
    chartDependence(subject, result),
    chartTree(subject, result),
  ]);
}

export function chartsOfSearch(result: SearchResult): Chart[] {
  const models = [...new Set(result.trials.map((trial) => trial.model))];
  return present([chartSearchHistory(result), ...models.map((model) => chartSearchSlices(result, model))]);
}
