// Computes the tables of a plan on a data set and on all of its variants at once: the variants stand in one table under a
// hidden key, which is added to every partition, join key and group of the plan's steps. So one pass through the data
// engine answers what would take one run per variant.
import { applyStep } from "../../runtime/data/apply-step.ts";
import type { Engine } from "../../runtime/data/engine.ts";
import { readSource } from "../../runtime/data/read-source.ts";
import { ROW } from "../../runtime/data/sql-text.ts";
import type { Table } from "../../runtime/data/table.ts";
import { type Column, type Schema, scalar } from "../../specs/data-type.ts";
import type { Diagnostic } from "../../specs/diagnostic.ts";
import type { Expression } from "../../specs/expression.ts";
import type { Json } from "../../specs/json.ts";
import type { Plan, PlanNode, StepOperation, TableStep } from "../../specs/plan.ts";
import { functionImplementations } from "../../stdlib/functions/implementations.ts";
import type { Dataset, Source } from "./random-data.ts";

const span = { file: "spec.pipe", start: 0, end: 1 };
export const VARIANT = "__variant";
export const RID = "rid";
const ridColumn: Column = { name: RID, type: scalar("int"), roles: {} };
const variantColumn: Column = { name: VARIANT, type: scalar("int"), roles: {} };

/** Reads every source of a data set, with all variants. The key is the source's name. */
export async function loadDataset(engine: Engine, data: Dataset): Promise<ReadonlyMap<string, Table>> {
  const tables = new Map<string, Table>();
  for (const source of [data.main, ...data.others]) tables.set(source.name, await loadSource(engine, source));
  return tables;
}

async function loadSource(engine: Engine, source: Source): Promise<Table> {
  const rows: Json = source.variants.flatMap((variant, v) => variant.map((row): Json => [v, ...row]));
  const columns = source.schema.map(([name, text]): Column => {
    const kind = text.replace("?", "") as Column["type"]["kind"];
    return { name, type: scalar(kind, text.endsWith("?")), roles: {} };
  });
  const schema = { columns: [variantColumn, ...columns] };
  const op = { kind: "source", connector: "inline", params: { rows }, schema } as const;
  const { table, diagnostics } = await readSource(engine, op, { resolvePath: (path) => path, span });
  if (table === null) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return table;
}

/** A table of the plan, with the hidden key; or why it could not be computed. */
export type Computed =
  | { readonly kind: "table"; readonly table: Table; readonly fanOut: string | null }
  | { readonly kind: "failed"; readonly reason: string }
  /** Made from a partition or a fitted transform. */
  | { readonly kind: "fitted" };

export async function computeTables(
  engine: Engine,
  plan: Plan,
  sources: ReadonlyMap<string, Table>,
): Promise<ReadonlyMap<string, Computed>> {
  const made = new Map<string, Computed>();
  for (const node of plan.nodes) {
    if (node.op.kind === "source") {
      const table = sources.get(node.declaration);
      if (table !== undefined) made.set(node.id, { kind: "table", table, fanOut: null });
    } else if (node.op.kind === "step") made.set(node.id, await computeStep(engine, node, made));
    else made.set(node.id, { kind: "fitted" });
  }
  return made;
}

async function computeStep(engine: Engine, node: PlanNode, made: ReadonlyMap<string, Computed>): Promise<Computed> {
  if (node.op.kind !== "step") return { kind: "fitted" };
  const inputs: Table[] = [];
  for (const id of node.inputs) {
    const input = made.get(id);
    if (input === undefined || input.kind !== "table") return input ?? { kind: "fitted" };
    inputs.push(input.table);
  }
  const step = perVariant(node.op.step);
  if (step === null) return computeApart(engine, node.op, inputs[0]!);
  const schema = withHidden(node.op.schema, inputs[0]!, node.op.step);
  const op = { kind: "step", step, schema } as const;
  const { table, diagnostics } = await applyStep(engine, op, inputs, functionImplementations, span);
  if (table === null) return failed(diagnostics);
  const isJoin = node.op.step.kind === "join_as_of" || (node.op.step.kind === "join" && node.op.step.how === "left");
  const fanOut = isJoin && table.rows !== inputs[0]!.rows ? `${inputs[0]!.rows} rows became ${table.rows}` : null;
  return { kind: "table", table, fanOut };
}

