// The metrics of the standard library. A maintainer adding one lands here first; then implementations.ts does not compile
// until its implementation stands there.
import { accuracy } from "./classification/accuracy.decl.ts";
import { balancedAccuracy } from "./classification/balanced-accuracy.decl.ts";
import { f1 } from "./classification/f1.decl.ts";
import { mcc } from "./classification/mcc.decl.ts";
import { precision } from "./classification/precision.decl.ts";
import { recall } from "./classification/recall.decl.ts";
import { mase } from "./forecasting/mase.decl.ts";
import { rmsse } from "./forecasting/rmsse.decl.ts";
import { coverage } from "./intervals/coverage.decl.ts";
import { winkler } from "./intervals/winkler.decl.ts";
import { brier } from "./probabilistic/brier.decl.ts";
import { gini } from "./probabilistic/gini.decl.ts";
import { ks } from "./probabilistic/ks.decl.ts";
import { logLoss } from "./probabilistic/log-loss.decl.ts";
import { prAuc } from "./probabilistic/pr-auc.decl.ts";
import { rocAuc } from "./probabilistic/roc-auc.decl.ts";
import { bias } from "./regression/bias.decl.ts";
import { mae } from "./regression/mae.decl.ts";
import { mape } from "./regression/mape.decl.ts";
import { mdape } from "./regression/mdape.decl.ts";
import { mse } from "./regression/mse.decl.ts";
import { pinball } from "./regression/pinball.decl.ts";
import { r2 } from "./regression/r2.decl.ts";
import { rmse } from "./regression/rmse.decl.ts";
import { smape } from "./regression/smape.decl.ts";
import { wape } from "./regression/wape.decl.ts";

export const metricDeclarations = [
  mae,
  rmse,
  mse,
  r2,
  mape,
  smape,
  mdape,
  wape,
  bias,
  pinball,
  coverage,
  winkler,
  mase,
  rmsse,
  accuracy,
  balancedAccuracy,
  f1,
  precision,
  recall,
  mcc,
  rocAuc,
  prAuc,
  logLoss,
  brier,
  ks,
  gini,
] as const;
