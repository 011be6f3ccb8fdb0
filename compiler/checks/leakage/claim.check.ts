// The split must test what the task claims, at the outer and at the inner level.
import type { Roles } from "../../../specs/data-type.ts";
import type { Fix, RelatedPlace } from "../../../specs/diagnostic.ts";
import { type ClaimFault, claimFaults, separationOf } from "../../graph/analysis/claim.ts";
import { lostColumns } from "../../graph/analysis/task-rows.ts";
import type { TaskNode } from "../../graph/graph.ts";
import type { SplitTerm } from "../../types/typed.ts";
import type { Check, CheckContext } from "../context.ts";
import { reportLaterRows } from "./later-rows.ts";
import { leak } from "./leakage.diagnostics.ts";

interface Found {
  readonly fault: ClaimFault;
  readonly term: SplitTerm;
  readonly node: TaskNode;
  readonly related: readonly RelatedPlace[];
  /** The inner cut of a nested split, where choices are made. */
  readonly isInner: boolean;
  /** The table of the task no longer has the column. */
  readonly lost: boolean;
}

function faults(context: CheckContext): readonly Found[] {
  return context.cuts.flatMap((cut) => {
    const node = context.taskOf(cut);
    const { claim } = node.task;
    const at = claim.given
      ? { span: claim.span, message: "the claim is made here" }
      : { span: node.span, message: `\`${node.id}\` claims ${printClaim(node)} by default` };
    const levels = cut.split.inner === null ? [cut.split] : [cut.split, cut.split.inner];
    return levels.flatMap((term) => {
      const isInner = term !== cut.split;
      const own = claimFaults(node.task, term).map((fault) => ({
        fault,
        term,
        node,
        related: [at],
        isInner,
        lost: false,
      }));
      return own.length > 0 ? own : lostFaults(node, term, isInner, context);
    });
  });
}

/** Rows of one thing stay rows of one thing when the column that names it is left out of the table. */
function lostFaults(node: TaskNode, term: SplitTerm, isInner: boolean, { facts }: CheckContext): readonly Found[] {
  const { task, input } = node;
  if (separationOf(term, task).order !== "rows" || term.by !== null) return [];
  if (task.claim.parts.some(({ kind }) => kind === "transductive")) return [];
  const lost = lostColumns(input, task.table.schema.columns, isShared, facts);
  return lost
    .filter(({ source }) => !isOnePerKey(input, source.id, facts))
    .map(({ source, column }) => ({
      fault: { kind: "entity-on-both-sides", column, claimed: false },
      term,
      node,
      related: [
        { span: source.columnSpans[column] ?? source.span, message: `\`${column}\` tells which rows belong together` },
      ],
      isInner,
      lost: true,
    }));
}

const isShared = ({ entity, group }: Roles): boolean => (entity !== undefined && !entity.unique) || group === true;

/** A step before the loss may have left one row of each. */
function isOnePerKey(id: string, source: string, facts: CheckContext["facts"]): boolean {
  const node = facts.node(id);
  if (node.id === source || (node.kind !== "step" && node.kind !== "apply")) return false;
  if (node.kind === "step" && node.step.kind === "dedupe") {
    const table = facts.lineage(node.input);
    const isKey = (name: string): boolean =>
      table.get(name)?.uses.some(({ base }) => base !== null && isShared(base.roles)) === true;
    if (node.step.on.every(isKey)) return true;
  }
  return isOnePerKey(node.input, source, facts);
}

const printClaim = ({ task }: TaskNode): string =>
  task.claim.parts.map((part) => (part.kind === "new" ? `\`new(${part.column})\`` : `\`${part.kind}\``)).join(" and ");

export const randomSplitOnTime: Check = {
  id: leak["random-split-on-time"].id,
  entries: leak["random-split-on-time"].spec.entries ?? [],
  applies: (context) => context.cuts.some((cut) => context.taskOf(cut).task.time !== null),
  run: (context) => {
    for (const { fault, term, node, related } of faults(context))
      if (fault.kind === "random-on-time")
        context.report(
          leak["random-split-on-time"](
            term.call.span,
            {
              what: `\`${term.call.component}\` cuts rows without regard to \`${node.task.time?.column ?? "time"}\``,
              task: node.id,
              help: "use `expanding`, `sliding` or `holdout` in time order",
            },
            { related: [...timePlace(node, context), ...related] },
          ),
        );
    reportLaterRows(context);
  },
};

function timePlace({ task, input }: TaskNode, { facts }: CheckContext): readonly RelatedPlace[] {
  const name = task.time?.column;
  const base = name === undefined ? undefined : facts.lineage(input).get(name)?.uses[0]?.base;
  return base === undefined || base === null ? [] : [{ span: base.span, message: "the time of the rows" }];
}

export const entityOverlap: Check = {
  id: leak["entity-overlap"].id,
  entries: leak["entity-overlap"].spec.entries ?? [],
  applies: (context) => context.cuts.length > 0,
  run: (context) => {
    for (const { fault, term, node, related, isInner, lost } of faults(context)) {
      if (fault.kind !== "entity-on-both-sides") continue;
      const { column, claimed } = fault;
      context.report(
        leak["entity-overlap"](
          term.call.span,
          {
            split: term.call.component,
            column,
            why: claimed
              ? `\`${node.id}\` claims to hold for a new \`${column}\`, so no judged one may be in training`
              : `rows of one \`${column}\` are alike: a model that knows some of them recognises the others`,
            help: `${lost ? `keep \`${column}\` in the table and ` : ""}add \`by: ${column}\` to the split`,
          },
          {
            related,
            fixes: term.by === null && !lost ? addBy(term, column) : [],
            entries: entriesOf(term, isInner, node.task.group === column),
          },
        ),
      );
    }
  },
};

/** The inner level, the wrong one of several, or rows that are linked (paired, mirrored) rather than of one thing. */
function entriesOf(term: SplitTerm, isInner: boolean, isGroup: boolean): readonly string[] {
  if (isInner) return ["LK505"];
  if (term.by !== null) return ["LK502"];
  return isGroup ? ["LK211", "LK503"] : ["LK501"];
}

/** Adds `by:` before the closing bracket of the split's call. */
function addBy(term: SplitTerm, column: string): readonly Fix[] {
  const { file, end } = term.call.span;
  const name = /^[A-Za-z_]\w*$/.test(column) ? column : `\`${column}\``;
  const edit = { span: { file, start: end - 1, end: end - 1 }, text: `, by: ${name}` };
  return [{ title: `keep each \`${column}\` on one side`, safe: false, edits: [edit] }];
}

export const splitMissesClaim: Check = {
  id: leak["split-misses-claim"].id,
  entries: leak["split-misses-claim"].spec.entries ?? [],
  applies: (context) => context.cuts.length > 0,
  run: (context) => {
    for (const { fault, term, node, related } of faults(context)) {
      if (fault.kind !== "groups-on-time" && fault.kind !== "time-shares-values") continue;
      const time = fault.kind === "groups-on-time";
      context.report(
        leak["split-misses-claim"](
          term.call.span,
          {
            split: term.call.component,
            task: node.id,
            claim: time ? "`future`" : `\`new(${fault.column})\``,
            help: time
              ? `use a time split with \`by: ${fault.by}\`, or claim only \`new(${fault.by})\``
              : `add \`by: ${fault.column}\` to the split`,
          },
          {
            related,
            fixes: time || term.by !== null ? [] : addBy(term, fault.column),
            entries: [time ? "LK419" : "LK801"],
          },
        ),
      );
    }
  },
};
