// The calendar in a graph: moments in milliseconds since 1970, in UTC, shape [N]. Doubles hold whole days and months exactly, and a
// missing moment stays missing. Years are counted from March, so that the odd day stands at their end (Hinnant, 2013,
// "chrono-compatible low-level date algorithms").
import type { Duration } from "../../specs/data-type.ts";
import type { Graph, Tensor } from "./graph.ts";

const DAY = 86_400_000;
/** From the first of March of the year 0 to 1970. */
const DAYS_TO_1970 = 719_468;
/** Days of 400 years, after which the calendar repeats. */
const CYCLE = 146_097;

/** Whole months since January of the year 0. */
export function monthsOf(graph: Graph, time: Tensor): Tensor {
  return arithmetic(graph).add(monthOf(graph, daysOf(graph, time)), 2);
}

/** `count` durations later: months keep the day, or take the last one of a shorter month, as in `calendar-time.ts`. */
export function addDuration(graph: Graph, time: Tensor, { months, milliseconds }: Duration, count: number): Tensor {
  const { add, subtract, multiply } = arithmetic(graph);
  const exact = add(time, count * milliseconds);
  if (months === 0) return exact;
  const days = daysOf(graph, exact);
  const midnight = multiply(add(days, -DAYS_TO_1970), DAY);
  const month = monthOf(graph, days);
  const there = add(month, count * months);
  const first = firstDay(graph, there);
  const last = add(firstDay(graph, add(there, 1)), -1);
  const kept = graph.apply("Min", [add(first, subtract(days, firstDay(graph, month))), last]);
  return add(multiply(add(kept, -DAYS_TO_1970), DAY), subtract(exact, midnight));
}

/** Days since the first of March of the year 0. */
function daysOf(graph: Graph, time: Tensor): Tensor {
  const { add, whole } = arithmetic(graph);
  return add(whole(time, DAY), DAYS_TO_1970);
}

/** Months since March of the year 0. */
function monthOf(graph: Graph, days: Tensor): Tensor {
  const { add, subtract, multiply, whole } = arithmetic(graph);
  const cycle = whole(days, CYCLE);
  const day = subtract(days, multiply(cycle, CYCLE));
  const leapDays = subtract(add(whole(day, CYCLE - 1), whole(day, 1460)), whole(day, 36_524));
  const year = whole(subtract(day, leapDays), 365);
  const before = add(multiply(year, 365), subtract(whole(year, 4), whole(year, 100)));
  const month = whole(add(multiply(subtract(day, before), 5), 2), 153);
  return add(multiply(add(multiply(cycle, 400), year), 12), month);
}

/** Days from the first of March of the year 0 to the first of a month. */
function firstDay(graph: Graph, month: Tensor): Tensor {
  const { add, subtract, multiply, whole } = arithmetic(graph);
  const year = whole(month, 12);
  const leapDays = add(subtract(whole(year, 4), whole(year, 100)), whole(year, 400));
  const ofYear = whole(add(multiply(subtract(month, multiply(year, 12)), 153), 2), 5);
  return add(add(multiply(year, 365), leapDays), ofYear);
}

function arithmetic(graph: Graph) {
  const two =
    (operator: string) =>
    (a: Tensor, b: Tensor | number): Tensor =>
      graph.apply(operator, [a, typeof b === "number" ? graph.number(b) : b]);
  const divide = two("Div");
  return {
    add: two("Add"),
    subtract: two("Sub"),
    multiply: two("Mul"),
    /** Rounded down. */
    whole: (a: Tensor, b: number): Tensor => graph.apply("Floor", [divide(a, b)]),
  };
}
