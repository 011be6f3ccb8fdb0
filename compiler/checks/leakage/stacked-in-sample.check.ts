// A combination or calibration that learns from predictions on the members' own training rows.

import type { Influence } from "../../graph/analysis/influence.ts";
import { overlapping, overlaps, printRows } from "../../graph/analysis/rows.ts";
import type { ChooseNode } from "../../graph/graph.ts";
import { type Check, type CheckContext, nodesOf, places } from "../context.ts";
import { leak } from "./leakage.diagnostics.ts";
import { usePart } from "./partition-fix.ts";

/** What makes the predictions of a member too good on these rows: its own fit, or that of its combination. */
const LEARNED: readonly Influence["manner"][] = ["model-fit", "stacking", "weights"];

/** Rows that said when training ends flatter a model too: what is learned there from its errors finds them too small. */
const LEARNED_OR_STOPPED: readonly Influence["manner"][] = [...LEARNED, "early-stop"];

const LEARNING: readonly ChooseNode["way"][] = ["stacking", "weights"];

export const stackedInSample: Check = {
  id: leak["stacked-in-sample"].id,
  entries: leak["stacked-in-sample"].spec.entries ?? [],
  applies: ({ graph }) => nodesOf(graph, "choose").some(({ way }) => LEARNING.includes(way)),
  run: (context) => {
    for (const { node, member, fitted, rows } of inSample(context, LEARNING, LEARNED))
      context.report(
        leak["stacked-in-sample"](
          node.rows!.span,
          { value: node.id, member, rows: printRows(rows) },
          { related: places(node.rows!.span, ...fitted) },
        ),
      );
  },
};

/** The same fault for a threshold or a calibration: it is judged with the calibration checks. */
export const calibratedInSample: Check = {
  id: leak["calibrated-on-reported"].id,
  entries: leak["calibrated-on-reported"].spec.entries ?? [],
  applies: ({ graph }) => nodesOf(graph, "choose").some(({ way }) => way === "calibration"),
  run: (context) => {
    for (const { node, member, fitted, rows, seen } of inSample(context, ["calibration"], LEARNED_OR_STOPPED))
      context.report(
        leak["calibrated-on-reported"](
          node.rows!.span,
          {
            value: node.id,
            rows: printRows(rows),
            problem: `on which \`${member}\` was ${seen.manner === "early-stop" ? "stopped early" : "fitted"}`,
            help: "give the split a part of its own for this, `calib: 10%`, and fit on that",
          },
          { related: places(node.rows!.span, ...fitted) },
        ),
      );
  },
};

/** On the rows that it learns from a model gets better round after round: nothing would ever stop it. */
export const stoppedInSample: Check = {
  id: leak["judged-on-fitted-rows"].id,
  entries: ["LK102"],
  applies: ({ graph }) => nodesOf(graph, "choose").some(({ way }) => way === "early-stop"),
  run: (context) => {
    for (const { node, member, fitted, rows, seen } of inSample(context, ["early-stop"], LEARNED))
      context.report(
        leak["judged-on-fitted-rows"](
          node.rows!.span,
          {
            value: member,
            rows: printRows(rows),
            judge: "validate:",
            help: "stop on rows outside of the fit: `val` after a fit on `train`",
          },
          { related: places(node.rows!.span, ...fitted), fixes: usePart(node.rows!, "val", context.facts, seen.rows) },
        ),
      );
  },
};

/** The best member on rows that members were fitted on is the one that remembers best. */
export const selectedInSample: Check = {
  id: leak["judged-on-fitted-rows"].id,
  entries: ["LK102"],
  applies: ({ graph }) => nodesOf(graph, "choose").some(({ way }) => way === "selection"),
  run: (context) => {
    for (const { node, member, fitted, rows } of inSample(context, ["selection"], LEARNED))
      context.report(
        leak["judged-on-fitted-rows"](
          node.rows!.span,
          {
            value: member,
            rows: printRows(rows),
            judge: node.id,
            help: "choose among the members on rows outside of their fits: `val` after fits on `train`",
          },
          { related: places(node.rows!.span, ...fitted), fixes: usePart(node.rows!, "val", context.facts) },
        ),
      );
  },
};

function inSample(
  context: CheckContext,
  ways: readonly ChooseNode["way"][],
  flattering: readonly Influence["manner"][],
) {
  return nodesOf(context.graph, "choose").flatMap((node) => {
    if (!ways.includes(node.way) || node.rows === null || !context.isJudged(node.id)) return [];
    const used = context.facts.rows(node.rows.node);
    return node.subjects.flatMap((subject) => {
      const seen = context.facts
        .influences(subject.node)
        .find(({ manner, rows }) => flattering.includes(manner) && overlaps(rows, used));
      if (seen === undefined) return [];
      const member = context.facts.node(subject.node).declaration;
      return [{ node, member, fitted: seen.trail, rows: overlapping(seen.rows, used), seen }];
    });
  });
}
