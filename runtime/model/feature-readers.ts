// The parts of a model that look at features.
import { type FittedModel, partsOf } from "./fitted.ts";
import type { Library } from "./library.ts";

export type TabularModel = Extract<FittedModel, { kind: "tabular" }>;

export function featureReaders(model: FittedModel, library: Library): readonly TabularModel[] {
  if (model.kind !== "tabular") return partsOf(model).flatMap((part) => featureReaders(part, library));
  return library.model(model.component).declaration.ignoresFeatures ? [] : [model];
}
