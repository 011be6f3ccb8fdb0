// One way in which rows have shaped a value.
import type { RelatedPlace, Span } from "../../../specs/diagnostic.ts";
import type { Choice, NodeId } from "../graph.ts";
import type { RowSet } from "./rows.ts";

export type Manner = "model-fit" | "transform-fit" | "statistic" | Exclude<Choice, "combination">;

export interface Influence {
  readonly rows: RowSet;
  readonly manner: Manner;
  /** Where the rows entered: the primary place of a finding. */
  readonly span: Span;
  /** The node that looked at the rows. */
  readonly node: NodeId;
  /** From the place where the rows entered to the value. */
  readonly trail: readonly RelatedPlace[];
}
