// `join` and `join_as_of`: keys, times, and what the columns of the right table keep of their roles.
import { type Column, findColumn, type Roles, type Schema } from "../../../specs/data-type.ts";
import type { Expr } from "../../syntax/ast.ts";
import type { TypeContext } from "../context.ts";
import { params } from "../param.diagnostics.ts";
import { printType } from "../print-type.ts";
import { tables } from "../table.diagnostics.ts";
import type { TableTerm, TypedStep } from "../typed.ts";
import { isMoment, unifyTypes } from "../unify.ts";
import { openOf, reportUnknownColumn } from "./column-scope.ts";
import { renameColumns, type Stepped, stepBase } from "./column-steps.ts";
import { type BoundStep, durationOf, type StepCall, wordOf } from "./step-arguments.ts";
import { isUniqueBy } from "./unique-key.ts";

interface Key {
  readonly left: string;
  readonly right: string;
}

export const JOIN_FORM = {
  text: "join(table, on: key, how: left, within: 7d)",
  block: false,
};

export const AS_OF_FORM = {
  text: "join_as_of(table, on: key, time: column, within: 7d, direction: backward, strict: false)",
  block: false,
};

export function elaborateJoin(
  call: StepCall,
  bound: BoundStep,
  left: Schema,
  right: TableTerm,
  context: TypeContext,
): Stepped | null {
  const on = keysOf(bound, left, right.schema, context);
  const how = wordOf(bound, "how", ["left", "inner"], context);
  const within = durationOf(bound, "within", context);
  if (on === null || how === null || within === undefined) return null;
  // Without a time on both sides the limit is the author's word.
  const time = within === null ? null : markedTimes(left, right.schema);
  const added = addColumns(
    call,
    left,
    right.schema,
    on.map((key) => key.right),
    how === "left",
    context,
  );
  if (added === null) return null;
  const rightUnique = isUniqueBy(
    right,
    on.map((key) => key.right),
    context,
  );
  const { columns, schema } = added;
  const step: TypedStep = { kind: "join", ...stepBase(call), right, on, how, within, time, columns, rightUnique };
  return { step, schema };
}

export function elaborateAsOfJoin(
  call: StepCall,
  bound: BoundStep,
  left: Schema,
  right: TableTerm,
  context: TypeContext,
): Stepped | null {
  const on = keysOf(bound, left, right.schema, context);
  const time = timesOf(call, bound, left, right.schema, context);
  const direction = wordOf(bound, "direction", ["backward", "forward", "nearest"], context);
  const strictness = bound.first("strict");
  if (strictness !== null && strictness.kind !== "bool")
    return bound.fail(strictness.span, "takes `true` or `false` as `strict`", "write `strict: true`");
  const strict = strictness?.kind === "bool" && strictness.value;
  const within = durationOf(bound, "within", context);
  if (on === null || time === null || direction === null || within === undefined) return null;
  const dropped = [...on.map((key) => key.right), ...(time.left === time.right ? [time.right] : [])];
  const added = addColumns(call, left, right.schema, dropped, true, context);
  if (added === null) return null;
  const { columns, schema } = added;
  const event = eventOf(right.schema, time.right, bound.first("time") !== null || direction !== "backward");
  const how = { direction, strict, within, event };
  return { step: { kind: "join_as_of", ...stepBase(call), right, on, time, ...how, columns }, schema };
}

/**
 * A table with both `@time` and `@known_at` is bitemporal: of what was known at the left row's time the latest event counts,
 * in its latest version. Who names a time compares that one only.
 */
function eventOf(right: Schema, time: string, chosen: boolean): string | null {
  const stamp = findColumn(right, time);
  const event = right.columns.find(({ name, roles }) => roles.time !== undefined && name !== time);
  return chosen || stamp?.roles.knownAt !== true ? null : (event?.name ?? null);
}

