// Columns that hold a moment at a known distance from their row: the time itself, `day - 7d`, the start of the row's bin,
// the time of an earlier row. Rows that are joined by such columns stand at a known distance from each other, too.
import type { Duration } from "../../../specs/data-type.ts";
import { assertNever } from "../../base/invariant.ts";
import type { TypedExpression } from "../../types/typed.ts";
import type { Moment, TableLineage } from "./lineage.ts";
import {
  ALWAYS_BEFORE,
  DAY,
  earlier,
  FOREVER_AFTER,
  HERE,
  later,
  negate,
  type Offset,
  ofDuration,
  plus,
} from "./offset.ts";
import { stepsOf } from "./window-reach.ts";

type Call = Extract<TypedExpression, { kind: "call" }>;

export const AT_ROW: Moment = { clock: null, low: HERE, high: HERE, bin: false };

export const moveMoment = (moment: Moment | null, low: Offset, high: Offset): Moment | null =>
  moment === null ? null : { ...moment, low: plus(moment.low, low), high: plus(moment.high, high) };

/** Holds whichever of the moments a row has; null where they go by different clocks. */
export function hullOf(moments: readonly (Moment | null)[]): Moment | null {
  const [first, ...rest] = moments;
  if (first === undefined || first === null) return null;
  return rest.reduce<Moment | null>((hull, next) => {
    if (hull === null || next === null || next.clock !== hull.clock) return null;
    const [low, high] = [lowest(hull.low, next.low), highest(hull.high, next.high)];
    return { clock: hull.clock, low, high, bin: hull.bin || next.bin };
  }, first);
}

const lowest = (a: Offset, b: Offset): Offset =>
  a.milliseconds === Number.NEGATIVE_INFINITY || b.milliseconds === Number.NEGATIVE_INFINITY
    ? ALWAYS_BEFORE
    : earlier(a, b);

const highest = (a: Offset, b: Offset): Offset =>
  a.milliseconds === Number.POSITIVE_INFINITY || b.milliseconds === Number.POSITIVE_INFINITY
    ? FOREVER_AFTER
    : later(a, b);

/** Null where nothing is known of the distance: what functions do to moments is declared, and silence is no proof. */
export function momentOf(expression: TypedExpression, table: TableLineage): Moment | null {
  switch (expression.kind) {
    case "literal":
      return null;
    case "column":
      return table.get(expression.name)?.moment ?? null;
    case "case": {
      const values = expression.branches.map(({ then }) => then);
      return hullOfValues(expression.otherwise === null ? values : [...values, expression.otherwise], table);
    }
    case "call":
      return momentOfCall(expression, table);
    default:
      return assertNever(expression);
  }
}

/** A missing value joins nothing. */
const hullOfValues = (values: readonly TypedExpression[], table: TableLineage): Moment | null =>
  hullOf(values.filter((value) => !isNull(value)).map((value) => momentOf(value, table)));

const isNull = (value: TypedExpression): boolean => value.kind === "literal" && value.literal.kind === "null";

function momentOfCall(call: Call, table: TableLineage): Moment | null {
  const { moment, picks, reach } = call.function;
  if (picks === true) return hullOfValues(call.args.filter(isMomentTyped), table);
  const every = call.over?.every ?? null;
  const [first] = call.args;
  if (first === undefined) return null;
  // A row may be missing between two others, so that the earlier one is earlier still.
  if (reach.kind === "lag" || reach.kind === "lead") {
    const own = momentOf(first, table);
    const [by, ...others] = stepsOf(call, reach.by, every);
    if (by === undefined || others.length > 0) return null;
    const ahead = reach.kind === "lead" ? by : negate(by);
    if (isBackward(ahead)) return moveMoment(own, ALWAYS_BEFORE, ahead);
    return moveMoment(own, ahead, FOREVER_AFTER);
  }
  if (moment === undefined) return null;
  if (moment === "sum" || moment === "difference") return shifted(call, moment, table);
  const width = durationOf(call.args[call.function.arguments.findIndex(({ name }) => name === moment.floor)]);
  const start = width === null ? null : moveMoment(momentOf(first, table), negate(ofDuration(width)), HERE);
  return start === null ? null : { ...start, bin: true };
}

const isBackward = ({ rows, months, milliseconds }: Offset): boolean => rows <= 0 && months <= 0 && milliseconds <= 0;

const isMomentTyped = ({ type }: TypedExpression): boolean => type.kind === "date" || type.kind === "timestamp";

function shifted(call: Call, way: "sum" | "difference", table: TableLineage): Moment | null {
  const [left, right] = call.args;
  if (left === undefined || right === undefined) return null;
  const [moment, by] = isMomentTyped(left) ? [left, right] : [right, left];
  const duration = durationOf(by);
  // Of two moments the difference is a duration, and of a duration and a moment there is none.
  if (duration === null || (way === "difference" && moment !== left)) return null;
  const offset = way === "sum" ? ofDuration(duration) : negate(ofDuration(duration));
  // Months keep the day or take the last one of the month: up to three days come to stand on one.
  const low = duration.months === 0 ? offset : plus(offset, { ...HERE, milliseconds: -3 * DAY });
  return moveMoment(momentOf(moment, table), low, offset);
}

/** A length of time that stands in the spec: a literal, or arithmetic on literals. */
function durationOf(expression: TypedExpression | undefined): Duration | null {
  if (expression?.kind === "literal") return expression.literal.kind === "duration" ? expression.literal : null;
  if (expression?.kind !== "call") return null;
  const [left, right] = expression.args;
  const scale = (duration: Duration | null, factor: number | null): Duration | null =>
    duration === null || factor === null
      ? null
      : { months: duration.months * factor, milliseconds: duration.milliseconds * factor };
  switch (expression.function.name) {
    case "neg":
      return scale(durationOf(left), -1);
    case "*":
      return scale(durationOf(left), numberOf(right)) ?? scale(durationOf(right), numberOf(left));
    case "+":
    case "-": {
      const [a, b] = [durationOf(left), scale(durationOf(right), expression.function.name === "+" ? 1 : -1)];
      if (a === null || b === null) return null;
      return { months: a.months + b.months, milliseconds: a.milliseconds + b.milliseconds };
    }
    default:
      return null;
  }
}

function numberOf(expression: TypedExpression | undefined): number | null {
  if (expression?.kind !== "literal") return null;
  const { literal } = expression;
  return literal.kind === "int" || literal.kind === "float" ? literal.value : null;
}
