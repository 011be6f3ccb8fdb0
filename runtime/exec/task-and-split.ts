// Operations that make the rows of a task and cut them.
import type { Diagnostic } from "../../specs/diagnostic.ts";
import type { SplitOperation, TaskOperation } from "../../specs/plan.ts";
import type { TableProfile } from "../../specs/quality.ts";
import type { Table } from "../data/table.ts";
import { profileTable } from "../profile/profile-table.ts";
import { cutTask } from "../split/cut-task.ts";
import type { KnownClasses } from "../task/encode-label.ts";
import { makeTask } from "../task/make-task.ts";
import { taskDiagnostics } from "../task/task.diagnostics.ts";
import type { TaskData } from "../task/task-data.ts";
import { type NodeContext, needed } from "./context.ts";
import type { ValueOf } from "./value.ts";

export async function runTask(context: NodeContext<TaskOperation>): Promise<ValueOf<"task">> {
  const { table } = await context.value(context.node.inputs[0]!, "table");
  const engine = await context.engine();
  const known = await knownClasses(context);
  // Threads look at the columns while the rows are put together here.
  const profile = profileColumns(context, table);
  const [made] = await Promise.allSettled([makeTask(engine, context.op, table, context.node.span, known), profile]);
  if (made.status === "rejected") throw made.reason;
  const result = made.value;
  const task = needed(context, result.task, result.diagnostics);
  context.report(...missingPositive(context, task));
  return { kind: "task", task, profile: await profile };
}

async function knownClasses(context: NodeContext<TaskOperation>): Promise<KnownClasses | null> {
  const other = context.node.inputs[1];
  if (other === undefined) return null;
  const { classes, positive } = (await context.value(other, "task")).task;
  return classes === null ? null : { classes, positive };
}

/** Histograms cost a pass per column: tables beyond these bounds go without. */
const MOST_ROWS = 2_000_000;
const MOST_COLUMNS = 150;

/** Of what the task reads. Of personal columns only what names nobody. */
async function profileColumns(context: NodeContext<TaskOperation>, table: Table): Promise<TableProfile> {
  const columns = table.schema.columns.filter(({ name }) => context.op.columns.includes(name));
  const shape = table.rows <= MOST_ROWS && columns.length <= MOST_COLUMNS;
  const { rows, columns: profiles } = await profileTable(
    await context.engine(),
    { ...table, schema: { ...table.schema, columns } },
    shape,
    context.pool.columns,
  );
  const personal = new Set(columns.filter(({ roles }) => roles.pii !== undefined).map(({ name }) => name));
  const hidden = { min: null, max: null, mean: null, sd: null, histogram: null, levels: [] };
  return { rows, columns: profiles.map((one) => (personal.has(one.name) ? { ...one, ...hidden } : one)) };
}

/** Only the data tells how many classes a category has, so the compiler lets metrics of one class pass that can average. */
function missingPositive(context: NodeContext<TaskOperation>, task: TaskData): readonly Diagnostic[] {
  const { classes, positive, spec } = task;
  if (classes?.length !== 2 || positive !== null) return [];
  const judged = context.plan.nodes.flatMap(({ op, inputs }) => {
    if (!inputs.includes(context.node.id)) return [];
    if (op.kind === "evaluate") return op.metrics.map(({ metric }) => metric);
    return op.kind === "search" ? [op.metric, ...op.then.map(({ metric }) => metric)] : [];
  });
  // Averages other than the default have been asked for.
  const meant = judged.filter(({ component, params }) => {
    const { declaration } = context.library.metric(component);
    return declaration.oneClass && (params.average === undefined || params.average === "macro");
  });
  if (meant.length === 0) return [];
  const isInt = context.op.schema.columns.some(({ name, type }) => name === spec.target && type.kind === "int");
  const quoted = (names: readonly string[]): string => [...new Set(names)].map((name) => `\`${name}\``).join(" and ");
  return [
    taskDiagnostics["no-positive-class"](context.node.span, {
      target: spec.target,
      metrics: quoted(meant.map(({ component }) => component)),
      classes: quoted(classes),
      example: isInt ? classes[1]! : `"${classes[1]}"`,
    }),
  ];
}

export async function runSplit(context: NodeContext<SplitOperation>): Promise<ValueOf<"split">> {
  const { op, node } = context;
  const { task } = await context.value(node.inputs[0]!, "task");
  const result = cutTask(task, op.split, node.span);
  return { kind: "split", partitions: needed(context, result.partitions, result.diagnostics) };
}
