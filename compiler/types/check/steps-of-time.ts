// Horizons and look-backs in rows. A regular step makes them durations; without a time column they are numbers of rows.
import type { Duration } from "../../../specs/data-type.ts";
import type { Over } from "../../../specs/expression.ts";
import type { Json } from "../../../specs/json.ts";
import type { TypeContext } from "../context.ts";
import { declarations } from "../declaration.diagnostics.ts";
import { params as messages } from "../param.diagnostics.ts";
import { printDuration } from "../print-type.ts";
import type { Argument } from "../typed.ts";
import { types } from "../types.diagnostics.ts";
import { isMultiple } from "./constant-argument.ts";

export interface TimeOfTask {
  readonly column: string;
  readonly every: Over["every"];
  readonly zone?: string;
}

/** `rows` is null for a duration on an irregular time. Null after a message. */
export function inRows(
  name: string,
  component: string,
  argument: Argument,
  time: TimeOfTask | null,
  context: TypeContext,
): { readonly rows: number | null } | null {
  const json = argument.value.kind === "json" ? argument.value.json : null;
  const what = `\`${name}\` of \`${component}\``;
  const mismatch = (found: string, expected: string, hint: string): null => {
    context.report(types["unit-mismatch"](argument.span, { what, found, expected, hint }));
    return null;
  };
  const notPositive = (found: string): null => {
    const range = time?.every ? `at least ${printDuration(time.every)}` : "at least 1";
    const doc = `\`${name}\` counts steps of the time, and there is no step of length 0`;
    context.report(messages["out-of-range"](argument.span, { name, component, doc, range, found: `\`${found}\`` }));
    return null;
  };
  if (typeof json === "number") {
    if (json < 1) return notPositive(String(json));
    if (time === null || time.every === null) return { rows: json };
    const { months, milliseconds } = time.every;
    const meant = printDuration({ months: months * json, milliseconds: milliseconds * json });
    const expected = `a duration (steps of \`${time.column}\` are ${printDuration(time.every)})`;
    return mismatch("a bare number", expected, `write \`${meant}\` for ${json} steps`);
  }
  const duration = asDuration(json);
  if (duration === null) return { rows: null };
  if (time === null)
    return mismatch("a duration", "a number of rows", "mark the event time with `@time`, or count rows");
  if (duration.months + duration.milliseconds <= 0) return notPositive(printDuration(duration));
  if (time.every === null) return { rows: null };
  if (isMultiple(duration, time.every)) {
    const { months, milliseconds } = time.every;
    return { rows: months > 0 ? duration.months / months : duration.milliseconds / milliseconds };
  }
  const texts = { duration: printDuration(duration), step: printDuration(time.every) };
  const mixed = duration.months > 0 !== time.every.months > 0;
  context.report(
    mixed
      ? declarations["calendar-step"](argument.span, { name, ...texts })
      : types["not-a-multiple"](argument.span, texts),
  );
  return null;
}

export function asDuration(json: Json): Duration | null {
  if (json === null || typeof json !== "object" || !("months" in json) || !("milliseconds" in json)) return null;
  const { months, milliseconds } = json;
  return typeof months === "number" && typeof milliseconds === "number" ? { months, milliseconds } : null;
}
