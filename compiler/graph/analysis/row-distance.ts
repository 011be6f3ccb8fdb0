// How far the rows of two joined tables stand apart in time, from the keys that must be equal or in order.
import { inputsOf, type NodeId } from "../graph.ts";
import type { Facts } from "./facts.ts";
import type { ColumnLineage, Moment } from "./lineage.ts";
import { isNotAfter, negate, type Offset, plus } from "./offset.ts";

/** `low <= time of the right row - time of the left row <= high`. */
export interface Distance {
  readonly low: Offset;
  readonly high: Offset;
  /** Only the width of a bin makes it uncertain. */
  readonly bin: boolean;
}

/** From equal moments of both rows. */
export const distanceOf = (left: Moment, right: Moment): Distance => ({
  low: plus(left.low, negate(right.high)),
  high: plus(left.high, negate(right.low)),
  bin: left.bin || right.bin,
});

/**
 * `untimed`: no key says when the right rows were. `unknown`: a key comes from the time of the right rows, by a way that
 * says nothing about the distance, or it must equal something of which that is not known.
 */
export type RowDistance = Distance | "unknown" | "untimed";

/** The moment relative to the time of the rows, as far as these have one. */
export function atRowTime(column: ColumnLineage | undefined, id: NodeId, facts: Facts): Moment | null {
  const moment = column?.moment ?? null;
  if (moment === null || moment.clock === null) return moment;
  // In a table without a time the moments of a key are all there is.
  return hasSourceWith(id, "time", facts) || hasSourceWith(id, "knownAt", facts) ? null : { ...moment, clock: null };
}

export function distanceByKeys(
  on: readonly { readonly left: string; readonly right: string }[],
  left: NodeId,
  right: NodeId,
  facts: Facts,
): RowDistance {
  let best: RowDistance = "untimed";
  for (const pair of on) {
    const leftColumn = facts.lineage(left).get(pair.left);
    const rightColumn = facts.lineage(right).get(pair.right);
    const a = atRowTime(leftColumn, left, facts);
    const b = atRowTime(rightColumn, right, facts);
    if (a !== null && b !== null) {
      const found = distanceOf(a, b);
      if (typeof best === "string" || isNotAfter(plus(found.high, negate(best.high)))) best = found;
    } else if (best === "untimed" && rightColumn !== undefined && (b !== null || saysWhen(rightColumn))) {
      best = "unknown";
    }
  }
  return best;
}

const saysWhen = ({ uses }: ColumnLineage): boolean => uses.some(({ base }) => base?.roles.time !== undefined);

/** Whether some source on the way has a column of this role, also where later steps drop that column. */
export function hasSourceWith(id: NodeId, role: "time" | "knownAt", facts: Facts): boolean {
  const node = facts.node(id);
  if (node.kind === "source") return node.schema.columns.some(({ roles }) => roles[role] !== undefined);
  return inputsOf(node).some((input) => hasSourceWith(input, role, facts));
}
