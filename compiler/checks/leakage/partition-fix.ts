// Fixes that name another partition of the same split.
import type { Fix } from "../../../specs/diagnostic.ts";
import type { PartitionName } from "../../../specs/plan.ts";
import type { Facts } from "../../graph/analysis/facts.ts";
import type { Input } from "../../graph/graph.ts";

/** Replaces a bare partition by another part that its split has; it changes what is computed, so it is never safe. */
export function usePart(rows: Input, part: PartitionName, facts: Facts): readonly Fix[] {
  const node = facts.node(rows.node);
  if (node.kind !== "part" || node.part === part) return [];
  const cut = facts.node(node.input);
  if (cut.kind !== "cut" || !cut.split.parts.includes(part)) return [];
  const text = `${cut.id}.${part}`;
  return [{ title: `use \`${text}\``, safe: false, edits: [{ span: rows.span, text }] }];
}
