// The rows that a declared reach allows a value to depend on, worked out by plain counting.
import type { FunctionArgument, ReachRule } from "../../specs/component.ts";
import type { Call } from "./function-calls.ts";
import { hourOf, LENGTH } from "./function-data.ts";

const HOUR = 3_600_000;

type Amount = { readonly rows: number } | { readonly hours: number };

function amountOf(call: Call, names: readonly FunctionArgument[], name: string): Amount {
  const argument = call.args[names.findIndex((candidate) => candidate.name === name)];
  if (argument?.kind !== "literal") throw new TypeError(`${call.function}: ${name} is no constant`);
  const { literal } = argument;
  if (literal.kind === "duration") return { hours: literal.milliseconds / HOUR };
  if (literal.kind === "int") return { rows: literal.value };
  // Left out: one step.
  return { rows: 1 };
}

const isTrue = (call: Call, names: readonly FunctionArgument[], name: string): boolean => {
  const argument = call.args[names.findIndex((candidate) => candidate.name === name)];
  return argument?.kind === "literal" && argument.literal.kind === "bool" && argument.literal.value;
};

/** `(row, other)`: may the value at `row` depend on the cells of `other`? Rows are numbered through all series. */
export function mayRead(
  reach: ReachRule,
  names: readonly FunctionArgument[],
  call: Call,
  regular: boolean,
): (row: number, other: number) => boolean {
  const positions = readPositions(reach, names, call, regular);
  return (row, other) =>
    Math.floor(row / LENGTH) === Math.floor(other / LENGTH) && positions(row % LENGTH, other % LENGTH);
}

function readPositions(
  reach: ReachRule,
  names: readonly FunctionArgument[],
  call: Call,
  regular: boolean,
): (at: number, other: number) => boolean {
  const hours = (at: number, other: number): number => hourOf(other, regular) - hourOf(at, regular);
  const isMoved = (at: number, other: number, amount: Amount, direction: 1 | -1): boolean =>
    "rows" in amount ? other - at === direction * amount.rows : hours(at, other) === direction * amount.hours;
  switch (reach.kind) {
    case "row":
      return (at, other) => at === other;
    case "lag":
      return (at, other) => isMoved(at, other, amountOf(call, names, reach.by), -1);
    case "lead":
      return (at, other) => isMoved(at, other, amountOf(call, names, reach.by), 1);
    case "difference":
      return (at, other) => at === other || isMoved(at, other, amountOf(call, names, reach.by), -1);
    case "trailing": {
      const amount = amountOf(call, names, reach.window);
      const centred = reach.center !== null && isTrue(call, names, reach.center);
      if ("hours" in amount) {
        const after = centred ? amount.hours / 2 : 0;
        const before = centred ? amount.hours / 2 : amount.hours;
        return (at, other) => hours(at, other) > -before && hours(at, other) <= after;
      }
      const after = centred ? Math.floor(amount.rows / 2) : 0;
      return (at, other) => other - at <= after && at - other < amount.rows - after;
    }
    case "prefix":
      return (at, other) => other <= at;
    // Unbounded ahead; `interpolate` reads the known neighbour before as well.
    case "suffix":
    case "table":
      return () => true;
    case "clock":
      return () => false;
    default:
      return reach satisfies never;
  }
}

const asksForMore = (call: Call, names: readonly FunctionArgument[]): boolean => {
  const argument = call.args[names.findIndex(({ name }) => name === "min_periods")];
  return argument?.kind === "literal" && argument.literal.kind === "int" && argument.literal.value > 2;
};

/** Whether the series holds everything that the value at a position would read. */
export function fitsInSeries(
  reach: ReachRule,
  names: readonly FunctionArgument[],
  call: Call,
  regular: boolean,
): (position: number) => boolean {
  const length = hourOf(LENGTH - 1, regular);
  switch (reach.kind) {
    case "lag":
    case "lead":
    case "difference": {
      const amount = amountOf(call, names, reach.by);
      const direction = reach.kind === "lead" ? 1 : -1;
      if ("rows" in amount) return (at) => at + direction * amount.rows >= 0 && at + direction * amount.rows < LENGTH;
      // In an irregular series there may be no row exactly that far away.
      return (at) =>
        Array.from({ length: LENGTH }, (_, other) => other).some(
          (other) => hourOf(other, regular) - hourOf(at, regular) === direction * amount.hours,
        );
    }
    case "trailing": {
      const amount = amountOf(call, names, reach.window);
      const centred = reach.center !== null && isTrue(call, names, reach.center);
      if ("rows" in amount) {
        const after = centred ? Math.floor(amount.rows / 2) : 0;
        return (at) => at >= amount.rows - 1 - after && at + after < LENGTH;
      }
      const before = centred ? amount.hours / 2 : amount.hours;
      const after = centred ? amount.hours / 2 : 0;
      // One row alone has no spread, and `min_periods` may ask for more rows than a window of time holds.
      if (asksForMore(call, names)) return () => false;
      return (at) => regular && hourOf(at, regular) - before + 1 >= 0 && hourOf(at, regular) + after <= length;
    }
    case "row":
    case "prefix":
    case "suffix":
    case "table":
    case "clock":
      return () => true;
    default:
      return reach satisfies never;
  }
}
