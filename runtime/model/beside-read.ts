// Which columns beside the features the transforms of a fitted model read.
import type { FrameColumn } from "../frame/frame.ts";
import { findExtra, type TaskData } from "../task/task-data.ts";
import { type FittedModel, type FittedTransform, partsOf } from "./fitted.ts";
import type { Library } from "./library.ts";

export const besideRead = (model: FittedModel, library: Library): readonly string[] => [
  ...new Set(transformsIn(model).flatMap((transform) => namesIn(transform, library))),
];

/** What a model is given of a row: the features, and what it reads beside them under names of its own. */
export function readColumns(model: FittedModel, task: TaskData, library: Library): readonly FrameColumn[] {
  const own = new Set(task.features.map(({ name }) => name));
  const beside = besideRead(model, library).filter((name) => !own.has(name));
  return [...task.features, ...beside.flatMap((name) => findExtra(task, name) ?? [])];
}

function transformsIn(model: FittedModel): readonly FittedTransform[] {
  const own = model.kind === "pipeline" ? [model.transform] : [];
  return [...own, ...partsOf(model).flatMap(transformsIn)];
}

function namesIn(fitted: FittedTransform, library: Library): readonly string[] {
  switch (fitted.kind) {
    case "chain":
      return fitted.steps.flatMap((step) => namesIn(step, library));
    case "block":
      return fitted.entries.flatMap((entry) => namesIn(entry.fitted, library));
    case "take":
      return fitted.columns.map(({ from }) => from);
    case "component": {
      const { beside } = library.transform(fitted.component).declaration;
      const named = beside === undefined ? null : (fitted.params[beside.parameter] ?? null);
      return Array.isArray(named) ? named.map(String) : [];
    }
    default:
      return fitted satisfies never;
  }
}
