// The implementations of the declared metrics. The mapped type proves that none is missing and that each takes the
// parameters of its own declaration.
import type { MetricImplementation } from "../../runtime/component.ts";
import type { ValuesOf } from "../../specs/parameter.ts";
import {
  accuracyImplementation,
  balancedAccuracyImplementation,
  f1Implementation,
  mccImplementation,
  precisionImplementation,
  recallImplementation,
} from "./classification/classification.impl.ts";
import type { metricDeclarations } from "./declarations.ts";
import { maseImplementation, rmsseImplementation } from "./forecasting/forecasting.impl.ts";
import { coverageImplementation, winklerImplementation } from "./intervals/intervals.impl.ts";
import { brierImplementation, logLossImplementation } from "./probabilistic/proper-scores.impl.ts";
import {
  giniImplementation,
  ksImplementation,
  prAucImplementation,
  rocAucImplementation,
} from "./probabilistic/ranking.impl.ts";
import {
  biasImplementation,
  maeImplementation,
  mapeImplementation,
  mdapeImplementation,
  mseImplementation,
  pinballImplementation,
  r2Implementation,
  rmseImplementation,
  smapeImplementation,
  wapeImplementation,
} from "./regression/regression.impl.ts";

type Declared = (typeof metricDeclarations)[number];
type ImplementationsByName = { readonly [D in Declared as D["name"]]: MetricImplementation<ValuesOf<D["params"]>> };

const implementations = {
  mae: maeImplementation,
  rmse: rmseImplementation,
  mse: mseImplementation,
  r2: r2Implementation,
  mape: mapeImplementation,
  smape: smapeImplementation,
  mdape: mdapeImplementation,
  wape: wapeImplementation,
  bias: biasImplementation,
  pinball: pinballImplementation,
  coverage: coverageImplementation,
  winkler: winklerImplementation,
  mase: maseImplementation,
  rmsse: rmsseImplementation,
  accuracy: accuracyImplementation,
  balanced_accuracy: balancedAccuracyImplementation,
  f1: f1Implementation,
  precision: precisionImplementation,
  recall: recallImplementation,
  mcc: mccImplementation,
  roc_auc: rocAucImplementation,
  pr_auc: prAucImplementation,
  log_loss: logLossImplementation,
  brier: brierImplementation,
  ks: ksImplementation,
  gini: giniImplementation,
} satisfies ImplementationsByName;

// The list forgets parameter types: parameters were validated against the declaration before any call.
export const metricImplementations: Readonly<Record<string, MetricImplementation<never>>> = implementations;
