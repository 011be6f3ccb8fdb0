// One elaborator per kind of declaration. A maintainer adding a kind lands here first.
import type { SchemaLock } from "../../specs/program.ts";
import type { Declaration } from "../syntax/ast.ts";
import { elaborateCheck } from "./check/check-rules.ts";
import { elaborateEnsemble } from "./check/ensemble.ts";
import { elaborateEvaluate } from "./check/evaluate.ts";
import { elaborateFit } from "./check/fit.ts";
import { elaborateModel } from "./check/model.ts";
import { elaborateMonitor } from "./check/monitor.ts";
import { elaboratePredict } from "./check/predict.ts";
import { elaboratePublish } from "./check/publish.ts";
import { elaborateReport } from "./check/report.ts";
import { elaborateSchedule } from "./check/schedule.ts";
import { elaborateSearch } from "./check/search.ts";
import { elaborateSource } from "./check/source.ts";
import { elaborateSplit } from "./check/split.ts";
import { elaborateTableDeclaration } from "./check/table.ts";
import { elaborateTask } from "./check/task.ts";
import { elaborateTransformDeclaration } from "./check/transform.ts";
import type { TypeContext } from "./context.ts";
import type { TypedDeclaration } from "./typed.ts";

/** Null after an error in the declaration or in what it uses. `let`s are put in where they are used. */
export function elaborateDeclaration(
  declaration: Declaration,
  context: TypeContext,
  lock: SchemaLock | null,
): TypedDeclaration | null {
  switch (declaration.of) {
    case "let":
      return null;
    case "source":
      return elaborateSource(declaration, context, lock);
    case "table":
      return elaborateTableDeclaration(declaration, context);
    case "check":
      return elaborateCheck(declaration, context);
    case "task":
      return elaborateTask(declaration, context);
    case "split":
      return elaborateSplit(declaration, context);
    case "transform":
      return elaborateTransformDeclaration(declaration, context);
    case "model":
      return elaborateModel(declaration, context);
    case "search":
      return elaborateSearch(declaration, context);
    case "fit":
      return elaborateFit(declaration, context);
    case "ensemble":
      return elaborateEnsemble(declaration, context);
    case "evaluate":
      return elaborateEvaluate(declaration, context);
    case "predict":
      return elaboratePredict(declaration, context);
    case "publish":
      return elaboratePublish(declaration, context);
    case "report":
      return elaborateReport(declaration, context);
    case "monitor":
      return elaborateMonitor(declaration, context);
    case "schedule":
      return elaborateSchedule(declaration, context);
    default:
      return declaration.of satisfies never;
  }
}
