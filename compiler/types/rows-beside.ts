// Rows of fits and evaluations that are a table of their own. A plain table gets the windows that stand beside the features of the
// task; behind a split there are rows missing that windows would read.
import { findColumn } from "../../specs/data-type.ts";
import type { Diagnostic, Span } from "../../specs/diagnostic.ts";
import type { ChainNeeds } from "./check/chain-needs.ts";
import { declarations as messages } from "./declaration.diagnostics.ts";
import { derived } from "./derived-table.ts";
import type { DerivedColumn, FittedTerm, ModelTerm, RowsTerm, TableTerm, TypedDeclaration } from "./typed.ts";
import { types } from "./types.diagnostics.ts";

type ById = ReadonlyMap<string, TypedDeclaration>;
type Needs = ReadonlyMap<string, ChainNeeds>;

export function onOtherRows(
  all: readonly TypedDeclaration[],
  needs: Needs,
  report: (diagnostic: Diagnostic) => void,
): readonly TypedDeclaration[] {
  const byId = new Map(all.map((one) => [one.id, one]));
  return all.map((one) => {
    refuseRows(one, byId, needs, report);
    const made = hasWindows(one, byId, needs) ? madeFor(one, byId) : [];
    if (made.length === 0) return one;
    const own = <Rows extends RowsTerm | null>(rows: Rows): Rows => withMade(rows, made, byId);
    switch (one.kind) {
      case "fit":
        return { ...one, rows: own(one.rows), validate: own(one.validate) };
      case "search":
        return { ...one, fit: own(one.fit), score: own(one.score), validate: own(one.validate) };
      case "evaluate":
        return { ...one, rows: own(one.rows) };
      default:
        return one;
    }
  });
}

/** The windows that the table of the task ends with. */
function madeFor(one: TypedDeclaration, byId: ById): readonly DerivedColumn[] {
  const task = "task" in one && typeof one.task === "string" ? byId.get(one.task) : undefined;
  if (task?.kind !== "task" || task.table.kind !== "step" || task.table.step.kind !== "derive") return [];
  return task.beside.some(({ made }) => made !== null) ? task.table.step.columns : [];
}

function withMade<Rows extends RowsTerm | null>(rows: Rows, made: readonly DerivedColumn[], byId: ById): Rows {
  if (rows === null || rows.kind !== "table" || !canHold(rows.table, made, byId)) return rows;
  return { ...rows, table: derived(rows.table, made) };
}

/** All its rows are there, and so is what the windows read, under names that mean nothing else. */
function canHold(table: TableTerm, made: readonly DerivedColumn[], byId: ById): boolean {
  if (startsAtPart(table, byId)) return false;
  const { schema } = table;
  return made.every(
    ({ name, expression }) =>
      findColumn(schema, name) === undefined &&
      readBy(expression).every((read) => findColumn(schema, read) !== undefined),
  );
}

function readBy(expression: DerivedColumn["expression"]): readonly string[] {
  if (expression.kind === "column") return [expression.name];
  if (expression.kind !== "call") return [];
  const order = expression.over?.order ?? null;
  return [
    ...expression.args.flatMap(readBy),
    ...(expression.over?.partition ?? []),
    ...(order === null ? [] : [order]),
  ];
}

const hasWindows = (one: TypedDeclaration, byId: ById, needs: Needs): boolean =>
  needsOn(one, byId, needs).some(({ windowed }) => windowed.length > 0);

const needsOn = (one: TypedDeclaration, byId: ById, needs: Needs): readonly ChainNeeds[] =>
  [one.id, ...usedBy(one, byId)].flatMap((id) => needs.get(id) ?? []);

/** Steps behind a split leave rows out, or are made of other rows: what windows read is not there. */
function refuseRows(one: TypedDeclaration, byId: ById, needs: Needs, report: (diagnostic: Diagnostic) => void): void {
  const rows = rowsOf(one, byId);
  if (rows.length === 0) return;
  const own = needsOn(one, byId, needs);
  const made = madeFor(one, byId);
  const windows = own.flatMap(({ windowed }) => windowed.flatMap(({ calls }) => calls.slice(0, 1)));
  for (const { span, table } of rows) {
    const [call] = windows;
    if (call !== undefined && (one.kind === "predict" || !canHold(table, made, byId))) {
      const hint = "fit and judge on a part of a split as it is, or derive the column before the task";
      report(
        messages["window-of-part"](span, {
          component: call.component,
          rows: "a table that has only some of the rows",
          hint,
        }),
      );
    }
    for (const name of new Set(own.flatMap(({ beside }) => beside.flatMap(({ columns }) => columns))))
      if (findColumn(table.schema, name) === undefined)
        report(types["unknown-column"](span, { name, hint: "a transform of the model groups by it: keep the column" }));
  }
}

/** The tables that something is fitted or judged on; of a prediction, those behind a split. */
function rowsOf(one: TypedDeclaration, byId: ById): readonly { readonly table: TableTerm; readonly span: Span }[] {
  const tables = (rows: readonly (RowsTerm | null)[]) =>
    rows.flatMap((term) => (term?.kind === "table" ? [{ table: term.table, span: term.span }] : []));
  switch (one.kind) {
    case "fit":
      return one.task === null ? [] : tables([one.rows, one.validate]);
    case "search":
      return tables([one.fit, one.score, one.validate]);
    case "evaluate":
      return tables([one.rows]);
    case "predict":
      return one.table.kind !== "partition" && startsAtPart(one.table, byId)
        ? [{ table: one.table, span: one.table.span }]
        : [];
    default:
      return [];
  }
}

function startsAtPart(table: TableTerm, byId: ById): boolean {
  if (table.kind === "partition") return true;
  if (table.kind !== "reference") return startsAtPart(table.input, byId);
  const to = byId.get(table.to);
  return to?.kind === "table" && startsAtPart(to.table, byId);
}

/** The fits and searches that a declaration rests on. */
function usedBy(one: TypedDeclaration, byId: ById): readonly string[] {
  const direct = ((): readonly string[] => {
    switch (one.kind) {
      case "fit":
        return one.of.kind === "model" ? searchesIn(one.of.model) : [];
      case "ensemble":
        return one.members.flatMap(idOf);
      case "evaluate":
        return one.subjects.flatMap(idOf);
      case "predict":
        return idOf(one.fitted);
      default:
        return [];
    }
  })();
  return direct.flatMap((id) => {
    const next = byId.get(id);
    return [id, ...(next === undefined ? [] : usedBy(next, byId))];
  });
}

const idOf = (term: FittedTerm): readonly string[] => (term.kind === "reference" ? [term.to] : []);

function searchesIn(model: ModelTerm): readonly string[] {
  switch (model.kind) {
    case "reference":
    case "pipeline":
    case "combinator":
      return searchesIn(model.model);
    case "choice":
      return model.options.flatMap(searchesIn);
    case "best":
      return [model.search];
    case "wrapped-fitted":
      return idOf(model.fitted);
    case "estimator":
      return [];
    default:
      return model satisfies never;
  }
}
