// A plan as text, one node a line: what fixtures compare and `pipec dump --after plan` prints.
import type { Operation, Plan } from "../../specs/plan.ts";

export function printPlan(plan: Plan): string {
  const lines = plan.nodes.map((node) => {
    const inputs = node.inputs.length === 0 ? "" : ` <- ${node.inputs.join(", ")}`;
    const influences = node.influences.length === 0 ? "" : `  {${node.influences.join(", ")}}`;
    return `${node.id}: ${printOperation(node.op)}${inputs}${influences}`;
  });
  return `${lines.join("\n")}\n`;
}

function printOperation(op: Operation): string {
  switch (op.kind) {
    case "source":
      return `source ${op.connector}`;
    case "step":
      return `step ${op.step.kind}`;
    case "task":
      return `task ${op.task.kind} ${op.task.target}`;
    case "split":
      return `split ${op.split.method} x${op.split.folds}`;
    case "transform":
      return `transform${op.partition === null ? "" : ` on ${op.partition.part}`}`;
    case "fit":
      return `fit ${op.best ? "best" : (op.model?.kind ?? "")} on ${op.partition.part}`;
    case "wrap":
      return `wrap ${op.wrapper.component} on ${op.partition.part}`;
    case "search":
      return `search ${op.sampler.component} ${op.trials} trials x ${op.folds.length} folds`;
    case "evaluate":
      return `evaluate ${op.metrics.map(({ name }) => name).join(" ")}`;
    case "contracts":
      return `contracts ${op.contracts.join(" ")}`;
    case "check":
    case "rows":
    case "apply":
    case "ensemble":
    case "predict":
    case "publish":
    case "report":
      return op.kind;
    default:
      return op satisfies never;
  }
}
