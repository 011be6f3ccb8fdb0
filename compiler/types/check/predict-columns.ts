// A prediction takes a table with the columns of the task, or with those of its source: then the steps are replayed.
import { type ColumnType, findColumn, type Schema } from "../../../specs/data-type.ts";
import { joinNames } from "../../base/suggest.ts";
import type { TypeContext } from "../context.ts";
import { printType } from "../print-type.ts";
import { sinks } from "../sink.diagnostics.ts";
import type { DeclarationId, FittedTerm, TableTerm, TypedTask } from "../typed.ts";
import { nameOfFitted, taskById, taskIdOf } from "./fitted-value.ts";

const MOST_LISTED = 6;

/** The target may be absent: it is what is predicted. A forecast needs its history, so there it is one of the columns. */
export function checkPredictColumns(fitted: FittedTerm, table: TableTerm, context: TypeContext): void {
  const task = taskById(taskIdOf(fitted, context), context);
  if (task === null || table.schema.open === true) return;
  const ofTask = taskColumns(task);
  const source = sourceOf(task.table, context);
  const optional = task.of === "forecast" ? null : task.target;
  const ofSource = source?.schema.columns.flatMap(({ name, roles }) =>
    name === optional || roles.ignore === true || roles.posthoc === true ? [] : [name],
  );
  const lacking = missing(table.schema, ofTask);
  if (lacking.length > 0 && (ofSource === undefined || missing(table.schema, ofSource).length > 0)) {
    const shown = lacking.slice(0, MOST_LISTED);
    const more = lacking.length > shown.length ? ` and ${lacking.length - shown.length} more` : "";
    const tables = [taskTableName(task.table), source?.id].filter((name) => name !== undefined && name !== null);
    const holes = {
      columns: `${lacking.length === 1 ? "column" : "columns"} ${joinNames(shown, "and")}${more}`,
      value: nameOfFitted(fitted),
      tables: tables.length === 0 ? "the task" : joinNames([...new Set(tables)], "or"),
    };
    context.report(sinks["predict-columns"](table.span, holes));
    return;
  }
  // A column may have one type in the source and another one behind the steps: either will do.
  const asTask = lacking.length > 0 ? null : mismatches(table.schema, task.table.schema, ofTask);
  const isSource = ofSource !== undefined && missing(table.schema, ofSource).length === 0;
  const asSource = source === null || !isSource ? null : mismatches(table.schema, source.schema, ofSource);
  if (asTask?.length === 0 || asSource?.length === 0) return;
  for (const { name, wanted, found } of asTask ?? asSource ?? []) {
    const holes = { column: name, found: printType(found), expected: printType(wanted), value: nameOfFitted(fitted) };
    context.report(sinks["predict-column-type"](table.span, holes));
  }
}

function taskColumns(task: TypedTask): readonly string[] {
  const features = task.features.map(({ column }) => column);
  const order = task.time === null ? [] : [task.time.column];
  const history = task.of === "forecast" ? [task.target] : [];
  return [...new Set([...features, ...order, ...task.series, ...history])];
}

const missing = (schema: Schema, names: readonly string[]): readonly string[] => {
  const present = new Set(schema.columns.map(({ name }) => name));
  return names.filter((name) => !present.has(name));
};

/** Ints count as floats; words and levels are told apart by their text alone. */
const ALIKE: Readonly<Record<string, string>> = { int: "float", string: "category" };
const family = (kind: string): string => ALIKE[kind] ?? kind;

interface Mismatch {
  readonly name: string;
  readonly wanted: ColumnType;
  readonly found: ColumnType;
}

function mismatches(schema: Schema, expected: Schema, names: readonly string[]): readonly Mismatch[] {
  return names.flatMap((name) => {
    const wanted = findColumn(expected, name)?.type;
    const found = findColumn(schema, name)?.type;
    if (wanted === undefined || found === undefined) return [];
    const isAlike = family(wanted.kind) === family(found.kind) && wanted.shape.join() === found.shape.join();
    return isAlike ? [] : [{ name, wanted, found }];
  });
}

/** The source at the start of a table's pipe; joined tables are read again at the prediction. */
function sourceOf(
  table: TableTerm,
  context: TypeContext,
): { readonly id: DeclarationId; readonly schema: Schema } | null {
  switch (table.kind) {
    case "reference": {
      const typed = context.typed(table.to);
      if (typed?.kind === "source") return { id: typed.id, schema: typed.schema };
      return typed?.kind === "table" ? sourceOf(typed.table, context) : null;
    }
    case "step":
    case "apply":
    case "fit-apply":
      return sourceOf(table.input, context);
    case "partition":
      return null;
    default:
      return table satisfies never;
  }
}

const taskTableName = (table: TableTerm): string | null => (table.kind === "reference" ? table.to : null);
