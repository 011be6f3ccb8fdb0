// The distance that labels demand between training and judged origins. The plan cuts with the same numbers.
import type { Duration } from "../../specs/data-type.ts";
import type { Amount } from "../../specs/parameter.ts";
import type { SplitTerm, TypedTask } from "../types/typed.ts";
import { separationOf } from "./analysis/claim.ts";
import type { Facts } from "./analysis/facts.ts";
import { horizonOf } from "./analysis/horizon.ts";
import {
  DAY,
  HERE,
  isInfinite,
  later,
  type Offset,
  ofDuration,
  ofSteps,
  plus,
  upperMilliseconds,
} from "./analysis/offset.ts";
import { delayOf, isKnownAhead } from "./analysis/task-columns.ts";

/**
 * The smallest legal gap: time strictly between the last training and the first judged origin. With a regular step
 * `H + d - 1` steps (H how far labels reach ahead, d label delay), else `H + d`; null when none is needed, because the claim
 * is not about the future or the label is known at once. From "a + H + d <= b" for the last training origin a and the first
 * judged one b. A label that never becomes known, or only after rows and time together, has no gap of this form; the check
 * of gaps refuses it, so no plan is made with the null.
 */
export function requiredGap(task: TypedTask, split: SplitTerm, facts: Facts): Amount | null {
  const lag = neededLag(task, split, facts);
  if (lag === null || isInfinite(lag)) return null;
  const { months, milliseconds, rows } = lag;
  const every = task.time?.every ?? null;
  if (every !== null) {
    const steps = rows + stepsOf({ months, milliseconds }, every) - 1;
    return steps > 0 ? { rows: steps } : null;
  }
  if (months !== 0 || milliseconds !== 0) return rows > 0 ? null : { duration: { months, milliseconds } };
  return rows > 0 ? { rows } : null;
}

/** H + d: how long after its origin a label is known; null where no gap applies. */
export function neededLag(task: TypedTask, split: SplitTerm, facts: Facts): Offset | null {
  if (!isAboutFuture(task) || task.time === null) return null;
  // Rows cut without regard to time have no last training origin; that split is an error of its own.
  if (separationOf(split, task).order === "rows") return null;
  return plus(horizonOf(task), labelReach(task, facts));
}

/**
 * When a label is known, seen from its row: five days after it for `lead(close, 5) / close` of daily rows, and later by the
 * delay of what it is made from, whatever the label is called by then.
 */
function labelReach(task: TypedTask, facts: Facts): Offset {
  const node = facts.node(task.id);
  if (node.kind !== "task") return HERE;
  const uses = facts.lineage(node.input).get(task.target)?.uses ?? [];
  const known = uses
    .filter((use) => !isKnownAhead(use))
    .map((use) => (isInfinite(use.high) ? use.high : plus(use.high, delayOf(use, task))));
  return known.reduce(later, HERE);
}

export const isAboutFuture = (task: TypedTask): boolean => task.claim.parts.some(({ kind }) => kind === "future");

/** Whole steps that cover a duration; months against days count conservatively. */
export function stepsOf(duration: Duration, every: Duration): number {
  if (every.months > 0 && every.milliseconds === 0 && duration.milliseconds === 0)
    return Math.ceil(duration.months / every.months);
  const step = every.months * 28 * DAY + every.milliseconds;
  return step === 0 ? 0 : Math.ceil(upperMilliseconds(ofDuration(duration)) / step);
}

/** An amount of gap as an offset; null for a percentage or a date, whose length only the data tell. */
export function amountOffset(amount: Amount, every: Duration | null): Offset | null {
  if ("rows" in amount) return ofSteps(amount.rows, every);
  if ("duration" in amount) return ofDuration(amount.duration);
  return null;
}
