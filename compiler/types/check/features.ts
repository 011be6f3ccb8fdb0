// The features of a task: the columns that are named, else all that have no role which keeps them out.
import { type Column, findColumn, isLeftOut, type ScalarKind, type Schema } from "../../../specs/data-type.ts";
import type { Span } from "../../../specs/diagnostic.ts";
import type { Json } from "../../../specs/json.ts";
import { joinSome } from "../../base/suggest.ts";
import type { Expr } from "../../syntax/ast.ts";
import type { CallHead } from "../arguments/call.ts";
import type { TypeContext } from "../context.ts";
import { declarations } from "../declaration.diagnostics.ts";
import { printType } from "../print-type.ts";
import type { ComponentCall, TypedTask } from "../typed.ts";
import { expandColumns } from "./column-scope.ts";
import { UNENCODED } from "./encoders.ts";

/** Features that a message names. */
const MOST_LISTED = 12;

export interface FeatureInput {
  readonly call: ComponentCall;
  readonly head: CallHead;
  readonly schema: Schema;
  readonly target: Column;
  readonly isForecast: boolean;
  /** The name of the task, for messages. */
  readonly task: string;
  /** Kinds of column that some transform of the file encodes. */
  readonly encoded: ReadonlySet<ScalarKind>;
}

/** Null after a message. */
export function elaborateFeatures(input: FeatureInput, context: TypeContext): TypedTask["features"] | null {
  const { call, head, schema, target, isForecast, task, encoded } = input;
  const at = head.name.span;
  const argument = call.args.features;
  const isUsable = ({ type }: Column): boolean => !UNENCODED.has(type.kind) || encoded.has(type.kind);
  const json = argument?.value.kind === "json" ? argument.value.json : null;
  if (argument?.given === true && json !== null) {
    const written = argumentExpr(head, "features");
    const features = stringList(json).map((column) => ({
      column,
      span: spanOfName(column, written, schema) ?? argument.span,
      given: true,
    }));
    let broken = false;
    for (const { column, span } of features) {
      const found = findColumn(schema, column);
      if (found !== undefined && (isUsable(found) || isLeftOut(found))) continue;
      broken = true;
      context.report(
        found === undefined
          ? declarations["made-feature"](span, { column, task })
          : declarations["feature-type"](span, { column, type: printType(found.type) }),
      );
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
  const names = candidates.filter(isUsable).map(({ name }) => name);
  if (schema.open === true) {
    const features = names.length === 0 ? "none" : joinSome(names, MOST_LISTED);
    context.report(declarations["unnamed-features"](at, { task, features }));
  }
  return names.map((column) => ({ column, span: at, given: false }));
}

/** The named argument as written. */
export const argumentExpr = (head: CallHead, name: string): Expr | null =>
  head.args.find((arg) => arg.name?.name === name)?.value ?? null;

/** Where a column is named in a list, also through a range column. */
export function spanOfName(column: string, expr: Expr | null, schema: Schema): Span | null {
  if (expr === null) return null;
  if (expr.kind === "paren") return spanOfName(column, expr.inner, schema);
  const items = expr.kind === "list" ? expr.items : [expr];
  const found = items.find(
    (item) =>
      item.kind === "identifier" &&
      (item.name === column || expandColumns(item.name, schema).some(({ name }) => name === column)),
  );
  return found?.span ?? null;
}

export const stringList = (json: Json): readonly string[] =>
  isList(json) ? json.filter((item) => typeof item === "string") : [];

const isList = (json: Json): json is readonly Json[] => Array.isArray(json);
