// The distance that labels demand between training and judged origins. The plan cuts with the same numbers.
import type { Duration } from "../../specs/data-type.ts";
import type { Amount } from "../../specs/parameter.ts";
import type { SplitTerm, TypedTask } from "../types/typed.ts";
import { separationOf } from "./analysis/claim.ts";
import { DAY, type Offset, ofDuration, ofSteps, plus, upperMilliseconds } from "./analysis/offset.ts";

const NO_TIME: Duration = { months: 0, milliseconds: 0 };

/**
 * The smallest legal gap: time strictly between the last training and the first judged origin. With a regular step
 * `H + d - 1` steps (H horizon, d label delay), else `H + d`; null when none is needed, because the claim is not about the
 * future or the label is known at once. From "a + H + d <= b" for the last training origin a and the first judged one b.
 */
export function requiredGap(task: TypedTask, split: SplitTerm): Amount | null {
  if (!isAboutFuture(task) || task.time === null) return null;
  // Rows cut without regard to time have no last training origin; that split is an error of its own.
  if (separationOf(split, task).order === "rows") return null;
  const { every } = task.time;
  const delay = task.labelDelay ?? NO_TIME;
  if (every !== null) {
    const steps = (task.horizonRows ?? 0) + stepsOf(delay, every) - 1;
    return steps > 0 ? { rows: steps } : null;
  }
  const whole = plus(horizonOf(task), ofDuration(delay));
  const { months, milliseconds, rows } = whole;
  if (rows > 0 && months === 0 && milliseconds === 0) return { rows };
  return months === 0 && milliseconds === 0 ? null : { duration: { months, milliseconds } };
}

export const isAboutFuture = (task: TypedTask): boolean => task.claim.parts.some(({ kind }) => kind === "future");

/** How far ahead labels lie. */
export function horizonOf(task: TypedTask): Offset {
  if (task.horizonRows !== null) return ofSteps(task.horizonRows, task.time?.every ?? null);
  const json = task.horizon?.value.kind === "json" ? task.horizon.value.json : null;
  if (typeof json === "number") return ofSteps(json, task.time?.every ?? null);
  const duration = json as Partial<Duration> | null;
  return ofDuration({ months: duration?.months ?? 0, milliseconds: duration?.milliseconds ?? 0 });
}

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
