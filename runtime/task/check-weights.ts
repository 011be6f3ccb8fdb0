// Weights of rows: numbers, 0 or more, and not 0 for all.
import type { Diagnostic, Span } from "../../specs/diagnostic.ts";
import { taskDiagnostics } from "./task.diagnostics.ts";

export function checkWeights(weight: string, values: Float64Array, span: Span): readonly Diagnostic[] {
  const wrong = values.find((value) => !(value >= 0 && value < Number.POSITIVE_INFINITY));
  if (wrong !== undefined) {
    const fault = `hold ${Number.isNaN(wrong) ? "missing values" : wrong}`;
    return [taskDiagnostics["unusable-weights"](span, { weight, fault })];
  }
  if (values.length === 0 || values.some((value) => value > 0)) return [];
  return [taskDiagnostics["unusable-weights"](span, { weight, fault: "are all 0" })];
}
