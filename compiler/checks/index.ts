// Every check, in the order in which findings are explained. A maintainer adding a check lands here first.
import type { Diagnostic } from "../../specs/diagnostic.ts";
import type { CertificateLine } from "../../specs/plan.ts";
import type { FlowGraph } from "../graph/graph.ts";
import type { Typed } from "../types/typed.ts";
import { certify } from "./certificate.ts";
import { type Check, type CheckOptions, createContext } from "./context.ts";
import {
  calibratedOnReported,
  earlyStopOnReported,
  selectedOnReported,
  weightsOnReported,
} from "./leakage/choices-on-reported.check.ts";
import { entityOverlap, randomSplitOnTime, splitMissesClaim } from "./leakage/claim.check.ts";
import { clockInTable } from "./leakage/clock-in-table.check.ts";
import { crossesSeries } from "./leakage/crosses-series.check.ts";
import { fitOutsideTrain } from "./leakage/fit-outside-train.check.ts";
import { hiddenStatistic, nowInFeature } from "./leakage/hidden-statistic.check.ts";
import { hindsightFilter } from "./leakage/hindsight-filter.check.ts";
import { judgedOnFittedRows, overlappingPartitions } from "./leakage/judged-on-fitted-rows.check.ts";
import { unknownFutureCovariate } from "./leakage/known-covariates.check.ts";
import { labelWindow } from "./leakage/label-window.check.ts";
import { overwrittenAttribute } from "./leakage/overwritten-attribute.check.ts";
import { pseudoLabelsFromTest } from "./leakage/pseudo-labels.check.ts";
import { resampledBeforeSplit } from "./leakage/resampled-before-split.check.ts";
import { idFeature, posthocFeature } from "./leakage/role-features.check.ts";
import { shortGap } from "./leakage/short-gap.check.ts";
import {
  calibratedInSample,
  selectedInSample,
  stackedInSample,
  stoppedInSample,
} from "./leakage/stacked-in-sample.check.ts";
import { targetEncodingInSample } from "./leakage/target-encoding-in-sample.check.ts";
import { targetAsFeature, targetDerived, windowIncludesTarget } from "./leakage/target-in-features.check.ts";
import { futureFeature, lagShorterThanHorizon, lateColumn } from "./leakage/time-of-features.check.ts";
import { tunedOnTest } from "./leakage/tuned-on-test.check.ts";
import { unknownProvenance } from "./leakage/unknown-provenance.check.ts";
import { dedupeAfterSplit } from "./lint/dedupe-after-split.check.ts";
import { earlyStopOnScore } from "./lint/early-stop-on-score.check.ts";
import { repeatedEvaluation } from "./lint/repeated-evaluation.check.ts";
import { piiFeature, protectedFeature } from "./lint/sensitive-features.check.ts";
import { unboundedAsOf } from "./lint/unbounded-as-of.check.ts";
import { missingValues, unencodedCategory } from "./lint/unready-features.check.ts";
import {
  undeclaredAvailability,
  undeclaredCovariate,
  undeclaredHistory,
  undeclaredOutcomeOrder,
} from "./undeclared/undeclared-availability.check.ts";
import { undeclaredEntity } from "./undeclared/undeclared-entity.check.ts";

export const CHECKS: readonly Check[] = [
  fitOutsideTrain,
  judgedOnFittedRows,
  overlappingPartitions,
  pseudoLabelsFromTest,
  tunedOnTest,
  earlyStopOnReported,
  selectedOnReported,
  calibratedOnReported,
  selectedInSample,
  stoppedInSample,
  calibratedInSample,
  weightsOnReported,
  stackedInSample,
  resampledBeforeSplit,
  hindsightFilter,
  hiddenStatistic,
  targetAsFeature,
  targetDerived,
  windowIncludesTarget,
  labelWindow,
  posthocFeature,
  idFeature,
  targetEncodingInSample,
  randomSplitOnTime,
  splitMissesClaim,
  entityOverlap,
  shortGap,
  futureFeature,
  lateColumn,
  overwrittenAttribute,
  lagShorterThanHorizon,
  unknownFutureCovariate,
  nowInFeature,
  crossesSeries,
  clockInTable,
  unknownProvenance,
  undeclaredAvailability,
  undeclaredCovariate,
  undeclaredOutcomeOrder,
  undeclaredHistory,
  undeclaredEntity,
  earlyStopOnScore,
  dedupeAfterSplit,
  repeatedEvaluation,
  piiFeature,
  protectedFeature,
  unboundedAsOf,
  missingValues,
  unencodedCategory,
];

/** Reports every finding and returns what is proved. */
export function runChecks(
  graph: FlowGraph,
  typed: Typed,
  options: CheckOptions,
  report: (diagnostic: Diagnostic) => void,
): readonly CertificateLine[] {
  const found: Diagnostic[] = [];
  const context = createContext(graph, typed, options, (diagnostic) => {
    found.push(diagnostic);
    report(diagnostic);
  });
  for (const check of CHECKS) check.run(context);
  return certify(CHECKS, context, found);
}
