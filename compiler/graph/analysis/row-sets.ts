// Which rows each table holds. Rows keep their identity through steps that keep, drop, order or group them, so the atoms of
// a split cover the rows of every table before it.
import type { PartitionName } from "../../../specs/plan.ts";
import type { FlowNode, PartNode } from "../graph.ts";
import type { Facts } from "./facts.ts";
import { chosenBy, NOTHING } from "./filter-conditions.ts";
import { constrain, type RowSet } from "./rows.ts";

export function rowsOf(node: FlowNode, facts: Facts): RowSet {
  switch (node.kind) {
    case "source":
      return [{ origin: node.identity, source: node.id, parts: [], intervals: [], conditions: [], narrowed: [] }];
    case "step": {
      const input = facts.rows(node.input);
      if (node.effect === "union" && node.right !== null) return [...input, ...facts.rows(node.right)];
      if (node.effect !== "filter") return input;
      const { intervals, conditions } =
        node.step.kind === "where" ? chosenBy(node.step.condition, facts.lineage(node.input)) : NOTHING;
      return input.map((atom) => ({
        ...atom,
        intervals: [...atom.intervals, ...intervals],
        conditions: [...atom.conditions, ...conditions],
        narrowed: [...atom.narrowed, node.span],
      }));
    }
    case "apply":
    case "task":
    case "cut":
    case "predict":
      return facts.rows(node.input);
    case "part":
      return partRows(node, facts);
    case "learn":
    case "choose":
    case "judge":
    case "emit":
      return [];
    default:
      return node satisfies never;
  }
}

/** Name of the inner cut of a nested split: its atoms are made anew inside each outer training part. */
export const innerSplit = (split: string): string => `${split}#inner`;
export const isInnerSplit = (split: string): boolean => split.endsWith("#inner");

function partRows(node: PartNode, facts: Facts): RowSet {
  const rows = facts.rows(node.input);
  const cut = facts.node(node.input);
  const split = cut.kind === "cut" ? cut.same : node.input;
  const fold = node.folded ? "same" : "one";
  const { label } = node;
  const inner = node.part.startsWith("inner.");
  if (!inner) return constrain(rows, { split, part: node.part as PartitionName, fold, label });
  const part = node.part.slice("inner.".length) as PartitionName;
  const outer = constrain(rows, { split, part: "train", fold, label });
  return constrain(outer, { split: innerSplit(split), part, fold: "same", label });
}
