// Choices that looked at the rows which are reported: trials, members, rounds, thresholds, weights.
import type { Influence } from "../../graph/analysis/influence.ts";
import { holdsTest, printRows, type RowSet } from "../../graph/analysis/rows.ts";
import type { ChooseNode } from "../../graph/graph.ts";
import { type Check, type CheckContext, nodesOf } from "../context.ts";
import type { Overlap } from "../overlaps.ts";
import { leak } from "./leakage.diagnostics.ts";
import { overlapPlaces } from "./overlap-places.ts";
import { usePart } from "./partition-fix.ts";

const choices = ({ graph }: CheckContext, ...ways: readonly ChooseNode["way"][]): boolean =>
  nodesOf(graph, "choose").some(({ way }) => ways.includes(way));

const chosenBy = (context: CheckContext, ...manners: readonly Influence["manner"][]): readonly Overlap[] =>
  context.overlaps.filter(({ influence }) => manners.includes(influence.manner));

export const earlyStopOnReported: Check = {
  id: leak["early-stop-on-reported"].id,
  entries: leak["early-stop-on-reported"].spec.entries ?? [],
  applies: (context) => choices(context, "early-stop"),
  run: (context) => {
    for (const overlap of chosenBy(context, "early-stop")) {
      const { influence, judge, rows } = overlap;
      const node = context.facts.node(influence.node);
      context.report(
        leak["early-stop-on-reported"](
          influence.span,
          {
            rows: printRows(rows),
            judge: judge.declaration,
            help: "stop on `val` and report on `test`",
          },
          {
            related: overlapPlaces(overlap),
            fixes:
              node.kind === "choose" && node.rows !== null && isTest(influence)
                ? usePart(node.rows, "val", context.facts, fittedRows(node, context))
                : [],
          },
        ),
      );
    }
  },
};

/** Rows that the stopped model learns from: to stop on them would be the next mistake. */
const fittedRows = ({ subjects }: ChooseNode, { facts }: CheckContext): RowSet =>
  subjects
    .flatMap(({ node }) => facts.influences(node))
    .flatMap(({ manner, rows }) => (manner === "model-fit" ? rows : []));

export const selectedOnReported: Check = {
  id: leak["selected-on-reported"].id,
  entries: leak["selected-on-reported"].spec.entries ?? [],
  applies: (context) => choices(context, "search", "selection"),
  run: (context) => {
    for (const overlap of chosenBy(context, "search", "selection")) {
      const { influence, judge, rows } = overlap;
      if (influence.manner === "search" && (isTest(influence) || isRepeatedByScore(overlap, context))) continue;
      context.report(
        leak["selected-on-reported"](
          influence.span,
          {
            value: context.facts.node(influence.node).declaration,
            rows: printRows(rows),
            judge: judge.declaration,
            help: "choose on `val` and report on `test`, or judge the choosing itself with a `nested` split",
          },
          { related: overlapPlaces(overlap) },
        ),
      );
    }
  },
};

/** The fitting rows of a search say nothing new where its scoring rows overlap as well. */
function isRepeatedByScore({ judge, influence }: Overlap, context: CheckContext): boolean {
  const node = context.facts.node(influence.node);
  if (node.kind !== "learn") return false;
  return context.overlaps.some(
    (other) =>
      other.judge === judge && other.influence.manner === "search" && other.influence.node === node.declaration,
  );
}

/** True when the rows of a choice hold the sealed test of a split that has one. */
export const isTest = (influence: Influence): boolean =>
  influence.rows.some((atom) => atom.parts.some(({ part }) => holdsTest(part)));

export const calibratedOnReported: Check = {
  id: leak["calibrated-on-reported"].id,
  entries: leak["calibrated-on-reported"].spec.entries ?? [],
  applies: (context) => choices(context, "calibration"),
  run: (context) => {
    for (const overlap of chosenBy(context, "calibration"))
      context.report(
        leak["calibrated-on-reported"](
          overlap.influence.span,
          {
            value: context.facts.node(overlap.influence.node).declaration,
            rows: printRows(overlap.rows),
            problem: `on which \`${overlap.judge.declaration}\` reports`,
            help: "give the split a part of its own for this, `calib: 10%`, and fit on that",
          },
          { related: overlapPlaces(overlap) },
        ),
      );
  },
};

export const weightsOnReported: Check = {
  id: leak["weights-on-reported"].id,
  entries: leak["weights-on-reported"].spec.entries ?? [],
  applies: (context) => choices(context, "weights", "stacking"),
  run: (context) => {
    for (const overlap of chosenBy(context, "weights", "stacking"))
      context.report(
        leak["weights-on-reported"](
          overlap.influence.span,
          {
            value: context.facts.node(overlap.influence.node).declaration,
            rows: printRows(overlap.rows),
            judge: overlap.judge.declaration,
            help: "learn the combination on `val` (out of fold) and report on `test`",
          },
          { related: overlapPlaces(overlap) },
        ),
      );
  },
};
