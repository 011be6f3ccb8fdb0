// Contract: the moments of a plan: what was known at `--as-of`, and when its sinks are run.
import type { Duration } from "./data-type.ts";

/** What of a source was known at a moment, by the roles of its columns. */
export interface KnownRows {
  /** ISO 8601, UTC. */
  readonly asOf: string;
  /** The moment from which a row is known; null keeps all rows (what is known ahead, and sources without a time). */
  readonly since: string | null;
  /** Values that are known only later than their row: `column` at `from` + `delay`. */
  readonly later: readonly { readonly column: string; readonly from: string; readonly delay: Duration }[];
}

export interface PlanSchedule {
  readonly name: string;
  readonly every: Duration;
  /** Names of declarations. */
  readonly sinks: readonly string[];
  /** How long before its moment a run looks, or one fixed moment; null for the moment itself. */
  readonly asOf: Duration | string | null;
  /** The first moment that is made up for. */
  readonly from: string | null;
}
