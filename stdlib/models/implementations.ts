// The implementations of the declared models. The mapped type proves that none is missing and that each takes the parameters
// of its own declaration. Combinators have none: the executor carries them out.
import type {
  ModelImplementation,
  SeriesImplementation,
  State,
  TabularImplementation,
} from "../../runtime/component.ts";
import type { ValuesOf } from "../../specs/parameter.ts";
import type { modelDeclarations } from "./declarations.ts";
import { driftImplementation } from "./drift/drift.impl.ts";
import { dummyImplementation } from "./dummy/dummy.impl.ts";
import { elasticNetImplementation } from "./elastic-net/elastic-net.impl.ts";
import { etsImplementation } from "./ets/ets.impl.ts";
import { gradientBoostingImplementation } from "./gradient-boosting/gradient-boosting.impl.ts";
import {
  catboostImplementation,
  lightgbmImplementation,
  xgboostImplementation,
} from "./gradient-boosting/presets.impl.ts";
import { knnImplementation } from "./knn/knn.impl.ts";
import { lassoImplementation } from "./lasso/lasso.impl.ts";
import { linearImplementation } from "./linear/linear.impl.ts";
import { logisticImplementation } from "./logistic/logistic.impl.ts";
import { meanForecastImplementation } from "./mean-forecast/mean-forecast.impl.ts";
import { mlpImplementation } from "./mlp/mlp.impl.ts";
import { naiveImplementation } from "./naive/naive.impl.ts";
import { naiveBayesImplementation } from "./naive-bayes/naive-bayes.impl.ts";
import { lightgbmFileImplementation } from "./pretrained/lightgbm-file.impl.ts";
import { onnxImplementation } from "./pretrained/onnx.impl.ts";
import {
  decisionTreeImplementation,
  extraTreesImplementation,
  randomForestImplementation,
} from "./random-forest/random-forest.impl.ts";
import { ridgeImplementation } from "./ridge/ridge.impl.ts";
import { seasonalNaiveImplementation } from "./seasonal-naive/seasonal-naive.impl.ts";

/** What a model takes and gives when its own state type is forgotten. */
interface TabularForParameters<P> {
  readonly input: "tabular";
  readonly fit: (...args: Parameters<TabularImplementation<P>["fit"]>) => {
    readonly state: State;
    readonly rounds: number | null;
  };
  readonly predict: TabularImplementation<P, never>["predict"];
}

interface SeriesForParameters<P> {
  readonly input: "series";
  readonly fit: (...args: Parameters<SeriesImplementation<P>["fit"]>) => State;
  readonly forecast: SeriesImplementation<P, never>["forecast"];
}

type Declared = Extract<(typeof modelDeclarations)[number], { readonly family: "model" }>;
type ImplementationsByName = {
  readonly [D in Declared as D["name"]]: D["input"] extends "series"
    ? SeriesForParameters<ValuesOf<D["params"]>>
    : TabularForParameters<ValuesOf<D["params"]>>;
};

const implementations = {
  naive: naiveImplementation,
  seasonal_naive: seasonalNaiveImplementation,
  drift: driftImplementation,
  mean_forecast: meanForecastImplementation,
  dummy: dummyImplementation,
  linear: linearImplementation,
  ridge: ridgeImplementation,
  logistic: logisticImplementation,
  lasso: lassoImplementation,
  elastic_net: elasticNetImplementation,
  knn: knnImplementation,
  naive_bayes: naiveBayesImplementation,
  mlp: mlpImplementation,
  ets: etsImplementation,
  gradient_boosting: gradientBoostingImplementation,
  lightgbm: lightgbmImplementation,
  xgboost: xgboostImplementation,
  catboost: catboostImplementation,
  random_forest: randomForestImplementation,
  extra_trees: extraTreesImplementation,
  decision_tree: decisionTreeImplementation,
  onnx: onnxImplementation,
  lightgbm_file: lightgbmFileImplementation,
} satisfies ImplementationsByName;

// The list forgets parameter and state types: parameters were validated against the declaration, and a state only ever
// returns to the implementation that made it.
export const modelImplementations = implementations as Readonly<Record<string, unknown>> as Readonly<
  Record<string, ModelImplementation>
>;
