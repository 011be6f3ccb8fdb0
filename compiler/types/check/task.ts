// Tasks: what is predicted, from which columns, how far ahead.
import { type Column, findColumn, type Schema } from "../../../specs/data-type.ts";
import type { Span } from "../../../specs/diagnostic.ts";
import type { Json } from "../../../specs/json.ts";
import type { ClaimPart } from "../../../specs/plan.ts";
import type { Declaration, Expr } from "../../syntax/ast.ts";
import { callHead, elaborateArguments, elaborateCall } from "../arguments/call.ts";
import { takeArgument } from "../arguments/take.ts";
import type { TypeContext } from "../context.ts";
import { declarations } from "../declaration.diagnostics.ts";
import { params as messages } from "../param.diagnostics.ts";
import { printType } from "../print-type.ts";
import type { ComponentCall, TypedTask } from "../typed.ts";
import { elaborateClaim } from "./claim.ts";
import { expandColumns } from "./column-scope.ts";
import { baseOf, refuseParts } from "./declaration-parts.ts";
import { encodedKinds, UNENCODED } from "./encoders.ts";
import { inRows, type TimeOfTask } from "./steps-of-time.ts";
import { elaborateTable } from "./table.ts";
import { checkPositive, checkTarget } from "./target.ts";

export function elaborateTask(declaration: Declaration, context: TypeContext): TypedTask | null {
  const reason = "everything about a task stands in its call";
  refuseParts(declaration, { on: reason, block: reason }, context);
  const head = callHead(declaration.value);
  const declared = head === null ? null : context.registry.find("task", head.name.name);
  if (head === null || declared === null) {
    elaborateCall(declaration.value, ["task"], context);
    return null;
  }
  const from = takeArgument(head, declared, "from", context);
  const claim = takeArgument(from.rest, declared, "claim", context);
  if (from.arg === null) {
    const holes = {
      component: declared.name,
      name: "from",
      doc: "a task takes its rows from a table",
      example: "from: table",
    };
    context.report(messages.missing(head.name.span, holes));
    return null;
  }
  const table = elaborateTable(from.arg.value, context);
  if (table === null) return null;
  const { schema } = table;
  const call = elaborateArguments(claim.rest, declared, context, { schema }, new Set(["from", "claim"]));
  if (call === null) return null;
  const read = (name: string): Json => {
    const value = call.args[name]?.value;
    return value?.kind === "json" ? value.json : null;
  };
  const target = findColumn(schema, String(read("target")));
  const targetSpan = call.args.target?.span ?? head.name.span;
  if (target === undefined || !checkTarget(target, declared.kind, targetSpan, context)) return null;

  const time = timeOf(schema);
  const horizon = rowsOf(call, "horizon", time, context);
  const lookback = rowsOf(call, "lookback", time, context);
  const weight = weightOf(call, schema, context);
  const positive = checkPositive(call.args.positive ?? null, target, context);
  const parts = claim.arg === null ? null : elaborateClaim(claim.arg.value, schema, context);
  const features = featuresOf(call, schema, target, declared.kind === "forecast", head.name.span, declaration, context);
  if (horizon === null || lookback === null || weight === undefined || positive === undefined) return null;
  if ((claim.arg !== null && parts === null) || features === null) return null;
  const horizonArgument = call.args.horizon ?? null;
  const inTime = durationOf(horizon.rows, time);
  const known = stringList(read("known"));
  return {
    kind: "task",
    ...baseOf(declaration, context),
    of: declared.kind,
    table,
    target: target.name,
    targetSpan,
    features,
    known: known.map((column) => ({
      column,
      span: spanOfName(column, argExpr(claim.rest.args, "known"), schema) ?? targetSpan,
    })),
    time,
    series: schema.columns.filter(({ roles }) => roles.series === true).map(({ name }) => name),
    entity: entityOf(schema),
    group: schema.columns.find(({ roles }) => roles.group === true)?.name ?? null,
    weight,
    horizon:
      horizonArgument === null || !isGiven(horizonArgument.value)
        ? null
        : horizon.rows === null
          ? horizonArgument
          : { ...horizonArgument, value: { kind: "json", json: horizon.rows } },
    horizonRows: horizon.rows,
    lookbackRows: lookback.rows,
    labelDelay: target.roles.target?.delay ?? null,
    positive,
    quantiles: [...new Set(numberList(read("quantiles")))].sort((a, b) => a - b),
    claim: {
      parts: parts ?? defaultClaim(declared.kind === "forecast", time, inTime),
      span: claim.arg?.value.span ?? head.name.span,
      given: parts !== null,
    },
  };
}

const isGiven = (value: { readonly kind: string; readonly json?: Json }): boolean =>
  value.kind !== "json" || value.json !== null;

function timeOf(schema: Schema): TimeOfTask | null {
  const column = schema.columns.find(({ roles }) => roles.time !== undefined);
  return column === undefined ? null : { column: column.name, every: column.roles.time?.every ?? null };
}

