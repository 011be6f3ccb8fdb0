// The split must test what the task claims, at the outer and at the inner level.
import type { Fix, RelatedPlace } from "../../../specs/diagnostic.ts";
import { type ClaimFault, claimFaults } from "../../graph/analysis/claim.ts";
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
}

function faults(context: CheckContext): readonly Found[] {
  return context.cuts.flatMap((cut) => {
    const node = context.taskOf(cut);
    const { claim } = node.task;
    const at = claim.given
      ? { span: claim.span, message: "the claim is made here" }
      : { span: node.span, message: `\`${node.id}\` claims ${printClaim(node)} by default` };
    const levels = cut.split.inner === null ? [cut.split] : [cut.split, cut.split.inner];
    return levels.flatMap((term) =>
      claimFaults(node.task, term).map((fault) => ({ fault, term, node, related: [at], isInner: term !== cut.split })),
    );
  });
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
    for (const { fault, term, node, related, isInner } of faults(context)) {
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
          },
          {
            related,
            fixes: term.by === null ? addBy(term, column) : [],
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
