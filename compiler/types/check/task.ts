// Tasks: what is predicted, from which columns, how far ahead.
import { findColumn, type Schema } from "../../../specs/data-type.ts";
import type { Json } from "../../../specs/json.ts";
import type { ClaimPart } from "../../../specs/plan.ts";
import type { Declaration } from "../../syntax/ast.ts";
import { callHead, elaborateArguments, elaborateCall } from "../arguments/call.ts";
import { takeArgument } from "../arguments/take.ts";
import type { TypeContext } from "../context.ts";
import { declarations } from "../declaration.diagnostics.ts";
import { params as messages } from "../param.diagnostics.ts";
import { printType } from "../print-type.ts";
import type { ComponentCall, TypedTask } from "../typed.ts";
import { elaborateClaim } from "./claim.ts";
import { overOf } from "./column-scope.ts";
import { baseOf, refuseParts } from "./declaration-parts.ts";
import { encodedKinds } from "./encoders.ts";
import { argumentExpr, elaborateFeatures, spanOfName, stringList } from "./features.ts";
import { inRows, type TimeOfTask } from "./steps-of-time.ts";
import { elaborateTable } from "./table.ts";
import { checkPositive, checkTarget } from "./target.ts";
import { isUniqueBy } from "./unique-key.ts";

export function elaborateTask(declaration: Declaration, context: TypeContext): TypedTask | null {
  const reason = "everything about a task stands in its call";
  refuseParts(declaration, { on: reason, block: reason }, context);
  const head = callHead(declaration.value);
  const declared = head === null ? null : context.registry.find("task", head.name.name);
  if (head === null || declared === null) {
    elaborateCall(declaration.value, ["task"], context);
    return null;
  }
  // First, because it asks for every declaration: the places that a cycle would show are those of later look-ups.
  const encoded = encodedKinds(head.name.span, context);
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
  const features = elaborateFeatures(
    { call, head, schema, target, isForecast: declared.kind === "forecast", task: declaration.name.name, encoded },
    context,
  );
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
      span: spanOfName(column, argumentExpr(head, "known"), schema) ?? targetSpan,
    })),
    // Known when the models are: `layBeside` fills it in.
    beside: [],
    time,
    series: schema.columns.filter(({ roles }) => roles.series === true).map(({ name }) => name),
    entity: entityOf(schema),
    group: schema.columns.find(({ roles }) => roles.group === true)?.name ?? null,
    distinct: schema.columns.flatMap(({ name, roles: { entity, group } }) => {
      const isApart = entity !== undefined || group === true || parts?.some((part) => isNew(part, name)) === true;
      return isApart && (entity?.unique === true || isUniqueBy(table, [name], context)) ? [name] : [];
    }),
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
    quantilesSpan: call.args.quantiles?.span ?? head.name.span,
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
  const over = overOf(schema);
  if (over === null || over.order === null) return null;
  return { column: over.order, every: over.every, ...(over.zone === undefined ? {} : { zone: over.zone }) };
}

const isNew = (part: ClaimPart, name: string): boolean => part.kind === "new" && part.column === name;

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

const numberList = (json: Json): readonly number[] =>
  isList(json) ? json.filter((item) => typeof item === "number") : [];

const isList = (json: Json): json is readonly Json[] => Array.isArray(json);
