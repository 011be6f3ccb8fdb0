// The check operation: rules over a table, some with other tables, which their parameters name by the id of the input. A
// broken rule of severity `error` stops everything that comes after the table.
import type { CheckOperation } from "../../specs/plan.ts";
import { runCheck as runRules } from "../data/run-check.ts";
import type { Table } from "../data/table.ts";
import type { NodeContext } from "./context.ts";
import type { ValueOf } from "./value.ts";

export async function runCheck(context: NodeContext<CheckOperation>): Promise<ValueOf<"check">> {
  const { node, op, library } = context;
  const [first, ...others] = node.inputs;
  const { table } = await context.value(first!, "table");
  const tables = new Map<string, Table>();
  for (const id of others) tables.set(id, (await context.value(id, "table")).table);
  const { rules, functions } = library.implementations;
  const { diagnostics, results } = await runRules(await context.engine(), op, table, { rules, functions }, tables);
  context.report(...diagnostics);
  const passed = diagnostics.every((diagnostic) => diagnostic.severity !== "error");
  return { kind: "check", passed, node: node.id, rows: table.rows, rules: results };
}
