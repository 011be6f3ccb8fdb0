// The transforms of the standard library. A maintainer adding one lands here first; then implementations.ts does not
// compile until its implementation stands there.
import { bins } from "./bins/bins.decl.ts";
import { boxCox } from "./box-cox/box-cox.decl.ts";
import { clip } from "./clip/clip.decl.ts";
import { cyclical } from "./cyclical/cyclical.decl.ts";
import { deseasonalize } from "./deseasonalize/deseasonalize.decl.ts";
import { detrend } from "./detrend/detrend.decl.ts";
import { difference } from "./difference/difference.decl.ts";
import { drop } from "./drop/drop.decl.ts";
import { dropCorrelated } from "./drop-correlated/drop-correlated.decl.ts";
import { fourier } from "./fourier/fourier.decl.ts";
import { frequencyEncode } from "./frequency-encode/frequency-encode.decl.ts";
import { hashEncode } from "./hash-encode/hash-encode.decl.ts";
import { impute } from "./impute/impute.decl.ts";
import { interactions } from "./interactions/interactions.decl.ts";
import { knnImpute } from "./knn-impute/knn-impute.decl.ts";
import { log1p } from "./log1p/log1p.decl.ts";
import { minmax } from "./minmax/minmax.decl.ts";
import { normalizeRows } from "./normalize-rows/normalize-rows.decl.ts";
import { onehot } from "./onehot/onehot.decl.ts";
import { ordinal } from "./ordinal/ordinal.decl.ts";
import { oversample } from "./oversample/oversample.decl.ts";
import { pca } from "./pca/pca.decl.ts";
import { polynomial } from "./polynomial/polynomial.decl.ts";
import { quantileTransform } from "./quantile-transform/quantile-transform.decl.ts";
import { robust } from "./robust/robust.decl.ts";
import { scale } from "./scale/scale.decl.ts";
import { selectK } from "./select-k/select-k.decl.ts";
import { smote } from "./smote/smote.decl.ts";
import { standardize } from "./standardize/standardize.decl.ts";
import { targetEncode } from "./target-encode/target-encode.decl.ts";
import { tfidf } from "./tfidf/tfidf.decl.ts";
import { undersample } from "./undersample/undersample.decl.ts";
import { varianceThreshold } from "./variance-threshold/variance-threshold.decl.ts";
import { winsorize } from "./winsorize/winsorize.decl.ts";
import { yeoJohnson } from "./yeo-johnson/yeo-johnson.decl.ts";

export const transformDeclarations = [
  impute,
  standardize,
  minmax,
  robust,
  scale,
  onehot,
  ordinal,
  clip,
  log1p,
  yeoJohnson,
  targetEncode,
  frequencyEncode,
  bins,
  drop,
  boxCox,
  quantileTransform,
  normalizeRows,
  winsorize,
  knnImpute,
  hashEncode,
  pca,
  polynomial,
  interactions,
  selectK,
  varianceThreshold,
  dropCorrelated,
  tfidf,
  cyclical,
  detrend,
  deseasonalize,
  difference,
  fourier,
  oversample,
  undersample,
  smote,
] as const;
