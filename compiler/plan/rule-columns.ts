// What a rule of a check reads, told by the kinds of its parameters.
import type { Column } from "../../specs/data-type.ts";
import type { Expression } from "../../specs/expression.ts";
import type { Json } from "../../specs/json.ts";
import type { ParameterKind } from "../../specs/parameter.ts";
import type { CheckOperation, NodeId } from "../../specs/plan.ts";
import type { RegistryIndex } from "../types/context.ts";

export interface RuleReads {
  /** Null: the whole table, because the parameters do not tell. */
  readonly columns: readonly string[] | null;
  readonly expressions: readonly Expression[];
  /** Other tables, whole. */
  readonly tables: readonly NodeId[];
  /** The parameters that are neither tables nor expressions. */
  readonly params: { readonly [name: string]: Json };
}

/** Rules may go by the time and the series of the table, which no parameter names. */
export function readsOfRule(
  { rule, params }: CheckOperation["rules"][number],
  schema: readonly Column[],
  registry: Pick<RegistryIndex, "find">,
): RuleReads {
  const declared = registry.find("rule", rule);
  const columns: string[] = [];
  const expressions: Expression[] = [];
  const tables: NodeId[] = [];
  const others: Record<string, Json> = {};
  let isClear = declared !== null;
  for (const [name, json] of Object.entries(params)) {
    const kind = declared?.params[name]?.kind;
    const found = kind === undefined ? null : readParameter(kind, json);
    if (kind?.kind === "reference" && typeof json === "string") {
      tables.push(json);
      continue;
    }
    if (kind?.kind === "expression" && json !== null) {
      // The compiler wrote it from its own Expression type; JSON has lost only the TypeScript type.
      expressions.push(json as unknown as Expression);
      continue;
    }
    others[name] = json;
    if (found === null) isClear = false;
    else columns.push(...found);
  }
  const says = columns.length > 0 || expressions.length > 0 || declared?.reads === "rows";
  const structural = schema.filter(({ roles }) => roles.time !== undefined || roles.series === true);
  const read = [...new Set([...columns, ...structural.map(({ name }) => name)])].sort();
  return { columns: isClear && says ? read : null, expressions, tables, params: others };
}

/** The columns that a parameter names; null when its kind may hold columns in ways not described here. */
function readParameter(kind: ParameterKind, json: Json): readonly string[] | null {
  switch (kind.kind) {
    case "column":
      return typeof json === "string" ? [json] : [];
    case "columns":
      return typeof json === "string" ? [json] : textsIn(json);
    case "list":
    case "map":
      return readParameter(kind.of, null) === null || kind.of.kind === "column" || kind.of.kind === "columns"
        ? null
        : [];
    case "any-of":
    case "component":
    case "expression":
    case "reference":
      return json === null ? [] : null;
    case "int":
    case "float":
    case "bool":
    case "string":
    case "enum":
    case "duration":
    case "amount":
    case "value":
      return [];
    default:
      return kind satisfies never;
  }
}

const textsIn = (json: Json): readonly string[] =>
  Array.isArray(json) ? json.filter((item): item is string => typeof item === "string") : [];
