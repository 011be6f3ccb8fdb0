// What fitting gives: plain data that can be stored, hashed, posted to workers and published. Never code.
import type { Json } from "../../specs/json.ts";
import type { TransformSpec } from "../../specs/plan.ts";
import type { ImportanceMeasure } from "../../specs/run-record.ts";
import type { State } from "../component.ts";
import type { FrameColumn } from "../frame/frame.ts";
import type { Params } from "./library.ts";

export type FittedTransform =
  | { readonly kind: "chain"; readonly steps: readonly FittedTransform[] }
  /** `columns`: the input columns that it replaces, in the order of fitting. */
  | {
      readonly kind: "component";
      readonly component: string;
      readonly params: Params;
      readonly columns: readonly string[];
      readonly state: State;
    }
  /** What was computed on the whole table stands in the place of what it was computed from. */
  | Extract<TransformSpec, { readonly kind: "take" }>
  | {
      readonly kind: "block";
      readonly entries: readonly { readonly columns: readonly string[]; readonly fitted: FittedTransform }[];
      /** The transform of the label, inverted on predictions. */
      readonly target: FittedTransform | null;
    };

/** A feature as the estimator was fitted on it: codes of new data are translated to these levels, if there are any. */
export interface FittedFeature {
  readonly name: string;
  readonly type: FrameColumn["type"];
  readonly levels: readonly string[] | null;
}

export type FittedModel =
  | {
      readonly kind: "tabular";
      readonly component: string;
      readonly params: Params;
      readonly features: readonly FittedFeature[];
      readonly state: State;
      readonly rounds: number | null;
    }
  | {
      readonly kind: "series";
      readonly component: string;
      readonly params: Params;
      /** Names of the series in the order in which the model was fitted on them. */
      readonly series: readonly string[];
      readonly seasonLength: number;
      readonly horizon: number;
      readonly state: State;
    }
  | { readonly kind: "pipeline"; readonly transform: FittedTransform; readonly model: FittedModel }
  /** One model per step of the horizon, in rising order of the step. */
  | { readonly kind: "direct"; readonly steps: readonly { readonly step: number; readonly model: FittedModel }[] }
  /** Weighted mean of predictions: ensembles, bagging, the models of several folds. */
  | { readonly kind: "mean"; readonly members: readonly FittedModel[]; readonly weights: readonly number[] }
  /** Median of predictions, value by value. */
  | { readonly kind: "median"; readonly members: readonly FittedModel[] }
  | {
      readonly kind: "per_series";
      readonly models: readonly { readonly series: string; readonly model: FittedModel }[];
    }
  /** The model of the first step, asked again for every later one; `lags`: rows back of the features that are the target. */
  | {
      readonly kind: "recursive";
      readonly model: FittedModel;
      readonly lags: Readonly<Record<string, number>>;
    }
  /** Half the width of an interval, per step of a forecast; one otherwise. */
  | {
      readonly kind: "conformal";
      readonly model: FittedModel;
      readonly level: number;
      readonly widths: Float64Array;
    }
  /** One map per class; with two classes only that of the last, the other being its complement. */
  | { readonly kind: "calibrated"; readonly model: FittedModel; readonly maps: readonly CalibrationMap[] }
  /** Probability of the positive class from which it is predicted; `positive` is the class index. */
  | {
      readonly kind: "threshold";
      readonly model: FittedModel;
      readonly threshold: number;
      readonly positive: number;
    };

/** From a score to a probability: 1 / (1 + exp(-(slope x logit + shift))), or linear between the points. */
export type CalibrationMap =
  | { readonly kind: "sigmoid"; readonly slope: number; readonly shift: number }
  | { readonly kind: "isotonic"; readonly scores: Float64Array; readonly probabilities: Float64Array };

/** The models that a model is made of; none of one that is fitted as a whole. */
export function partsOf(model: FittedModel): readonly FittedModel[] {
  switch (model.kind) {
    case "tabular":
    case "series":
      return [];
    case "pipeline":
    case "threshold":
    case "calibrated":
    case "conformal":
    case "recursive":
      return [model.model];
    case "direct":
      return model.steps.map((step) => step.model);
    case "mean":
    case "median":
      return model.members;
    case "per_series":
      return model.models.map((entry) => entry.model);
    default:
      return model satisfies never;
  }
}

/** Rounds kept by early stopping, one entry per step of the horizon; null where the model has none. */
export function keptRounds(model: FittedModel): readonly number[] | null {
  switch (model.kind) {
    case "tabular":
      return model.rounds === null ? null : [model.rounds];
    case "pipeline":
    case "threshold":
    case "calibrated":
    case "conformal":
    case "recursive":
      return keptRounds(model.model);
    case "direct": {
      const rounds = model.steps.map((step) => keptRounds(step.model)?.[0] ?? null);
      return rounds.every((value) => value !== null) ? rounds : null;
    }
    case "series":
    case "mean":
    case "median":
    case "per_series":
      return null;
    default:
      return model satisfies never;
  }
}

/** Units of work fit some steps each; this puts them together again. The transforms of all parts are equal. */
export function mergeSteps(parts: readonly FittedModel[]): FittedModel {
  const first = parts[0]!;
  if (first.kind === "pipeline") {
    const inner = parts.map((part) => (part.kind === "pipeline" ? part.model : part));
    return { ...first, model: mergeSteps(inner) };
  }
  if (first.kind !== "direct") return first;
  const steps = parts.flatMap((part) => (part.kind === "direct" ? part.steps : []));
  return { kind: "direct", steps: [...steps].sort((a, b) => a.step - b.step) };
}

export interface ModelSummary {
  readonly importance: readonly { readonly feature: string; readonly value: number }[] | null;
  readonly importanceMeasure?: ImportanceMeasure;
  readonly summary: Json;
}