/** `on: key`, `on: [a, b]`, or `on: [store == shop_id]` where the names differ. */
function keysOf(bound: BoundStep, left: Schema, right: Schema, context: TypeContext): readonly Key[] | null {
  const keys: Key[] = [];
  let broken = false;
  const addKey = (expr: Expr): void => {
    const pair = pairOf(expr);
    if (pair === null) {
      broken = true;
      if (expr.kind !== "invalid")
        bound.fail(expr.span, "takes columns as `on`", "write `key`, or `left_key == right_key`");
      return;
    }
    const [a, b] = [findColumn(left, pair.left.name), findColumn(right, pair.right.name)];
    if (a === undefined) reportUnknownColumn(pair.left.name, pair.left.span, left, context);
    if (b === undefined) reportUnknownColumn(pair.right.name, pair.right.span, right, context);
    if (a === undefined || b === undefined) {
      broken = true;
      return;
    }
    if (unifyTypes([a.type, b.type]) === null) {
      broken = true;
      const types = { leftType: printType(a.type), rightType: printType(b.type) };
      context.report(tables["join-key"](expr.span, { left: a.name, right: b.name, ...types }));
    } else if (keys.some((key) => key.left === a.name && key.right === b.name)) {
      broken = true;
      context.report(params["repeated-column"](expr.span, { column: a.name }));
    } else keys.push({ left: a.name, right: b.name });
  };
  const given = bound.first("on");
  if (given !== null) for (const expr of given.kind === "list" ? given.items : [given]) addKey(expr);
  return broken ? null : keys;
}

function pairOf(expr: Expr) {
  if (expr.kind === "identifier") return { left: expr, right: expr };
  if (expr.kind !== "binary" || expr.operator !== "==") return null;
  if (expr.left.kind !== "identifier" || expr.right.kind !== "identifier") return null;
  return { left: expr.left, right: expr.right };
}

/** By default the left `@time` against the right `@known_at`, else `@time`: what was known when the left row happened. */
function timesOf(call: StepCall, bound: BoundStep, left: Schema, right: Schema, context: TypeContext): Key | null {
  const given = bound.first("time");
  const pair = given === null ? null : pairOf(given);
  if (given !== null && pair === null) {
    if (given.kind === "invalid") return null;
    return bound.fail(given.span, "takes a column as `time`", "write `column`, or `left_time == right_time`");
  }
  // `time: issued` may name a column of the right table only.
  const leftName =
    pair !== null && (pair.left !== pair.right || findColumn(left, pair.left.name)) ? pair.left.name : timeName(left);
  const rightName = pair?.right.name ?? knownName(right);
  const span = given?.span ?? call.span;
  for (const [name, schema, side] of [
    [leftName, left, "left"],
    [rightName, right, "right"],
  ] as const) {
    const column = name === undefined ? undefined : findColumn(schema, name);
    if (column !== undefined && isMoment(column.type.kind)) continue;
    if (name !== undefined && column === undefined) reportUnknownColumn(name, span, schema, context);
    else context.report(tables["join-time"](span, { side }));
    return null;
  }
  return leftName === undefined || rightName === undefined ? null : { left: leftName, right: rightName };
}

const timeName = ({ columns }: Schema): string | undefined => columns.find(({ roles }) => roles.time)?.name;

/** When a right row counts as known: its stamp, else its time. */
const knownName = (right: Schema): string | undefined =>
  right.columns.find(({ roles }) => roles.knownAt)?.name ?? timeName(right);

function markedTimes(left: Schema, right: Schema): Key | null {
  const [own, known] = [timeName(left), knownName(right)];
  return own === undefined || known === undefined ? null : { left: own, right: known };
}

/** A right column whose name is taken gets `_right` behind it. */
function addColumns(
  call: StepCall,
  left: Schema,
  right: Schema,
  dropped: readonly string[],
  nullable: boolean,
  context: TypeContext,
): { readonly columns: readonly { from: string; to: string }[]; readonly schema: Schema } | null {
  const names = new Map<string, string>();
  const taken = new Set(left.columns.map(({ name }) => name));
  const kept = right.columns.filter(({ name }) => !dropped.includes(name));
  for (const { name } of kept) {
    const to = taken.has(name) ? `${name}_right` : name;
    if (taken.has(to)) {
      context.report(tables["duplicate-column"](call.span, { name: to }));
      return null;
    }
    taken.add(to);
    names.set(name, to);
  }
  const renamed = renameColumns({ columns: kept }, names).columns.map(
    ({ name, type, roles }): Column => ({
      name,
      type: nullable ? { ...type, nullable: true } : type,
      roles: withoutStructure(roles),
    }),
  );
  const columns = kept.map(({ name }) => ({ from: name, to: names.get(name) ?? name }));
  return { columns, schema: { ...left, ...openOf(right), columns: [...left.columns, ...renamed] } };
}

/** The rows are those of the left table, so the right one cannot say what identifies, groups or orders them. */
function withoutStructure(roles: Roles): Roles {
  const { time: _time, series: _series, entity: _entity, group: _group, id: _id, weight: _weight, ...kept } = roles;
  return kept;
}
