// The implementations of the declared transforms. The mapped type proves that none is missing and that each takes the
// parameters of its own declaration.
import type { State, TransformImplementation } from "../../runtime/component.ts";
import type { ValuesOf } from "../../specs/parameter.ts";
import { binsImplementation } from "./bins/bins.impl.ts";
import { boxCoxImplementation } from "./box-cox/box-cox.impl.ts";
import { clipImplementation } from "./clip/clip.impl.ts";
import { cyclicalImplementation } from "./cyclical/cyclical.impl.ts";
import type { transformDeclarations } from "./declarations.ts";
import { deseasonalizeImplementation } from "./deseasonalize/deseasonalize.impl.ts";
import { detrendImplementation } from "./detrend/detrend.impl.ts";
import { dropImplementation } from "./drop/drop.impl.ts";
import { dropCorrelatedImplementation } from "./drop-correlated/drop-correlated.impl.ts";
import { fourierImplementation } from "./fourier/fourier.impl.ts";
import { frequencyEncodeImplementation } from "./frequency-encode/frequency-encode.impl.ts";
import { hashEncodeImplementation } from "./hash-encode/hash-encode.impl.ts";
import { imputeImplementation } from "./impute/impute.impl.ts";
import { interactionsImplementation } from "./interactions/interactions.impl.ts";
import { knnImputeImplementation } from "./knn-impute/knn-impute.impl.ts";
import { log1pImplementation } from "./log1p/log1p.impl.ts";
import { minmaxImplementation } from "./minmax/minmax.impl.ts";
import { normalizeRowsImplementation } from "./normalize-rows/normalize-rows.impl.ts";
import { onehotImplementation } from "./onehot/onehot.impl.ts";
import { ordinalImplementation } from "./ordinal/ordinal.impl.ts";
import { oversampleImplementation } from "./oversample/oversample.impl.ts";
import { pcaImplementation } from "./pca/pca.impl.ts";
import { polynomialImplementation } from "./polynomial/polynomial.impl.ts";
import { quantileTransformImplementation } from "./quantile-transform/quantile-transform.impl.ts";
import { robustImplementation } from "./robust/robust.impl.ts";
import { scaleImplementation } from "./scale/scale.impl.ts";
import { selectKImplementation } from "./select-k/select-k.impl.ts";
import { smoteImplementation } from "./smote/smote.impl.ts";
import { standardizeImplementation } from "./standardize/standardize.impl.ts";
import { targetEncodeImplementation } from "./target-encode/target-encode.impl.ts";
import { tfidfImplementation } from "./tfidf/tfidf.impl.ts";
import { undersampleImplementation } from "./undersample/undersample.impl.ts";
import { varianceThresholdImplementation } from "./variance-threshold/variance-threshold.impl.ts";
import { winsorizeImplementation } from "./winsorize/winsorize.impl.ts";
import { yeoJohnsonImplementation } from "./yeo-johnson/yeo-johnson.impl.ts";

/** What a transform takes and gives when its own state type is forgotten. */
interface ForParameters<P> {
  readonly fit: (...args: Parameters<TransformImplementation<P>["fit"]>) => State;
  readonly apply: TransformImplementation<P, never>["apply"];
  readonly fitApply?: (...args: Parameters<NonNullable<TransformImplementation<P>["fitApply"]>>) => {
    readonly state: State;
    readonly columns: ReturnType<TransformImplementation<P>["apply"]>;
  };
  readonly resample?: NonNullable<TransformImplementation<P>["resample"]>;
  readonly invert?: NonNullable<TransformImplementation<P, never>["invert"]>;
}

type Declared = (typeof transformDeclarations)[number];
/** Windows are columns of the table: nothing is left to do for a chain, unless it is one with some parameters only. */
type Implemented<D extends Declared> = D extends { readonly window: { readonly when: unknown } }
  ? D["name"]
  : D extends { readonly window: unknown }
    ? never
    : D["name"];
type ImplementationsByName = { readonly [D in Declared as Implemented<D>]: ForParameters<ValuesOf<D["params"]>> };

const implementations = {
  impute: imputeImplementation,
  standardize: standardizeImplementation,
  minmax: minmaxImplementation,
  robust: robustImplementation,
  scale: scaleImplementation,
  onehot: onehotImplementation,
  ordinal: ordinalImplementation,
  clip: clipImplementation,
  log1p: log1pImplementation,
  yeo_johnson: yeoJohnsonImplementation,
  target_encode: targetEncodeImplementation,
  frequency_encode: frequencyEncodeImplementation,
  bins: binsImplementation,
  drop: dropImplementation,
  box_cox: boxCoxImplementation,
  quantile_transform: quantileTransformImplementation,
  normalize_rows: normalizeRowsImplementation,
  winsorize: winsorizeImplementation,
  knn_impute: knnImputeImplementation,
  hash_encode: hashEncodeImplementation,
  pca: pcaImplementation,
  polynomial: polynomialImplementation,
  interactions: interactionsImplementation,
  select_k: selectKImplementation,
  variance_threshold: varianceThresholdImplementation,
  drop_correlated: dropCorrelatedImplementation,
  tfidf: tfidfImplementation,
  cyclical: cyclicalImplementation,
  detrend: detrendImplementation,
  deseasonalize: deseasonalizeImplementation,
  fourier: fourierImplementation,
  oversample: oversampleImplementation,
  undersample: undersampleImplementation,
  smote: smoteImplementation,
} satisfies ImplementationsByName;

// The list forgets parameter and state types: parameters were validated against the declaration, and a state only ever
// returns to the implementation that made it.
export const transformImplementations = implementations as Readonly<Record<string, unknown>> as Readonly<
  Record<string, TransformImplementation<never, never>>
>;
