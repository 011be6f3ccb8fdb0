// The spelled-out names of metrics, for sentences. A metric that is not listed is called by its own name.
const NAMES: Readonly<Record<string, string>> = {
  mae: "mean absolute error",
  rmse: "root mean squared error",
  mse: "mean squared error",
  r2: "coefficient of determination",
  mape: "mean absolute percentage error",
  smape: "symmetric mean absolute percentage error",
  mdape: "median absolute percentage error",
  msle: "mean squared logarithmic error",
  mase: "mean absolute scaled error",
  rmsse: "root mean squared scaled error",
  wape: "weighted absolute percentage error",
  bias: "mean error",
  accuracy: "accuracy",
  balanced_accuracy: "balanced accuracy",
  f1: "F1 score",
  precision: "precision",
  recall: "recall",
  roc_auc: "area under the ROC curve",
  pr_auc: "area under the precision-recall curve",
  log_loss: "logarithmic loss",
  brier: "Brier score",
  ks: "Kolmogorov-Smirnov statistic",
  gini: "Gini coefficient",
  mcc: "Matthews correlation",
};

export const spellMetric = (metric: string): string => NAMES[metric] ?? metric;
