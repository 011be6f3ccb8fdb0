// Features that meet a step or an estimator which does not take them as they are: what may be missing, and categories.
import type { RelatedPlace } from "../../../specs/diagnostic.ts";
import { joinSome } from "../../base/suggest.ts";
import type { FlowGraph, TaskNode, Unready } from "../../graph/graph.ts";
import type { DeclarationId } from "../../types/typed.ts";
import { type Check, type CheckContext, nodesOf, places } from "../context.ts";
import { lint } from "./lint.diagnostics.ts";

export const missingValues: Check = {
  id: lint["missing-values"].id,
  entries: [],
  applies: ({ graph }) => fitted(graph).some(({ unready }) => lacking("values", unready).length > 0),
  run: (context) => {
    for (const { call, columns, task } of found("values", context)) {
      const holes = { features: listed(columns), column: columns[0] ?? "", model: call.component };
      const related = places(call.nameSpan, ...origins(columns, "may be missing", task, context));
      context.report(lint["missing-values"](call.nameSpan, holes, { related }));
    }
  },
};

export const unencodedCategory: Check = {
  id: lint["unencoded-category"].id,
  entries: [],
  applies: ({ graph }) => fitted(graph).some(({ unready }) => lacking("encoding", unready).length > 0),
  run: (context) => {
    for (const { call, columns, task } of found("encoding", context)) {
      const holes = { features: listed(columns), model: call.component };
      const related = places(call.nameSpan, ...origins(columns, "is a category", task, context));
      context.report(lint["unencoded-category"](call.nameSpan, holes, { related }));
    }
  },
};

interface Fitted {
  readonly task: DeclarationId | null;
  readonly unready: readonly Unready[];
}

/** By itself, by a search, or by an evaluation that compares with it. */
const fitted = (graph: FlowGraph): readonly Fitted[] => [
  ...nodesOf(graph, "learn"),
  ...nodesOf(graph, "judge").flatMap(({ rivals }) => rivals ?? []),
];

const lacking = (lacks: Unready["lacks"], unready: readonly Unready[]): readonly Unready[] =>
  unready.filter((one) => one.lacks === lacks);

function found(lacks: Unready["lacks"], context: CheckContext): readonly (Unready & { readonly task: TaskNode })[] {
  return fitted(context.graph).flatMap(({ task: id, unready }) => {
    const task = context.tasks.find((one) => one.id === id);
    return task === undefined ? [] : lacking(lacks, unready).map((one) => ({ ...one, task }));
  });
}

/** As many as a message names. */
const MOST = 6;

const listed = (columns: readonly string[]): string =>
  `the feature${columns.length === 1 ? "" : "s"} ${joinSome(columns, MOST)}`;

/** Where the columns come from. */
const origins = (
  columns: readonly string[],
  said: string,
  task: TaskNode,
  { facts }: CheckContext,
): readonly RelatedPlace[] =>
  columns.slice(0, MOST).map((column) => {
    const base = facts.lineage(task.input).get(column);
    const span = base?.entry?.span ?? base?.uses[0]?.base?.span ?? task.span;
    return { span, message: `\`${column}\` ${said}` };
  });
