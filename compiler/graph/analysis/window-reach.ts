// How far a call of a function reaches along the rows: the amounts that its reach rule names.
import type { Duration } from "../../../specs/data-type.ts";
import type { TypedExpression } from "../../types/typed.ts";
import { ALWAYS_BEFORE, FOREVER_AFTER, HERE, negate, type Offset, ofDuration, ofSteps, times } from "./offset.ts";

type Call = Extract<TypedExpression, { kind: "call" }>;

function literalOf(call: Call, parameter: string) {
  const index = call.function.arguments.findIndex((argument) => argument.name === parameter);
  const argument = call.args[index];
  return argument?.kind === "literal" ? argument.literal : undefined;
}

export function isTrue(call: Call, parameter: string): boolean {
  const literal = literalOf(call, parameter);
  return literal?.kind === "bool" && literal.value;
}

/** A number of rows, a duration, or a list of either; the declared default when the argument is absent. */
export function stepsOf(call: Call, parameter: string, every: Duration | null): readonly Offset[] {
  const literal = literalOf(call, parameter);
  if (literal === undefined || literal.kind === "null") {
    const fallback = call.function.arguments.find((argument) => argument.name === parameter)?.default;
    return [ofSteps(typeof fallback === "number" ? fallback : 1, every)];
  }
  const items = literal.kind === "list" ? literal.items : [literal];
  return items.flatMap((item) => {
    if (item.kind === "int" || item.kind === "float") return [ofSteps(item.value, every)];
    return item.kind === "duration" ? [ofDuration(item)] : [];
  });
}

/**
 * A centred window of w rows reads ⌊w/2⌋ rows after the current one, of duration w half of it; a trailing one of w rows
 * reads w - 1 rows back, of duration w less than w.
 */
export function windowOf(
  call: Call,
  parameter: string,
  every: Duration | null,
  centred: boolean,
): { readonly back: Offset; readonly ahead: Offset } {
  const literal = literalOf(call, parameter);
  if (literal?.kind === "int" || literal?.kind === "float") {
    const half = Math.floor(literal.value / 2);
    return {
      back: ofSteps(centred ? half : Math.max(0, literal.value - 1), every),
      ahead: centred ? ofSteps(half, every) : HERE,
    };
  }
  if (literal?.kind === "duration") {
    const whole = ofDuration(literal);
    const half = times(whole, 0.5);
    // With a regular step the row that is a whole window back no longer belongs to it.
    return { back: centred ? half : whole, ahead: centred ? half : HERE };
  }
  return { back: negate(ALWAYS_BEFORE), ahead: centred ? FOREVER_AFTER : HERE };
}
