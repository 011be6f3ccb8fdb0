// The data engine's own syntax tree of a query, as its parser writes it in JSON. Fields that are empty are left out.
import type { Json } from "../../../specs/json.ts";
import type { Engine } from "../engine.ts";
import { quoteText } from "../sql-text.ts";

export type Tree = { readonly [key: string]: Json };

/** The query's one statement, or why there is none. */
export type Parsed = { readonly tree: Tree } | { readonly problem: string };

export async function parseQuery(engine: Engine, text: string): Promise<Parsed> {
  const sql = `SELECT json_serialize_sql(${quoteText(text)}, skip_empty := true, skip_null := true, skip_default := true)`;
  const answer = JSON.parse(String((await engine.query(sql))[0]?.[0])) as Tree;
  if (answer.error === true) {
    const message = String(answer.error_message);
    const isOther = answer.error_type === "not implemented";
    return { problem: isOther ? "it is not a SELECT statement" : `it cannot be read: ${message}` };
  }
  const statements = listOf(answer, "statements");
  if (statements.length !== 1) return { problem: `it holds ${statements.length} statements, and may hold one` };
  if (answer.named_param_map !== undefined || statements[0]!.named_param_map !== undefined)
    return { problem: "it has parameters (`$1`, `?`)" };
  const tree = childOf(statements[0]!, "node");
  return tree === null ? { problem: "it is not a SELECT statement" } : { tree };
}

export const textOf = (tree: Tree, key: string): string => {
  const value = tree[key];
  return typeof value === "string" ? value : "";
};

export function childOf(tree: Tree, key: string): Tree | null {
  const value = tree[key];
  return isTree(value) ? value : null;
}

export function listOf(tree: Tree, key: string): readonly Tree[] {
  const value = tree[key];
  return Array.isArray(value) ? value.filter(isTree) : [];
}

export function textsOf(tree: Tree, key: string): readonly string[] {
  const value = tree[key];
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

export function isTree(value: Json | undefined): value is Tree {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/** A query inside another: `{query: {node}}` of a CTE, `{node}` of a subquery. */
export function queryIn(tree: Tree, key: string): Tree | null {
  const query = childOf(tree, key);
  return query === null ? null : childOf(query, "node");
}
