// The source columns that the features of a task are made from, and what is said about when they are known.
import type { BaseColumn } from "../../graph/analysis/lineage.ts";
import { featuresOf } from "../../graph/analysis/task-columns.ts";
import type { TaskNode } from "../../graph/graph.ts";
import type { CheckContext } from "../context.ts";

export interface UsedColumn {
  readonly base: BaseColumn;
  readonly node: TaskNode;
  /** It came by a join from rows that have no time of their own. */
  readonly isAttribute: boolean;
}

/** Columns whose author has not said when their values are known; each once per task. */
export function undeclaredColumns(context: CheckContext): readonly UsedColumn[] {
  return context.tasks.flatMap((node) => {
    const own = new Set(context.facts.rows(node.input).map(({ origin }) => origin));
    const found = new Map<string, UsedColumn>();
    for (const { lineage } of featuresOf(node, context.facts))
      for (const { base } of lineage.uses) {
        if (base === null || isDeclared(base) || base.column === node.task.target) continue;
        const source = context.facts.node(base.source);
        if (source.kind !== "source") continue;
        const { columns } = source.schema;
        if (columns.some(({ roles }) => roles.knownAt === true)) continue;
        const timed = columns.some(({ roles }) => roles.time !== undefined);
        found.set(`${base.origin}\0${base.column}`, { base, node, isAttribute: !timed && !own.has(base.origin) });
      }
    return [...found.values()];
  });
}

/** A role that fixes the moment, or that makes the column no ordinary feature. */
function isDeclared({ roles }: BaseColumn): boolean {
  const { time, knownAt, delay, known, forecastOf, posthoc, target, series, entity, group, id } = roles;
  return [time, knownAt, delay, known, forecastOf, posthoc, target, series, entity, group, id].some(
    (role) => role !== undefined,
  );
}
