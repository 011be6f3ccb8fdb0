// Where the rows and each column of a table come from, as fingerprints: two tables agree in a column when they agree in their
// rows and in the lineage of that column, whatever stands beside it. So a derived column that nobody reads invalidates nobody.
//
// Rows: which rows in which order, and their hidden numbers. Every column that a step makes also depends on the rows it was
// made on, because it may look at other rows (windows, whole-table statistics); steps that change rows change the lineage of
// every column. What is not understood depends on the whole table.
import type { Expression, Over } from "../../specs/expression.ts";
import { fingerprint } from "../../specs/hash.ts";
import type { Json } from "../../specs/json.ts";
import type { NamedExpression, SourceOperation, StepOperation, TableStep } from "../../specs/plan.ts";
import { asJson, knownOf } from "./meaning.ts";

export interface TableLineage {
  readonly rows: string;
  readonly columns: ReadonlyMap<string, string>;
}

/** A column that the schema does not name (one-hot levels of an open schema) is as old as its rows. */
export const columnLineage = ({ rows, columns }: TableLineage, name: string): string =>
  columns.get(name) ?? fingerprint({ rows, open: name });

/** Nothing is known: everything depends on `whole`, the identity of the table with all that stands before it. */
export function wholeLineage(names: readonly string[], whole: string): TableLineage {
  return { rows: whole, columns: new Map(names.map((name) => [name, fingerprint({ whole, name })])) };
}

/** `byName`: columns are found by their names, so that one does not depend on which others are declared. */
export function sourceLineage(op: SourceOperation, byName: boolean): TableLineage {
  const rows = sourceIdentity(op);
  const columns = op.schema.columns.map((column, place): [string, string] => {
    const position = byName ? null : { place, of: op.schema.columns.map(({ name }) => name) };
    return [column.name, fingerprint({ rows, column: asJson(column), position })];
  });
  return { rows, columns: new Map(columns) };
}

const sourceIdentity = (op: SourceOperation): string =>
  fingerprint({ connector: op.connector, params: op.params, ...knownOf(op) });

/** The rows of a table that stand in a partition; `partition` identifies them. */
export function partLineage(table: TableLineage, partition: Json): TableLineage {
  return onRows(fingerprint({ part: partition, rows: table.rows }), table);
}

export function stepLineage(
  { step, schema }: StepOperation,
  inputs: readonly TableLineage[],
  whole: string,
): TableLineage {
  const names = schema.columns.map(({ name }) => name);
  const [table, right] = inputs;
  if (table === undefined) return wholeLineage(names, whole);
  const made = lineageOfStep(step, table, right ?? null);
  if (made === null) return wholeLineage(names, whole);
  return { rows: made.rows, columns: new Map(names.map((name) => [name, columnLineage(made, name)])) };
}

function lineageOfStep(step: TableStep, table: TableLineage, right: TableLineage | null): TableLineage | null {
  const idOf = (name: string): string => columnLineage(table, name);
  switch (step.kind) {
    case "where":
      return onRows(fingerprint({ where: readExpression(step.condition, idOf), rows: table.rows }), table);
    case "select":
      return table;
    case "rename":
      return { rows: table.rows, columns: renamed(step.columns, table) };
    case "derive":
      return { rows: table.rows, columns: derived(step.columns, table) };
    case "aggregate": {
      const covers =
        step.covers === undefined ? {} : { covers: [idOf(step.covers.column), asJson(step.covers.values)] };
      const rows = fingerprint({ aggregate: step.by.map(idOf), rows: table.rows, ...covers });
      const keys = step.by.map((name): [string, string] => [name, fingerprint({ rows, key: idOf(name) })]);
      const columns = step.columns.map(({ name, expression }): [string, string] => [
        name,
        fingerprint({ rows, made: readExpression(expression, idOf) }),
      ]);
      return { rows, columns: new Map([...keys, ...columns]) };
    }
    case "sort": {
      const by = step.by.map(({ column, descending }) => ({ column: idOf(column), descending }));
      return onRows(fingerprint({ sort: by, rows: table.rows }), table);
    }
    case "dedupe": {
      const on = step.on.length === 0 ? [...table.columns.values()].sort() : step.on.map(idOf);
      const by = step.by === null ? null : idOf(step.by);
      return onRows(fingerprint({ dedupe: { on, by, keep: step.keep }, rows: table.rows }), table);
    }
    case "sample":
      return onRows(fingerprint({ sample: asJson(step), rows: table.rows }), table);
    case "join":
    case "join_as_of":
      return right === null ? null : joined(step, table, right);
    case "union":
      return right === null ? null : united(table, right);
    default:
      // A step that is not described here depends on the whole of its tables. Adding a kind needs no entry to be right.
      return null;
  }
}

