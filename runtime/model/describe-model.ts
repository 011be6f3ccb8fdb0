// What is worth showing of a fitted model: importances of its features, and what its components say about themselves.
import type { Json } from "../../specs/json.ts";
import type { ImportanceMeasure } from "../../specs/run-record.ts";
import type { FittedModel, ModelSummary } from "./fitted.ts";
import type { AnySeries, AnyTabular, Library } from "./library.ts";

export function describeModel(model: FittedModel, library: Library): ModelSummary {
  const importance = importanceOf(model, library);
  const summary = summaryOf(model, library);
  if (importance === null) return { importance: null, summary };
  return {
    importance: [...importance.values]
      .map(([feature, value]) => ({ feature, value }))
      .sort((a, b) => Math.abs(b.value) - Math.abs(a.value) || (a.feature < b.feature ? -1 : 1)),
    importanceMeasure: importance.measure,
    summary,
  };
}

interface Measured {
  readonly measure: ImportanceMeasure;
  readonly values: ReadonlyMap<string, number>;
}

/** The mean size over the models of a horizon or an ensemble, each scaled to a sum of 1. */
function importanceOf(model: FittedModel, library: Library): Measured | null {
  switch (model.kind) {
    case "tabular": {
      const { importance } = library.model(model.component).implementation as AnyTabular;
      if (importance === undefined) return null;
      return { measure: importance.measure, values: new Map(Object.entries(importance.of(model.state))) };
    }
    case "pipeline":
    case "threshold":
    case "calibrated":
    case "recursive":
    case "conformal":
      return importanceOf(model.model, library);
    case "direct":
      return meanImportance(
        model.steps.map((step) => step.model),
        library,
      );
    case "mean":
    case "median":
      return meanImportance(model.members, library);
    case "per_series":
      return meanImportance(
        model.models.map((entry) => entry.model),
        library,
      );
    case "series":
      return null;
    default:
      return model satisfies never;
  }
}

function meanImportance(models: readonly FittedModel[], library: Library): Measured | null {
  const sums = new Map<string, number>();
  const measures = new Set<ImportanceMeasure>();
  for (const model of models) {
    const own = importanceOf(model, library);
    if (own === null) return null;
    measures.add(own.measure);
    const total = [...own.values.values()].reduce((sum, value) => sum + Math.abs(value), 0) || 1;
    for (const [feature, value] of own.values) {
      sums.set(feature, (sums.get(feature) ?? 0) + Math.abs(value) / total / models.length);
    }
  }
  return { measure: measures.size === 1 && measures.has("gain") ? "gain" : "mixed", values: sums };
}

function summaryOf(model: FittedModel, library: Library): Json {
  switch (model.kind) {
    case "tabular":
      return { model: model.component, ...(model.rounds === null ? {} : { rounds: model.rounds }) };
    case "series": {
      const implementation = library.model(model.component).implementation as AnySeries;
      return {
        model: model.component,
        series: model.series.length,
        details: implementation.summary?.(model.state) ?? null,
      };
    }
    case "pipeline":
    case "calibrated":
    case "recursive":
      return summaryOf(model.model, library);
    case "threshold":
      return { threshold: model.threshold, model: summaryOf(model.model, library) };
    case "conformal":
      return { level: model.level, widths: Array.from(model.widths), model: summaryOf(model.model, library) };
    case "direct":
      return { steps: model.steps.length, model: summaryOf(model.steps[0]!.model, library) };
    case "mean":
      return { members: model.members.map((member) => summaryOf(member, library)), weights: model.weights };
    case "median":
      return { members: model.members.map((member) => summaryOf(member, library)) };
    case "per_series":
      return { series: model.models.length };
    default:
      return model satisfies never;
  }
}
