// Influences (A1): which rows have shaped a value, by what way, and along which path. Influences belong to whole tables, not
// to single columns, and are transitive.
import type { Span } from "../../../specs/diagnostic.ts";
import type { Choice, ChooseNode, FlowNode, Input, LearnNode } from "../graph.ts";
import type { Facts } from "./facts.ts";
import type { Influence } from "./influence.ts";
import { aggregationOf, isOwn, isTimeBinned } from "./join-lineage.ts";
import { isInnerSplit } from "./row-sets.ts";
import { printRows, widen } from "./rows.ts";

export function influencesOf(node: FlowNode, facts: Facts): readonly Influence[] {
  switch (node.kind) {
    case "source":
    case "emit":
      return [];
    case "step": {
      const inherited = [node.input, ...(node.right === null ? [] : [node.right])].flatMap(facts.influences);
      const statistic = joinedStatistic(node, facts);
      return distinct(statistic === null ? inherited : [...inherited, statistic]);
    }
    case "apply":
      return distinct([
        ...facts.influences(node.input),
        ...along(facts.influences(node.fitted), node.span, "applied to the table here"),
      ]);
    case "task":
    case "cut":
    case "part":
      return facts.influences(node.input);
    case "learn":
      return learned(node, facts);
    case "choose":
      return node.way === "search" ? searched(node, facts) : chosen(node, facts);
    case "judge":
      return [];
    case "predict":
      return [...facts.influences(node.input), ...(node.fitted === null ? [] : facts.influences(node.fitted))];
    default:
      return node satisfies never;
  }
}

/** An aggregate joined to other rows is a statistic of all rows that it was made from. */
function joinedStatistic(node: FlowNode, facts: Facts): Influence | null {
  if (node.kind !== "step" || node.step.kind !== "join" || node.right === null || !isOwn(node, facts)) return null;
  const aggregation = aggregationOf(node.right, facts);
  if (aggregation === null || isTimeBinned(aggregation, facts)) return null;
  const rows = facts.rows(node.right);
  const { span, id } = aggregation;
  const trail = [
    { span, message: `summed up over ${printRows(rows)} here` },
    { span: node.span, message: "joined to the rows here" },
  ];
  return { rows, manner: "statistic", span, node: id, trail };
}

function learned(node: LearnNode, facts: Facts): readonly Influence[] {
  const rows = facts.rows(node.rows.node);
  const message = `${node.of === "model" ? "fitted" : "learned"} on ${printRows(rows)} here`;
  const teaches = node.of === "model" || node.chain.some(({ learns }) => learns !== "nothing");
  const own: Influence = {
    rows,
    manner: node.of === "model" ? "model-fit" : "transform-fit",
    span: node.span,
    node: node.id,
    trail: [{ span: node.span, message }],
  };
  const all = [
    ...(teaches ? [own] : []),
    ...along(facts.influences(node.rows.node), node.rows.span, "among the rows it is fitted on"),
    ...node.from.flatMap((input) => along(facts.influences(input.node), input.span, "taken over here")),
  ];
  return distinct(node.folded ? all : all.map(widened));
}

const widened = (influence: Influence): Influence => ({ ...influence, rows: widen(influence.rows) });

const MESSAGES: Readonly<Record<Exclude<Choice, "combination" | "search">, string>> = {
  "early-stop": "training is stopped where it is best on",
  selection: "one member is chosen on",
  weights: "the weights are learned on",
  stacking: "the meta-model is fitted on",
  calibration: "calibrated on",
};

function chosen(node: ChooseNode, facts: Facts): readonly Influence[] {
  const inherited = node.subjects.flatMap((input) => inheritedBy(input, facts));
  if (node.way === "combination" || node.rows === null)
    return distinct(node.folded ? inherited : inherited.map(widened));
  const rows = facts.rows(node.rows.node);
  const span = node.rows.span;
  const way = node.way as Exclude<Choice, "combination" | "search">;
  const own: Influence = {
    rows,
    manner: way,
    span,
    node: node.id,
    trail: [{ span, message: `${MESSAGES[way]} ${printRows(rows)} here` }],
  };
  const all = [own, ...facts.influences(node.rows.node), ...inherited];
  return distinct(node.folded ? all : all.map(widened));
}

/** The winner of a search has seen the fitting and the scoring rows of all folds. */
function searched(node: ChooseNode, facts: Facts): readonly Influence[] {
  const score = node.rows!;
  const rows = facts.rows(score.node);
  const trail = [{ span: score.span, message: `the trials are compared on ${printRows(rows)} here` }];
  const own: Influence = { rows, manner: "search", span: score.span, node: node.id, trail };
  const inherited = node.subjects
    .flatMap((input) => facts.influences(input.node))
    .map((influence): Influence => (isTrial(influence, facts) ? { ...influence, manner: "search" } : influence));
  const all = [own, ...facts.influences(score.node), ...inherited];
  const which = node.folded ? isInnerSplit : () => true;
  return distinct(all.map((influence) => ({ ...influence, rows: widen(influence.rows, which) })));
}

function isTrial(influence: Influence, facts: Facts): boolean {
  const node = facts.node(influence.node);
  return node.kind === "learn" && node.trial;
}

const inheritedBy = (input: Input, facts: Facts): readonly Influence[] =>
  along(facts.influences(input.node), input.span, "used here");

function along(influences: readonly Influence[], span: Span, message: string): readonly Influence[] {
  return influences.map((influence) => {
    const known = influence.trail.some((place) => place.span.start === span.start && place.span.end === span.end);
    return known ? influence : { ...influence, trail: [...influence.trail, { span, message }] };
  });
}

/** The same rows by the same way from the same place count once; the first path is kept. */
function distinct(influences: readonly Influence[]): readonly Influence[] {
  const byKey = new Map<string, Influence>();
  for (const influence of influences) {
    const rows = influence.rows.map(({ origin, parts }) => [origin, parts]);
    const key = JSON.stringify([influence.manner, influence.node, influence.span, rows]);
    if (!byKey.has(key)) byKey.set(key, influence);
  }
  return [...byKey.values()];
}
