// Transforms of folds on columns in files: what they ask about their columns is found for all folds while a column is in memory
// once, by as many threads as there are. The transforms then read no column at all.
import type { PlanNode, TransformOperation, TransformSpec } from "../../specs/plan.ts";
import { rememberFacts } from "../frame/column-facts.ts";
import { type ColumnRecipe, type StoredRecipe, takenRecipe } from "../frame/column-recipe.ts";
import type { NumberColumn } from "../frame/frame.ts";
import { recipeOf } from "../frame/lazy-column.ts";
import { postedRows } from "../frame/row-runs.ts";
import type { Library } from "../model/library.ts";
import { trainableRows } from "../model/model-rows.ts";
import type { TaskData } from "../task/task-data.ts";
import { type NodeContext, partitionRows } from "./context.ts";

const found = new WeakMap<TaskData, Map<string, Promise<void>>>();

export function findFactsAhead(
  context: NodeContext<TransformOperation>,
  task: TaskData,
  transform: TransformSpec,
): Promise<void> {
  let known = found.get(task);
  if (known === undefined) {
    known = new Map();
    found.set(task, known);
  }
  const key = JSON.stringify(transform);
  let work = known.get(key);
  if (work === undefined) {
    work = isByColumn(transform, context.library) ? findFacts(context, task, transform) : Promise.resolve();
    known.set(key, work);
  }
  return work;
}

interface InFile {
  readonly column: NumberColumn;
  readonly recipe: StoredRecipe;
}

async function findFacts(
  context: NodeContext<TransformOperation>,
  task: TaskData,
  transform: TransformSpec,
): Promise<void> {
  const columns = task.features.flatMap((column): readonly InFile[] => {
    const recipe: ColumnRecipe | null = column.kind === "number" ? recipeOf(column) : null;
    return column.kind === "number" && recipe?.kind === "stored" ? [{ column, recipe }] : [];
  });
  if (columns.length === 0) return;
  const rows: Int32Array[] = [];
  for (const { op } of siblings(context)) {
    if (op.partition === null) continue;
    const part = await partitionRows(context, op.partition);
    if (part.task === task) rows.push(trainableRows(task, part.rows));
  }
  const posted = rows.map(postedRows);
  const { pool, node, onEvent } = context;
  let done = 0;
  const work = partsOf(columns, pool.jobs).map(async (part) => {
    const facts = await pool.columns({
      kind: "facts",
      file: part[0]!.recipe.file,
      columns: part.map(({ column: { name, type }, recipe }) => ({ stored: recipe.column, name, type })),
      rows: posted,
      transform,
    });
    for (const [i, { recipe }] of part.entries()) {
      for (const [k, of] of rows.entries()) rememberFacts(takenRecipe(recipe, of), facts.found[i]![k]!);
    }
    done += part.length;
    onEvent({ kind: "progress", node: node.id, done, total: columns.length, label: "columns" });
  });
  const ended = await Promise.allSettled(work);
  context.signal.throwIfAborted();
  // A thread that dies takes its columns with it: the transform then looks at them itself.
  void ended;
}

/** The same transform on other parts of the task. */
const siblings = ({
  plan,
  node,
  op,
}: NodeContext<TransformOperation>): readonly (PlanNode & { readonly op: TransformOperation })[] =>
  plan.nodes.flatMap((other) =>
    other.op.kind === "transform" && sameTransform(other.op, op) && other.inputs.join() === node.inputs.join()
      ? [{ ...other, op: other.op }]
      : [],
  );

const sameTransform = (a: TransformOperation, b: TransformOperation): boolean =>
  JSON.stringify(a.transform) === JSON.stringify(b.transform);

/** A few parts per thread, each of columns of one file, so that threads end together. */
function partsOf(columns: readonly InFile[], jobs: number): readonly (readonly InFile[])[] {
  const size = Math.max(1, Math.ceil(columns.length / (4 * jobs)));
  const parts: InFile[][] = [];
  for (const column of columns) {
    const last = parts.at(-1);
    if (last !== undefined && last.length < size && last[0]!.recipe.file === column.recipe.file) last.push(column);
    else parts.push([column]);
  }
  return parts;
}

function isByColumn(spec: TransformSpec, library: Library): boolean {
  switch (spec.kind) {
    case "component":
      return isAlone(spec, library);
    case "take":
      return false;
    case "chain":
      return spec.steps.every((step) => isByColumn(step, library));
    case "block":
      return spec.entries.every(({ transform }) => isByColumn(transform, library));
    case "choice":
      return false;
    default:
      return spec satisfies never;
  }
}

/** It looks at nothing but one column. */
function isAlone({ component, params }: Extract<TransformSpec, { kind: "component" }>, library: Library): boolean {
  const { declaration, implementation } = library.transform(component);
  const given = declaration.beside === undefined ? null : (params[declaration.beside.parameter] ?? null);
  return implementation.byColumn === true && given === null;
}