const failed = (diagnostics: readonly Diagnostic[]): Computed => ({
  kind: "failed",
  reason: diagnostics.map(({ id, message }) => `${id} ${message}`).join("; "),
});

const ROWS_PER_VARIANT = 1_000_000;

/** A step that knows no partitions is carried out on one variant after the other. */
async function computeApart(engine: Engine, op: StepOperation, input: Table): Promise<Computed> {
  const own = { columns: input.schema.columns.filter(({ name }) => name !== VARIANT) };
  const variants = await engine.query(`SELECT DISTINCT ${VARIANT} FROM "${input.name}" ORDER BY ${VARIANT}`);
  const parts: string[] = [];
  const made: string[] = [];
  for (const [variant] of variants) {
    // As it would stand in a source of its own: the number of a row of the main source is its place there.
    const rows = `SELECT * REPLACE (${RID} AS ${ROW}) FROM "${input.name}" WHERE ${VARIANT} = ${String(variant)}`;
    const alone = await engine.store(rows, own, true);
    const { table, diagnostics } = await applyStep(engine, op, [alone], functionImplementations, span);
    made.push(alone.name, ...(table === null ? [] : [table.name]));
    if (table === null) return failed(diagnostics);
    const row = `${String(variant)} * ${ROWS_PER_VARIANT} + ${ROW}`;
    parts.push(`SELECT ${String(variant)} AS ${VARIANT}, * REPLACE (${row} AS ${ROW}) FROM "${table.name}"`);
  }
  const schema = { columns: [variantColumn, ...op.schema.columns] };
  const table = await engine.store(parts.join(" UNION ALL "), schema, false);
  for (const name of made) await engine.drop(name);
  return { kind: "table", table, fanOut: null };
}

/** The keys that are added to a table; the row number only where rows stay rows of the main source. */
function withHidden({ columns }: Schema, input: Table, step: TableStep): Schema {
  const known = new Set(columns.map(({ name }) => name));
  const hasRid =
    input.schema.columns.some(({ name }) => name === RID) && step.kind !== "aggregate" && step.kind !== "resample";
  const hidden = [variantColumn, ...(hasRid ? [ridColumn] : [])].filter(({ name }) => !known.has(name));
  return { columns: [...hidden, ...columns] };
}

const bothSides = { left: VARIANT, right: VARIANT };

/** Null for a step that cannot be computed for several variants at once. */
function perVariant(step: TableStep): TableStep | null {
  switch (step.kind) {
    case "where":
      return { ...step, condition: inVariant(step.condition) };
    case "derive":
      return {
        ...step,
        columns: step.columns.map(({ name, expression }) => ({ name, expression: inVariant(expression) })),
      };
    case "select":
      return { ...step, columns: [VARIANT, ...step.columns] };
    case "join":
    case "join_as_of":
      return { ...step, on: [bothSides, ...step.on] };
    case "aggregate":
      return {
        ...step,
        by: [VARIANT, ...step.by],
        columns: step.columns.map(({ name, expression }) => ({ name, expression: inVariant(expression) })),
      };
    case "dedupe":
      return { ...step, on: [VARIANT, ...step.on] };
    case "resample":
    case "fill_gaps":
    case "windows":
      return { ...step, by: [VARIANT, ...step.by] };
    case "rename":
    case "sort":
    case "union":
    case "explode":
      return step;
    case "sample":
    case "sql":
      return null;
    case "component":
      throw new TypeError(`${step.kind} cannot be computed for several variants at once`);
    default:
      return step satisfies never;
  }
}

/** Whole-table aggregates and windows alike stay inside their variant. */
function inVariant(expression: Expression): Expression {
  switch (expression.kind) {
    case "column":
    case "literal":
      return expression;
    case "call": {
      const { over } = expression;
      const inside =
        over === null
          ? { partition: [VARIANT], order: null, every: null }
          : { ...over, partition: [VARIANT, ...over.partition] };
      return { ...expression, args: expression.args.map(inVariant), over: inside };
    }
    case "case":
      return {
        ...expression,
        branches: expression.branches.map(({ when, then }) => ({ when: inVariant(when), then: inVariant(then) })),
        otherwise: expression.otherwise === null ? null : inVariant(expression.otherwise),
      };
    default:
      return expression satisfies never;
  }
}