const onRows = (rows: string, { columns }: TableLineage): TableLineage => ({
  rows,
  columns: new Map([...columns].map(([name, id]) => [name, fingerprint({ rows, of: id })])),
});

function renamed(
  pairs: readonly { readonly from: string; readonly to: string }[],
  table: TableLineage,
): ReadonlyMap<string, string> {
  const gone = new Set(pairs.map(({ from }) => from));
  const kept = [...table.columns].filter(([name]) => !gone.has(name));
  return new Map([...kept, ...pairs.map(({ from, to }): [string, string] => [to, columnLineage(table, from)])]);
}

function derived(entries: readonly NamedExpression[], table: TableLineage): ReadonlyMap<string, string> {
  const columns = new Map(table.columns);
  // Where a column is replaced, which of the two a window is ordered by is for the engine to say: they go together.
  const replaces = entries.some(({ name }, i) => columns.has(name) || entries.slice(0, i).some((e) => e.name === name));
  if (replaces) {
    const all = fingerprint({
      rows: table.rows,
      columns: Object.fromEntries(table.columns),
      entries: asJson(entries),
    });
    for (const { name } of entries) columns.set(name, fingerprint({ replaced: all, name }));
    return columns;
  }
  for (const { name, expression } of entries) {
    const idOf = (column: string): string => columnLineage({ rows: table.rows, columns }, column);
    columns.set(name, fingerprint({ rows: table.rows, made: readExpression(expression, idOf) }));
  }
  return columns;
}

function joined(
  step: Extract<TableStep, { kind: "join" | "join_as_of" }>,
  left: TableLineage,
  right: TableLineage,
): TableLineage | null {
  const how = readJoin(step, left, right);
  if (how === null) return null;
  const rows = fingerprint({ join: how, rows: [left.rows, right.rows] });
  const kept = [...left.columns].map(([name, id]): [string, string] => [name, fingerprint({ rows, left: id })]);
  const added = step.columns.map(({ from, to }): [string, string] => [
    to,
    fingerprint({ rows, right: columnLineage(right, from) }),
  ]);
  return { rows, columns: new Map([...kept, ...added]) };
}

/** What decides which right row goes to which left row. Null for what is not known here: then the whole tables count. */
function readJoin(
  step: Extract<TableStep, { kind: "join" | "join_as_of" }>,
  left: TableLineage,
  right: TableLineage,
): Json | null {
  const pair = (key: { readonly left: string; readonly right: string }): Json => [
    columnLineage(left, key.left),
    columnLineage(right, key.right),
  ];
  if (step.kind === "join") {
    const { kind, on, how, within, columns: _, ...unknown } = step;
    if (Object.keys(unknown).length > 0) return null;
    const limit = within === undefined ? null : [pair(within), asJson(within.span)];
    return { kind, on: on.map(pair), how, within: limit };
  }
  const { kind, on, time, direction, strict, within, event, columns: _, ...unknown } = step;
  if (Object.keys(unknown).length > 0) return null;
  const happened = event === undefined ? null : columnLineage(right, event);
  return { kind, on: on.map(pair), time: pair(time), direction, strict, within: asJson(within), event: happened };
}

function united(table: TableLineage, below: TableLineage): TableLineage {
  const rows = fingerprint({ union: [table.rows, below.rows] });
  const columns = [...table.columns].map(([name, id]): [string, string] => [
    name,
    fingerprint({ rows, union: [id, columnLineage(below, name)] }),
  ]);
  return { rows, columns: new Map(columns) };
}

/** The expression with every column name replaced by what stands in that column. */
export function readExpression(expression: Expression, idOf: (name: string) => string): Json {
  switch (expression.kind) {
    case "column":
      return { column: idOf(expression.name), type: asJson(expression.type) };
    case "literal":
      return asJson(expression);
    case "call":
      return {
        call: expression.function,
        args: expression.args.map((argument) => readExpression(argument, idOf)),
        over: expression.over === null ? null : readOver(expression.over, idOf),
        ...(expression.zone === undefined ? {} : { zone: expression.zone }),
        type: asJson(expression.type),
      };
    case "case":
      return {
        branches: expression.branches.map(({ when, then }) => [readExpression(when, idOf), readExpression(then, idOf)]),
        otherwise: expression.otherwise === null ? null : readExpression(expression.otherwise, idOf),
        type: asJson(expression.type),
      };
    default:
      return expression satisfies never;
  }
}

const readOver = (over: Over, idOf: (name: string) => string): Json => ({
  partition: over.partition.map(idOf),
  order: over.order === null ? null : idOf(over.order),
  every: asJson(over.every),
  ...(over.zone === undefined ? {} : { zone: over.zone }),
});
