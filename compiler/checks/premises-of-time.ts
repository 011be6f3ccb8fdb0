// When joined values are known, where only a missing declaration could say it.
import type { Column, Duration } from "../../specs/data-type.ts";
import type { Span } from "../../specs/diagnostic.ts";
import { DAY, type Offset, ofDuration, plus, upperMilliseconds } from "../graph/analysis/offset.ts";
import { featuresOf } from "../graph/analysis/task-columns.ts";
import { ownSources } from "../graph/analysis/task-rows.ts";
import type { CheckContext } from "./context.ts";

const timeOf = (columns: readonly Column[]): Column | undefined =>
  columns.find(({ roles }) => roles.time !== undefined);

/** How long one row stands for its moment, as far as the schema says it. */
function spanOfRow({ type, roles }: Column): Offset | null {
  const every: Duration | undefined = roles.time?.every;
  if (every !== undefined) return ofDuration(every);
  return type.kind === "date" ? ofDuration({ months: 0, milliseconds: DAY }) : null;
}

/** Columns of coarser rows (a day beside hours) that are read before such a row is over, and say nothing of when they are known. */
export function coarseFeatures({ tasks, facts }: CheckContext): readonly Span[] {
  return tasks.flatMap((node) => {
    const own = timeOf(node.task.table.schema.columns);
    if (own === undefined) return [];
    const step = upperMilliseconds(spanOfRow(own) ?? ofDuration({ months: 0, milliseconds: 0 }));
    const origins = new Set(ownSources(node.input, facts).map(({ identity }) => identity));
    const found = featuresOf(node, facts).flatMap(({ lineage }) =>
      lineage.uses.flatMap(({ base, high }) => {
        if (base === null || origins.has(base.origin)) return [];
        const { known, delay, forecastOf, time, series } = base.roles;
        if ([known, delay, forecastOf, time, series].some((role) => role !== undefined)) return [];
        const source = facts.node(base.source);
        if (source.kind !== "source" || source.schema.columns.some(({ roles }) => roles.knownAt === true)) return [];
        const theirs = timeOf(source.schema.columns);
        const width = theirs === undefined ? null : spanOfRow(theirs);
        if (width === null || upperMilliseconds(width) <= step) return [];
        return upperMilliseconds(plus(high, width)) <= 0 ? [] : [base.span];
      }),
    );
    return [...new Set(found)];
  });
}

/** Targets that another table brought, without a word on when they are known. */
export function joinedLabels({ tasks, facts }: CheckContext): readonly Span[] {
  return tasks.flatMap(({ task, input }) => {
    if (task.time === null || task.labelDelay !== null) return [];
    const origins = new Set(ownSources(input, facts).map(({ identity }) => identity));
    if (origins.size === 0) return [];
    const isForeign = (facts.lineage(input).get(task.target)?.uses ?? []).some(
      ({ base }) =>
        base !== null &&
        !origins.has(base.origin) &&
        base.roles.delay === undefined &&
        base.roles.target?.delay === undefined &&
        base.roles.known !== true,
    );
    return isForeign ? [task.targetSpan] : [];
  });
}
