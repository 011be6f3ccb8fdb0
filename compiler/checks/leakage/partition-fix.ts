// Fixes that name another partition of the same split.
import type { Fix } from "../../../specs/diagnostic.ts";
import type { PartitionName } from "../../../specs/plan.ts";
import type { Facts } from "../../graph/analysis/facts.ts";
import { type RowSet, shareRows } from "../../graph/analysis/rows.ts";
import type { Input } from "../../graph/graph.ts";

/**
 * Replaces a bare partition by another part that its split has; it changes what is computed, so it is never safe. Of no use where
 * the other part is among the rows that it must keep away from, or another split has cut these.
 */
export function usePart(rows: Input, part: PartitionName, facts: Facts, judged: RowSet = []): readonly Fix[] {
  const node = facts.node(rows.node);
  if (node.kind !== "part" || node.part === part) return [];
  const cut = facts.node(node.input);
  if (cut.kind !== "cut" || !cut.split.parts.includes(part)) return [];
  const apart = judged.flatMap(({ parts }) => parts).filter(({ split }) => split === cut.same);
  if (
    judged.some(({ parts }) => parts.length > 0) &&
    (apart.length === 0 || apart.some((one) => shareRows(one.part, part)))
  )
    return [];
  const text = `${cut.id}.${part}`;
  return [{ title: `use \`${text}\``, safe: false, edits: [{ span: rows.span, text }] }];
}
