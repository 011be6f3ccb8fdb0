// A model judged on rows that it was fitted on, its chain included; filters that are no split have an id of their own.
import type { Influence } from "../../graph/analysis/influence.ts";
import { printRows } from "../../graph/analysis/rows.ts";
import type { LearnNode } from "../../graph/graph.ts";
import type { Check, CheckContext } from "../context.ts";
import { nodesOf } from "../context.ts";
import type { Overlap } from "../overlaps.ts";
import { leak } from "./leakage.diagnostics.ts";
import { overlapPlaces } from "./overlap-places.ts";
import { usePart } from "./partition-fix.ts";
import { isPseudoLabelled } from "./pseudo-labels.check.ts";

export const judgedOnFittedRows: Check = {
  id: leak["judged-on-fitted-rows"].id,
  entries: leak["judged-on-fitted-rows"].spec.entries ?? [],
  applies: ({ graph }) => nodesOf(graph, "judge").length > 0,
  run: (context) => {
    for (const overlap of modelOverlaps(context)) if (!isNarrowedApart(overlap)) reportOverlap(overlap, context);
  },
};

export const overlappingPartitions: Check = {
  id: leak["overlapping-partitions"].id,
  entries: leak["overlapping-partitions"].spec.entries ?? [],
  applies: ({ graph }) => nodesOf(graph, "step").some((node) => node.effect === "filter"),
  run: (context) => {
    for (const overlap of modelOverlaps(context)) {
      if (!isNarrowedApart(overlap)) continue;
      const node = context.facts.node(overlap.influence.node);
      const narrowed = [...overlap.rows, ...overlap.judged].flatMap((atom) => atom.narrowed);
      context.report(
        leak["overlapping-partitions"](
          overlap.influence.span,
          { value: node.declaration, rows: printRows(overlap.rows), judged: printRows(overlap.judged) },
          {
            related: [
              ...narrowed.map((span) => ({ span, message: "rows are chosen here" })),
              ...overlapPlaces(overlap),
            ],
          },
        ),
      );
    }
  },
};

const modelOverlaps = (context: CheckContext): readonly Overlap[] =>
  context.overlaps.filter((overlap) => overlap.influence.manner === "model-fit" && !isPseudoLabelled(overlap, context));

/** Both sides were cut from one table by filters or samples of their own, and by no split. */
function isNarrowedApart({ rows, judged }: Overlap): boolean {
  const spans = (set: Overlap["rows"]) =>
    new Set(set.flatMap((atom) => atom.narrowed.map((span) => `${span.file}:${span.start}`)));
  if ([...rows, ...judged].some((atom) => atom.parts.length > 0)) return false;
  const left = spans(rows);
  const right = spans(judged);
  return [...left].some((place) => !right.has(place)) && [...right].some((place) => !left.has(place));
}

function reportOverlap(overlap: Overlap, context: CheckContext): void {
  const { influence, judge, rows } = overlap;
  const node = context.facts.node(influence.node);
  if (node.kind !== "learn") return;
  const own = node.trial && judge.declaration === node.declaration;
  // A search that scores on the very partition it fits on has named the wrong rows in `score:`.
  const atScore = own && samePart(node, judge.rows.node, context);
  const span = atScore ? judge.rows.span : influence.span;
  context.report(
    leak["judged-on-fitted-rows"](
      span,
      { value: node.declaration, rows: printRows(rows), judge: judge.declaration, help: helpFor(influence) },
      {
        related: overlapPlaces(overlap).filter((place) => place.span !== span),
        fixes: atScore
          ? usePart(judge.rows, "val", context.facts)
          : usePart(node.rows, "train", context.facts, overlap.judged),
      },
    ),
  );
}

function samePart(node: LearnNode, judged: string, { facts }: CheckContext): boolean {
  const left = facts.node(node.rows.node);
  const right = facts.node(judged);
  return left.kind === "part" && right.kind === "part" && left.input === right.input && left.part === right.part;
}

function helpFor(influence: Influence): string {
  const whole = influence.rows.some((atom) => atom.parts.length === 0);
  return whole
    ? "fit on `train` or `dev` of the split that judges; refit on all rows only for what is published and not judged again"
    : "judge on rows outside of the fit: `test` after a fit on `dev`, `val` after a fit on `train`";
}
