// The components that have a form in ONNX. Loaded only by who exports a model.
import type { OnnxEstimator, OnnxLowerings, OnnxTransform } from "../runtime/onnx/lowering.ts";
import { dummyOnnx } from "./models/dummy/dummy.onnx.ts";
import { gradientBoostingOnnx } from "./models/gradient-boosting/gradient-boosting.onnx.ts";
import { knnOnnx } from "./models/knn/knn.onnx.ts";
import { linearOnnx } from "./models/linear-onnx.ts";
import { logisticOnnx } from "./models/logistic/logistic.onnx.ts";
import { mlpOnnx } from "./models/mlp/mlp.onnx.ts";
import { naiveBayesOnnx } from "./models/naive-bayes/naive-bayes.onnx.ts";
import { randomForestOnnx } from "./models/random-forest/random-forest.onnx.ts";
import { binsOnnx } from "./transforms/bins/bins.onnx.ts";
import { boxCoxOnnx } from "./transforms/box-cox/box-cox.onnx.ts";
import { clipOnnx } from "./transforms/clip/clip.onnx.ts";
import { cyclicalOnnx } from "./transforms/cyclical/cyclical.onnx.ts";
import { deseasonalizeOnnx } from "./transforms/deseasonalize/deseasonalize.onnx.ts";
import { detrendOnnx } from "./transforms/detrend/detrend.onnx.ts";
import { dropOnnx } from "./transforms/drop/drop.onnx.ts";
import { dropCorrelatedOnnx } from "./transforms/drop-correlated/drop-correlated.onnx.ts";
import { fourierOnnx } from "./transforms/fourier/fourier.onnx.ts";
import { frequencyEncodeOnnx } from "./transforms/frequency-encode/frequency-encode.onnx.ts";
import { hashEncodeOnnx } from "./transforms/hash-encode/hash-encode.onnx.ts";
import { imputeOnnx } from "./transforms/impute/impute.onnx.ts";
import { interactionsOnnx } from "./transforms/interactions/interactions.onnx.ts";
import { knnImputeOnnx } from "./transforms/knn-impute/knn-impute.onnx.ts";
import { log1pOnnx } from "./transforms/log1p/log1p.onnx.ts";
import { minmaxOnnx } from "./transforms/minmax/minmax.onnx.ts";
import { normalizeRowsOnnx } from "./transforms/normalize-rows/normalize-rows.onnx.ts";
import { onehotOnnx } from "./transforms/onehot/onehot.onnx.ts";
import { ordinalOnnx } from "./transforms/ordinal/ordinal.onnx.ts";
import { oversampleOnnx } from "./transforms/oversample/oversample.onnx.ts";
import { pcaOnnx } from "./transforms/pca/pca.onnx.ts";
import { polynomialOnnx } from "./transforms/polynomial/polynomial.onnx.ts";
import { quantileTransformOnnx } from "./transforms/quantile-transform/quantile-transform.onnx.ts";
import { robustOnnx } from "./transforms/robust/robust.onnx.ts";
import { scaleOnnx } from "./transforms/scale/scale.onnx.ts";
import { selectKOnnx } from "./transforms/select-k/select-k.onnx.ts";
import { smoteOnnx } from "./transforms/smote/smote.onnx.ts";
import { standardizeOnnx } from "./transforms/standardize/standardize.onnx.ts";
import { targetEncodeOnnx } from "./transforms/target-encode/target-encode.onnx.ts";
import { undersampleOnnx } from "./transforms/undersample/undersample.onnx.ts";
import { varianceThresholdOnnx } from "./transforms/variance-threshold/variance-threshold.onnx.ts";
import { winsorizeOnnx } from "./transforms/winsorize/winsorize.onnx.ts";
import { yeoJohnsonOnnx } from "./transforms/yeo-johnson/yeo-johnson.onnx.ts";

const transforms = {
  impute: imputeOnnx,
  knn_impute: knnImputeOnnx,
  standardize: standardizeOnnx,
  minmax: minmaxOnnx,
  robust: robustOnnx,
  scale: scaleOnnx,
  onehot: onehotOnnx,
  ordinal: ordinalOnnx,
  clip: clipOnnx,
  log1p: log1pOnnx,
  yeo_johnson: yeoJohnsonOnnx,
  target_encode: targetEncodeOnnx,
  frequency_encode: frequencyEncodeOnnx,
  hash_encode: hashEncodeOnnx,
  bins: binsOnnx,
  drop: dropOnnx,
  box_cox: boxCoxOnnx,
  quantile_transform: quantileTransformOnnx,
  normalize_rows: normalizeRowsOnnx,
  winsorize: winsorizeOnnx,
  pca: pcaOnnx,
  polynomial: polynomialOnnx,
  interactions: interactionsOnnx,
  select_k: selectKOnnx,
  variance_threshold: varianceThresholdOnnx,
  drop_correlated: dropCorrelatedOnnx,
  cyclical: cyclicalOnnx,
  fourier: fourierOnnx,
  detrend: detrendOnnx,
  deseasonalize: deseasonalizeOnnx,
  oversample: oversampleOnnx,
  undersample: undersampleOnnx,
  smote: smoteOnnx,
};

const models = {
  dummy: dummyOnnx,
  linear: linearOnnx,
  ridge: linearOnnx,
  lasso: linearOnnx,
  elastic_net: linearOnnx,
  logistic: logisticOnnx,
  knn: knnOnnx,
  naive_bayes: naiveBayesOnnx,
  mlp: mlpOnnx,
  gradient_boosting: gradientBoostingOnnx,
  lightgbm: gradientBoostingOnnx,
  xgboost: gradientBoostingOnnx,
  catboost: gradientBoostingOnnx,
  random_forest: randomForestOnnx,
  extra_trees: randomForestOnnx,
  decision_tree: randomForestOnnx,
  lightgbm_file: gradientBoostingOnnx,
};

// The lists forget parameter and state types: parameters were validated against the declaration, and a state only ever
// reaches the lowering of the component that made it.
export const onnxLowerings: OnnxLowerings = {
  transforms: transforms as Readonly<Record<string, unknown>> as Readonly<Record<string, OnnxTransform<never, never>>>,
  models: models as Readonly<Record<string, unknown>> as Readonly<Record<string, OnnxEstimator<never, never>>>,
};
