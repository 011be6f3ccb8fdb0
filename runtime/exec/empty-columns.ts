// Features that have values, but none in the rows of a part: a model can learn nothing from them there.
import type { ModelSpec, PartitionRef } from "../../specs/plan.ts";
import { takenRecipe } from "../frame/column-recipe.ts";
import type { FrameColumn } from "../frame/frame.ts";
import { hasPresent, recipeOf } from "../frame/lazy-column.ts";
import type { Library } from "../model/library.ts";
import { taskDiagnostics } from "../task/task.diagnostics.ts";
import type { TaskData } from "../task/task-data.ts";
import { type NodeContext, printRef } from "./context.ts";

function hasValue(column: FrameColumn, rows: Int32Array): boolean {
  const recipe = column.kind === "number" ? recipeOf(column) : null;
  if (recipe !== null) return hasPresent(takenRecipe(recipe, rows));
  if (column.kind === "number") return rows.some((row) => !Number.isNaN(column.values[row]!));
  return rows.some((row) => column.codes[row]! >= 0);
}

function isEmpty(column: FrameColumn): boolean {
  const recipe = column.kind === "number" ? recipeOf(column) : null;
  if (recipe !== null) return !hasPresent(recipe);
  return column.kind === "number" ? column.values.every(Number.isNaN) : column.codes.every((code) => code < 0);
}

/** A column that is empty everywhere has been reported where it was read. */
export function reportEmptyColumns(context: NodeContext, task: TaskData, rows: Int32Array, part: PartitionRef): void {
  if (rows.length === 0) return;
  const empty = task.features.filter((column) => !hasValue(column, rows) && !isEmpty(column));
  for (const { name } of empty) {
    const holes = { column: name, part: printRef(part), rows: rows.length };
    context.report(taskDiagnostics["empty-in-part"](context.node.span, holes));
  }
}

/** False for what looks at the label alone. */
export function readsFeatures(spec: ModelSpec, library: Library): boolean {
  switch (spec.kind) {
    case "pipeline":
    case "combinator":
      return readsFeatures(spec.model, library);
    case "estimator": {
      const { declaration } = library.model(spec.component);
      return declaration.input === "tabular" && !declaration.ignoresFeatures;
    }
    case "choice":
      return spec.options.some((option) => readsFeatures(option, library));
    default:
      return spec satisfies never;
  }
}
