// The models and combinators of the standard library. A maintainer adding one lands here first; then implementations.ts
// does not compile until its implementation stands there. Combinators have none: the executor carries them out.
import { bagged } from "./combinators/bagged.decl.ts";
import { calibrated } from "./combinators/calibrated.decl.ts";
import { conformal } from "./combinators/conformal.decl.ts";
import { direct } from "./combinators/direct.decl.ts";
import { perSeries } from "./combinators/per-series.decl.ts";
import { recursive } from "./combinators/recursive.decl.ts";
import { threshold } from "./combinators/threshold.decl.ts";
import { drift } from "./drift/drift.decl.ts";
import { dummy } from "./dummy/dummy.decl.ts";
import { elasticNet } from "./elastic-net/elastic-net.decl.ts";
import { ets } from "./ets/ets.decl.ts";
import { gradientBoosting } from "./gradient-boosting/gradient-boosting.decl.ts";
import { catboost, lightgbm, xgboost } from "./gradient-boosting/presets.decl.ts";
import { knn } from "./knn/knn.decl.ts";
import { lasso } from "./lasso/lasso.decl.ts";
import { linear } from "./linear/linear.decl.ts";
import { logistic } from "./logistic/logistic.decl.ts";
import { meanForecast } from "./mean-forecast/mean-forecast.decl.ts";
import { mlp } from "./mlp/mlp.decl.ts";
import { naive } from "./naive/naive.decl.ts";
import { naiveBayes } from "./naive-bayes/naive-bayes.decl.ts";
import { lightgbmFile } from "./pretrained/lightgbm-file.decl.ts";
import { onnx } from "./pretrained/onnx.decl.ts";
import { decisionTree, extraTrees, randomForest } from "./random-forest/random-forest.decl.ts";
import { ridge } from "./ridge/ridge.decl.ts";
import { seasonalNaive } from "./seasonal-naive/seasonal-naive.decl.ts";

export const modelDeclarations = [
  naive,
  seasonalNaive,
  drift,
  meanForecast,
  dummy,
  linear,
  ridge,
  lasso,
  elasticNet,
  logistic,
  knn,
  naiveBayes,
  mlp,
  ets,
  gradientBoosting,
  lightgbm,
  xgboost,
  catboost,
  randomForest,
  extraTrees,
  decisionTree,
  onnx,
  lightgbmFile,
  direct,
  recursive,
  perSeries,
  threshold,
  calibrated,
  conformal,
  bagged,
] as const;