function entityOf(schema: Schema): TypedTask["entity"] {
  const column = schema.columns.find(({ roles }) => roles.entity !== undefined);
  return column === undefined ? null : { column: column.name, unique: column.roles.entity?.unique ?? false };
}

function rowsOf(call: ComponentCall, name: string, time: TimeOfTask | null, context: TypeContext) {
  const argument = call.args[name];
  if (argument === undefined || !isGiven(argument.value)) return { rows: null };
  return inRows(name, call.component, argument, time, context);
}

function durationOf(rows: number | null, time: TimeOfTask | null) {
  if (rows === null || !time?.every) return null;
  return { months: time.every.months * rows, milliseconds: time.every.milliseconds * rows };
}

/** With a time the future, in a forecast as far as its horizon; else rows of the same kind. */
function defaultClaim(
  isForecast: boolean,
  time: TimeOfTask | null,
  horizon: ReturnType<typeof durationOf>,
): readonly ClaimPart[] {
  if (time === null) return [{ kind: "new_rows" }];
  return [{ kind: "future", horizon: isForecast ? horizon : null }];
}

/** The named column, else the `@weight` column; undefined after a message. */
function weightOf(call: ComponentCall, schema: Schema, context: TypeContext): string | null | undefined {
  const argument = call.args.weight;
  const json = argument?.value.kind === "json" ? argument.value.json : null;
  if (typeof json !== "string") return schema.columns.find(({ roles }) => roles.weight === true)?.name ?? null;
  const column = findColumn(schema, json);
  if (column !== undefined && (column.type.kind === "int" || column.type.kind === "float")) return json;
  if (column !== undefined && argument !== undefined)
    context.report(declarations["weight-type"](argument.span, { column: json, type: printType(column.type) }));
  return undefined;
}

// ---- features --------------------------------------------------------------------------------------------------------

/** Columns with these roles are no features unless named, and naming them is what the leakage checks are about. */
function isLeftOut({ roles }: Column): boolean {
  const { target, id, time, knownAt, weight, ignore, posthoc, group, entity } = roles;
  return [target, id, time, knownAt, weight, ignore, posthoc, group, entity].some((role) => role !== undefined);
}

function featuresOf(
  call: ComponentCall,
  schema: Schema,
  target: Column,
  isForecast: boolean,
  at: Span,
  declaration: Declaration,
  context: TypeContext,
): TypedTask["features"] | null {
  const argument = call.args.features;
  const encoded = encodedKinds(at, context);
  const isUsable = ({ type }: Column): boolean => !UNENCODED.has(type.kind) || encoded.has(type.kind);
  const json = argument?.value.kind === "json" ? argument.value.json : null;
  const task = declaration.name.name;
  if (argument?.given === true && json !== null) {
    const written = argExpr(callHead(declaration.value)?.args ?? [], "features");
    const features = stringList(json).map((column) => ({
      column,
      span: spanOfName(column, written, schema) ?? argument.span,
      given: true,
    }));
    let broken = false;
    for (const { column, span } of features) {
      const found = findColumn(schema, column);
      if (found === undefined || isUsable(found) || isLeftOut(found)) continue;
      broken = true;
      context.report(declarations["feature-type"](span, { column, type: printType(found.type) }));
    }
    if (features.length === 0) context.report(declarations["no-features"](argument.span, { task }));
    return broken || features.length === 0 ? null : features;
  }
  // The last observed value is the best known feature of a forecast, unless labels arrive late.
  const ownValue = isForecast && target.roles.target?.delay === undefined;
  const candidates = schema.columns.filter((column) => (column.name === target.name ? ownValue : !isLeftOut(column)));
  const unusable = candidates.filter((column) => !isUsable(column));
  if (unusable.length > 0) {
    const columns = unusable.map(({ name }) => `\`${name}\``).join(", ");
    const types = [...new Set(unusable.map(({ type }) => `\`${type.kind}\``))].join(", ");
    context.report(declarations["feature-left-out"](at, { columns, task, types }));
  }
  return candidates.filter(isUsable).map(({ name }) => ({ column: name, span: at, given: false }));
}

const argExpr = (
  args: readonly { readonly name: { readonly name: string } | null; readonly value: Expr }[],
  name: string,
) => args.find((arg) => arg.name?.name === name)?.value ?? null;

/** Where a column is named in a list, also through a range column. */
function spanOfName(column: string, expr: Expr | null, schema: Schema): Span | null {
  if (expr === null) return null;
  if (expr.kind === "paren") return spanOfName(column, expr.inner, schema);
  const items = expr.kind === "list" ? expr.items : [expr];
  const found = items.find(
    (item) => item.kind === "identifier" && expandColumns(item.name, schema).some(({ name }) => name === column),
  );
  return found?.span ?? null;
}

const stringList = (json: Json): readonly string[] =>
  isList(json) ? json.filter((item) => typeof item === "string") : [];

const numberList = (json: Json): readonly number[] =>
  isList(json) ? json.filter((item) => typeof item === "number") : [];

const isList = (json: Json): json is readonly Json[] => Array.isArray(json);
