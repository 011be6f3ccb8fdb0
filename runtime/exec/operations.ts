// One function per kind of operation. A maintainer adding a kind lands here first.
import type { Operation, ReportOperation } from "../../specs/plan.ts";
import { runCheck } from "./check.ts";
import type { NodeContext } from "./context.ts";
import { runEnsemble } from "./ensemble.ts";
import { runEvaluate } from "./evaluate.ts";
import { runFit, runTransform } from "./fit.ts";
import { runPredict } from "./predict.ts";
import { runPublish } from "./publish.ts";
import { runSearch } from "./search.ts";
import { runApply, runRows, runSource, runStep } from "./tables.ts";
import { runSplit, runTask } from "./task-and-split.ts";
import type { Value } from "./value.ts";

export function runOperation(context: NodeContext): Promise<Value> {
  const { op } = context;
  switch (op.kind) {
    case "source":
      return runSource(narrow(context, op));
    case "step":
      return runStep(narrow(context, op));
    case "check":
      return runCheck(narrow(context, op));
    case "task":
      return runTask(narrow(context, op));
    case "split":
      return runSplit(narrow(context, op));
    case "rows":
      return runRows(narrow(context, op));
    case "transform":
      return runTransform(narrow(context, op));
    case "apply":
      return runApply(narrow(context, op));
    case "fit":
      return runFit(narrow(context, op));
    case "search":
      return runSearch(narrow(context, op));
    case "ensemble":
      return runEnsemble(narrow(context, op));
    case "evaluate":
      return runEvaluate(narrow(context, op));
    case "predict":
      return runPredict(narrow(context, op));
    case "publish":
      return runPublish(narrow(context, op));
    case "report":
      return runReport(narrow(context, op));
    default:
      return op satisfies never;
  }
}

const narrow = <Op extends Operation>(context: NodeContext, op: Op): NodeContext<Op> => ({ ...context, op });

/** Its sections must be there; the text is written from the run record when the run has ended. */
async function runReport(context: NodeContext<ReportOperation>): Promise<Value> {
  const { format, name, sections } = context.op;
  for (const id of sections) await context.settled(id);
  return { kind: "report", format, name, sections };
}
