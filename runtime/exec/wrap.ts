// Wrappers around a fitted value: it stays as it is, and what the wrapper learns it learns on rows that the value has not seen.
import type { WrapOperation } from "../../specs/plan.ts";
import { ComponentError } from "../component.ts";
import { conformalAround } from "../model/conformal.ts";
import type { FittedModel } from "../model/fitted.ts";
import { type ModelRows, takeModelRows, trainableRows } from "../model/model-rows.ts";
import { wrapperAround } from "../model/wrap-classifier.ts";
import type { TaskData } from "../task/task-data.ts";
import { type NodeContext, partitionRows, printRef } from "./context.ts";
import { emptyPartition, weighRows } from "./fit.ts";
import type { ValueOf } from "./value.ts";

export async function runWrap(context: NodeContext<WrapOperation>): Promise<ValueOf<"model">> {
  const { op, node } = context;
  const fitted = await context.value(node.inputs.at(-1)!, "model");
  const { task, rows } = await partitionRows(context, op.partition);
  const taken = takeModelRows(task, trainableRows(task, rows));
  if (taken.origins.length === 0) throw emptyPartition(context, printRef(op.partition));
  const { component, params: given } = op.wrapper;
  const params = { wrapper: { component, params: { ...given } }, of: fitted.params };
  return { ...fitted, model: wrap(context, fitted.model, task, weighRows(context, task, taken)), params };
}

function wrap({ op, library }: NodeContext<WrapOperation>, model: FittedModel, task: TaskData, rows: ModelRows) {
  const { component, params } = op.wrapper;
  switch (component) {
    case "conformal":
      return conformalAround(model, params, { task, rows }, library);
    case "calibrated":
    case "threshold":
      return wrapperAround(component, model, params, { task, rows }, library);
    default:
      throw new ComponentError(
        "run/unsupported-combinator",
        `the combinator \`${component}\` cannot stand around a fitted value in this version`,
        "put it around the model, and fit both together",
      );
  }
}
