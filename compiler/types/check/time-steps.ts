// Steps along the time, inside each series: `resample`, `fill_gaps`, `windows`.
import { type Column, type Duration, findColumn, type Schema } from "../../../specs/data-type.ts";
import type { Json } from "../../../specs/json.ts";
import type { TypeContext } from "../context.ts";
import { params } from "../param.diagnostics.ts";
import { printDuration } from "../print-type.ts";
import { tables } from "../table.diagnostics.ts";
import type { ComponentCall, DerivedColumn } from "../typed.ts";
import { types } from "../types.diagnostics.ts";
import { type ColumnScope, overOf, zoneOf } from "./column-scope.ts";
import { elaborateDerivedEntry, type Stepped, stepBase } from "./column-steps.ts";
import { isMultiple } from "./constant-argument.ts";
import { declaredCall, isDuration, jsonOf, orderOf, positiveDuration } from "./declared-step.ts";
import type { StepCall } from "./step-arguments.ts";

const DAY = 86_400_000;

/** The time and the keys of the series keep their roles; the others are new, and every series has the new step. */
export function elaborateResample(call: StepCall, schema: Schema, context: TypeContext): Stepped | null {
  const text = "resample(every: 1d, label: right) { name = mean(column) }";
  const declared = declaredCall(call, { text, block: true }, schema, context);
  const order = orderOf(call, schema, context);
  const every = declared === null ? null : positiveDuration(declared, "every", context);
  if (declared === null || order === null || every === null || call.block === null) return null;
  const time = findColumn(schema, order.order);
  if (time?.type.kind === "date" && every.months === 0 && every.milliseconds % DAY !== 0) {
    const holes = { what: "`every`", found: printDuration(every), expected: "whole days, months or years" };
    const hint = "a date has no time of day; use `1d` or more";
    context.report(types["unit-mismatch"](declared.args.every?.span ?? call.span, { ...holes, hint }));
    return null;
  }
  const keys = [...order.partition, order.order];
  const scope: ColumnScope = { schema, over: overOf(schema), per: "groups", by: keys };
  const columns: DerivedColumn[] = [];
  for (const entry of call.block.entries)
    for (const column of elaborateDerivedEntry(entry, scope, call, text, context)) {
      if (keys.includes(column.name) || columns.some(({ name }) => name === column.name))
        context.report(tables["duplicate-column"](column.nameSpan, { name: column.name }));
      else columns.push(column);
    }
  const kept = schema.columns.filter(({ name }) => keys.includes(name)).map((column) => withStep(column, every));
  const made = columns.map(({ name, expression }): Column => ({ name, type: expression.type, roles: {} }));
  const label = jsonOf(declared, "label") === "left" ? "left" : "right";
  const along = { call: declared, by: order.partition, time: order.order, zone: zoneOf(schema) };
  return {
    step: { kind: "resample", ...stepBase(call), ...along, every, label, columns },
    schema: { columns: [...kept, ...made] },
  };
}

const times = ({ months, milliseconds }: Duration, count: number): Duration => ({
  months: months * count,
  milliseconds: milliseconds * count,
});

const withStep = (column: Column, every: Duration): Column =>
  column.roles.time === undefined
    ? column
    : { ...column, roles: { ...column.roles, time: { ...column.roles.time, every } } };

export function elaborateFillGaps(call: StepCall, schema: Schema, context: TypeContext): Stepped | null {
  const declared = declaredCall(call, { text: "fill_gaps()", block: false }, schema, context);
  const order = orderOf(call, schema, context);
  if (declared === null || order === null) return null;
  const { every } = order;
  if (every === null) {
    context.report(tables["no-regular-step"](call.name.span, { step: call.name.name, column: order.order }));
    return null;
  }
  const keys = [...order.partition, order.order];
  const columns = schema.columns.map((column) =>
    keys.includes(column.name) ? column : { ...column, type: { ...column.type, nullable: true } },
  );
  const along = { call: declared, by: order.partition, time: order.order, zone: zoneOf(schema) };
  return { step: { kind: "fill_gaps", ...stepBase(call), ...along, every }, schema: { ...schema, columns } };
}

export function elaborateWindows(call: StepCall, schema: Schema, context: TypeContext): Stepped | null {
  const text = "windows(length: 24, stride: 1, keep: [label])";
  const declared = declaredCall(call, { text, block: false }, schema, context);
  const order = orderOf(call, schema, context);
  if (declared === null || order === null) return null;
  const length = lengthOf(declared, order, context);
  if (length === null) return null;
  const stride = jsonOf(declared, "stride");
  const keep = namesOf(jsonOf(declared, "keep"));
  const isTensor = (column: Column): boolean => {
    const { time, target, series, entity, id, weight, group, knownAt } = column.roles;
    const keepsLast = [time, target, series, entity, id, weight, group, knownAt].some((role) => role !== undefined);
    return !keepsLast && !keep.includes(column.name) && ["int", "float", "bool"].includes(column.type.kind);
  };
  const strides = typeof stride === "number" ? stride : 1;
  const every = order.every === null ? null : times(order.every, strides);
  const columns = schema.columns.map((column) => {
    if (isTensor(column)) return { ...column, type: { ...column.type, shape: [length, ...column.type.shape] } };
    return every === null ? column : withStep(column, every);
  });
  const tensors = schema.columns.filter(isTensor).map(({ name }) => name);
  const along = { call: declared, by: order.partition, time: order.order, zone: zoneOf(schema) };
  const step = { kind: "windows", ...stepBase(call), ...along, length, tensors } as const;
  return { step: { ...step, stride: strides }, schema: { ...schema, columns } };
}

const namesOf = (json: Json): readonly string[] =>
  Array.isArray(json) ? json.filter((name) => typeof name === "string") : [];

/** In rows. A duration needs a regular step and holds a whole number of them. */
function lengthOf(
  call: ComponentCall,
  { every, order: time }: ReturnType<typeof orderOf> & object,
  context: TypeContext,
): number | null {
  const json = jsonOf(call, "length");
  const span = call.args.length?.span ?? call.span;
  const fail = (found: string): null => {
    const holes = { name: "length", component: call.component, range: "at least one row", found };
    context.report(params["out-of-range"](span, { ...holes, doc: "a window has rows" }));
    return null;
  };
  if (typeof json === "number") return json >= 1 && Number.isInteger(json) ? json : fail(String(json));
  if (!isDuration(json)) return null;
  if (every === null) {
    context.report(types["no-step"](span, { function: call.component, duration: printDuration(json), time }));
    return null;
  }
  if (!isMultiple(json, every)) {
    context.report(types["not-a-multiple"](span, { duration: printDuration(json), step: printDuration(every) }));
    return null;
  }
  const rows = every.months > 0 ? json.months / every.months : json.milliseconds / every.milliseconds;
  return rows >= 1 ? rows : fail(printDuration(json));
}
