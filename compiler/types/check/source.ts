// `source x = connector(...) { schema }`.
import type { ConnectorDeclaration } from "../../../specs/component.ts";
import { holdsCredential } from "../../../specs/credential.ts";
import type { Schema } from "../../../specs/data-type.ts";
import type { Span } from "../../../specs/diagnostic.ts";
import type { Json } from "../../../specs/json.ts";
import type { SchemaLock } from "../../../specs/program.ts";
import { didYouMean } from "../../base/suggest.ts";
import type { Declaration, Expr } from "../../syntax/ast.ts";
import { elaborateCall } from "../arguments/call.ts";
import type { TypeContext } from "../context.ts";
import { schemas } from "../schema.diagnostics.ts";
import type { Argument, ComponentCall, JoinedSource, TypedSource } from "../typed.ts";
import { baseOf, refuseParts } from "./declaration-parts.ts";
import { isLockedSchema } from "./lock-schema.ts";
import { elaborateSchemaBlock } from "./schema-block.ts";

/** Without a block the schema is the lock's. */
export function elaborateSource(
  declaration: Declaration,
  context: TypeContext,
  lock: SchemaLock | null,
): TypedSource | null {
  refuseParts(declaration, { on: "a source holds all rows; choose some with `where` in a `table`" }, context);
  const base = baseOf(declaration, context);
  const connector = connectorOf(declaration.value, context);
  const known = schemaOf(declaration, base.id, context, lock);
  if (connector === null || known === null) return null;
  const joined = joinedTo(connector, known, base.nameSpan, context);
  if (joined === null) return { kind: "source", ...base, ...connector, ...known, joined };
  const kept = joined.entities.schema.columns;
  const columnSpans = { ...Object.fromEntries(kept.map(({ name }) => [name, base.nameSpan])), ...known.columnSpans };
  const schema = { columns: [...kept, ...joined.added.columns] };
  return { kind: "source", ...base, ...connector, schema, columnSpans, joined };
}

/** The table that the columns of the schema are added to; null also where it had errors. */
function joinedTo(
  { connector, call }: Pick<TypedSource, "connector" | "call">,
  { schema, columnSpans }: Pick<TypedSource, "schema" | "columnSpans">,
  nameSpan: Span,
  context: TypeContext,
): JoinedSource | null {
  const argument = connector.entities === undefined ? undefined : call.args[connector.entities];
  if (argument?.value.kind !== "json") return null;
  const { json } = argument.value;
  const id = typeof json === "object" && json !== null && "$ref" in json ? String(json.$ref) : null;
  const typed = id === null ? null : context.typed(id);
  if (id === null || (typed?.kind !== "source" && typed?.kind !== "table")) return null;
  const rows = typed.kind === "source" ? typed.schema : typed.table.schema;
  const time = rows.columns.find(({ roles }) => roles.time !== undefined);
  if (time === undefined) {
    context.report(schemas["no-event-time"](argument.span, { table: id, component: connector.name }));
    return null;
  }
  const own = new Set(rows.columns.map(({ name }) => name));
  const reason = `\`${id}\` has it, and its columns come along by themselves`;
  for (const { name } of schema.columns)
    if (own.has(name))
      context.report(schemas["column-repeated"](columnSpans[name] ?? nameSpan, { column: name, reason }));
  const entities = { kind: "reference", to: id, schema: rows, span: argument.span } as const;
  return { entities, time: time.name, added: { columns: schema.columns.filter(({ name }) => !own.has(name)) } };
}

function connectorOf(expr: Expr, context: TypeContext): Pick<TypedSource, "connector" | "call"> | null {
  if (expr.kind === "invalid") return null;
  const name = expr.kind === "call" && expr.callee.kind === "identifier" ? expr.callee : null;
  const connector = name === null ? null : context.registry.find("connector", name.name);
  if (name === null || connector === null) {
    const known = context.registry.names("connector");
    const hint = didYouMean(name?.name ?? "", known, 'write a connector, for example `csv("data.csv")`');
    context.report(schemas["not-a-source"](name?.span ?? expr.span, { hint }));
    return null;
  }
  // With wrong arguments the source cannot be read, but its columns are still known to everything after it.
  const unreadable: ComponentCall = { component: connector.name, args: {}, span: expr.span, nameSpan: name.span };
  const call = elaborateCall(expr, ["connector"], context);
  if (call !== null) {
    refuseAlternatives(call, connector, context);
    refusePasswords(call, connector, context);
  }
  return { connector, call: call ?? unreadable };
}

function refuseAlternatives(call: ComponentCall, connector: ConnectorDeclaration, context: TypeContext): void {
  const { oneOf } = connector;
  if (oneOf === undefined) return;
  const given = oneOf.filter((name) => !isNull(call.args[name]));
  if (given.length === 1) return;
  const holes = {
    component: connector.name,
    found: given.length === 0 ? "neither" : `${given.map((name) => `\`${name}\``).join(" and ")}`,
    names: oneOf.map((name) => `\`${name}\``).join(" or "),
  };
  context.report(schemas["one-of"](call.span, holes));
}

const isNull = (argument: Argument | undefined): boolean =>
  argument === undefined || (argument.value.kind === "json" && argument.value.json === null);

/** A spec is committed and shown; a password in it is known to everybody. */
function refusePasswords(call: ComponentCall, connector: ConnectorDeclaration, context: TypeContext): void {
  for (const name of [...(connector.server?.credentials ?? []), ...connector.paths]) {
    const argument = call.args[name];
    if (argument?.value.kind !== "json") continue;
    const { json } = argument.value;
    const texts: readonly Json[] = Array.isArray(json) ? json : [json];
    if (!texts.some((text) => typeof text === "string" && holdsCredential(text))) continue;
    context.report(schemas["password-in-spec"](argument.span, { parameter: name }));
  }
}

function schemaOf(
  declaration: Declaration,
  id: string,
  context: TypeContext,
  lock: SchemaLock | null,
): { readonly schema: Schema; readonly columnSpans: Readonly<Record<string, Span>> } | null {
  const { block, name } = declaration;
  if (block !== null) {
    const { columns, columnSpans } = elaborateSchemaBlock(block, context);
    return { schema: { columns }, columnSpans };
  }
  const locked = lock?.sources[id];
  if (!isLockedSchema(locked)) {
    context.report(schemas["no-schema"](name.span, { name: name.name }));
    return null;
  }
  const columnSpans = Object.fromEntries(locked.columns.map((column) => [column.name, name.span]));
  return { schema: locked, columnSpans };
}
