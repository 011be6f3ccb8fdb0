// One function per kind of operation. A maintainer adding a kind lands here first. What reads tables brings the data
// engine along, so it is loaded only when it runs: a run from the cache never does.
import type { Operation, ReportOperation } from "../../specs/plan.ts";
import type { NodeContext } from "./context.ts";
import { runEnsemble } from "./ensemble.ts";
import { runEvaluate } from "./evaluate.ts";
import { runFit, runTransform } from "./fit.ts";
import { runPublish } from "./publish.ts";
import { runSearch } from "./search.ts";
import { throughStore } from "./stored-tables.ts";
import type { Value } from "./value.ts";
import { runWrap } from "./wrap.ts";

export async function runOperation(context: NodeContext): Promise<Value> {
  const { op } = context;
  switch (op.kind) {
    case "source": {
      const source = narrow(context, op);
      const value = await (await import("./source-parts.ts")).runSourceInParts(source, async (part) =>
        (await import("./tables.ts")).runSource(part),
      );
      await context.inspectSource?.(source, value.table);
      return value;
    }
    case "step":
      return throughStore(narrow(context, op), "step", op.schema, async (step) =>
        (await import("./tables.ts")).runStep(step),
      );
    case "rows":
      return (await import("./tables.ts")).runRows(narrow(context, op));
    case "apply":
      return (await import("./tables.ts")).runApply(narrow(context, op));
    case "check":
      return (await import("./check.ts")).runCheck(narrow(context, op));
    case "task":
      return (await import("./task-and-split.ts")).runTask(narrow(context, op));
    case "split":
      return (await import("./task-and-split.ts")).runSplit(narrow(context, op));
    case "contracts":
      return (await import("./contracts.ts")).runContracts(narrow(context, op));
    case "predict":
      return (await import("./predict.ts")).runPredict(narrow(context, op));
    case "transform":
      return runTransform(narrow(context, op));
    case "fit":
      return runFit(narrow(context, op));
    case "wrap":
      return runWrap(narrow(context, op));
    case "search":
      return runSearch(narrow(context, op));
    case "ensemble":
      return runEnsemble(narrow(context, op));
    case "evaluate":
      return runEvaluate(narrow(context, op));
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
