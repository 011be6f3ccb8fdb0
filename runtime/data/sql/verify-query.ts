// A query of the author against what the step declares. What the compiler assumed without seeing the query is held to be
// true here: one table is read, no row comes out twice, what a row is passes through, columns of old names are made from
// those columns, and new ones from nothing that features may not read.
import { type Columns, columnNamed, type QueryClaims, type QueryColumn, refuse, type Scope } from "./query-facts.ts";
import { childOf, isTree, listOf, queryIn, type Tree, textOf, textsOf } from "./syntax-tree.ts";
import { readsOf, union } from "./verify-expression.ts";

/** The names of the result's columns. Throws a QueryProblem. */
export function verifyQuery(tree: Tree, claims: QueryClaims): readonly string[] {
  const input: Columns = new Map(claims.columns.map((name) => [name, { reads: new Set([name]), same: name }]));
  const tables = new Map(claims.tables.map((name) => [name, input]));
  const result = verifySelect(tree, claims, tables);
  for (const name of claims.structure) {
    const column = result.get(name);
    if (column !== undefined && column.same !== name)
      refuse(`\`${name}\` says what a row is and must pass through as it is`);
  }
  if (claims.isBounded && claims.time !== null && !result.has(claims.time))
    refuse(`it leaves out \`${claims.time}\`, so that nobody could tell when its rows are known`);
  for (const [name, { reads, same }] of result) {
    if (same === name) continue;
    if (claims.columns.includes(name)) {
      const other = [...reads].find((read) => read !== name);
      if (other !== undefined) refuse(`\`${name}\` is made from \`${other}\`; give what is new another name`);
    } else {
      const hidden = claims.hidden.find((column) => reads.has(column));
      if (hidden !== undefined) refuse(`\`${name}\` is made from \`${hidden}\`, whose role keeps it out of features`);
      const unnamed = [...reads].find((column) => !claims.named.includes(column));
      if (unnamed !== undefined) refuse(`\`${name}\` is made from \`${unnamed}\`, which it does not name`);
    }
  }
  return [...result.keys()];
}

/** Fields of a SELECT that are looked at below; any other is refused. */
const KNOWN = new Set([
  "type",
  "modifiers",
  "cte_map",
  "select_list",
  "from_table",
  "where_clause",
  "group_expressions",
  "group_sets",
  "aggregate_handling",
  "having",
  "qualify",
]);

function verifySelect(
  tree: Tree,
  claims: QueryClaims,
  outer: ReadonlyMap<string, Columns>,
  /** Columns of a subquery inside an expression need no names. */
  isNamed = true,
): Columns {
  const kind = textOf(tree, "type");
  if (kind === "SET_OPERATION_NODE") refuse("it puts tables below each other; use the steps `union` or `concat`");
  if (kind !== "SELECT_NODE") refuse("it is not a plain SELECT");
  const unknown = Object.keys(tree).find((key) => !KNOWN.has(key));
  if (unknown !== undefined) refuse(`it uses \`${unknown.replaceAll("_", " ")}\`, which is not allowed`);
  const tables = withCommonTables(tree, claims, outer);
  const { alias, columns } = tableOf(tree, claims, tables);
  const groups = listOf(tree, "group_expressions");
  const scope: Scope = {
    claims,
    tables,
    columns,
    alias,
    aliases: new Map(),
    isGrouped: isByTime(tree, claims, columns, alias),
  };
  const inner = (query: Tree): ReadonlySet<string> =>
    union([...verifySelect(query, claims, tables, false).values()].map(({ reads }) => reads));
  const reads = (part: Tree): ReadonlySet<string> => readsOf(part, scope, inner);
  if (claims.isBounded && groups.length > 0 && !scope.isGrouped)
    refuse(`it groups rows of different moments; group by \`${claims.time ?? "the time"}\` too, or say \`fits: true\``);
  if (textOf(tree, "aggregate_handling") !== "STANDARD_HANDLING") refuse("it groups by all columns; name them");
  const result = new Map<string, QueryColumn>();
  const add = (name: string, column: QueryColumn): void => {
    if (hasName([...result.keys()], name)) refuse(`it returns \`${name}\` twice`);
    if (!claims.columns.includes(name) && hasName(claims.columns, name))
      refuse(`\`${name}\` differs from a column of the table by case only`);
    result.set(name, column);
  };
  for (const [position, item] of listOf(tree, "select_list").entries()) {
    if (textOf(item, "class") === "STAR") {
      for (const [name, column] of starColumns(item, scope, reads)) add(name, column);
      continue;
    }
    const name = textOf(item, "alias") || plainName(item) || (isNamed ? "" : `#${position}`);
    if (name === "") refuse("a column of its result has no name; give it one with `AS`");
    const column = { reads: reads(item), same: sameOf(item, scope) };
    add(name, column);
    scope.aliases.set(name, column);
  }
  for (const group of groups) reads(group);
  for (const key of ["where_clause", "having", "qualify"]) {
    const condition = childOf(tree, key);
    if (condition !== null) verifyChoice(condition, claims, reads);
  }
  for (const modifier of listOf(tree, "modifiers")) verifyModifier(modifier, claims, reads);
  return result;
}

/** The engine tells names apart without regard to case. */
const hasName = (names: readonly string[], name: string): boolean =>
  names.some((other) => other.toLowerCase() === name.toLowerCase());

function withCommonTables(
  tree: Tree,
  claims: QueryClaims,
  outer: ReadonlyMap<string, Columns>,
): ReadonlyMap<string, Columns> {
  const tables = new Map(outer);
  const map = childOf(tree, "cte_map");
  for (const entry of map === null ? [] : listOf(map, "map")) {
    const name = textOf(entry, "key");
    const value = childOf(entry, "value");
    const query = value === null ? null : queryIn(value, "query");
    if (query === null || value === null) return refuse("it has a common table that cannot be read");
    if (hasName([...tables.keys()], name)) refuse(`its common table \`${name}\` hides another table`);
    const extra = Object.keys(value).find((key) => key !== "query" && key !== "materialized");
    if (extra !== undefined) refuse(`its common table \`${name}\` uses \`${extra}\`, which is not allowed`);
    tables.set(name, verifySelect(query, claims, tables));
  }
  return tables;
}

/** The one table of FROM. */
function tableOf(
  tree: Tree,
  claims: QueryClaims,
  tables: ReadonlyMap<string, Columns>,
): { readonly alias: string; readonly columns: Columns } {
  const from = childOf(tree, "from_table");
  const kind = from === null ? "" : textOf(from, "type");
  const names = claims.tables.map((name) => `\`${name}\``).join(" or ");
  if (from !== null && kind === "BASE_TABLE") {
    allowOnly(from, ["type", "query_location", "table_name", "alias"], "its FROM");
    const name = textOf(from, "table_name");
    const columns = tables.get(name) ?? refuse(`it reads \`${name}\`; it may read ${names} only`);
    return { alias: textOf(from, "alias") || name, columns };
  }
  if (from !== null && kind === "SUBQUERY") {
    allowOnly(from, ["type", "query_location", "subquery", "alias"], "its FROM");
    const query = queryIn(from, "subquery");
    if (query !== null) return { alias: textOf(from, "alias"), columns: verifySelect(query, claims, tables) };
  }
  if (kind === "JOIN") return refuse("it joins; use the steps `join` or `join_as_of`, which keep every row once");
  return refuse(`it must read ${names} and nothing else`);
}

function allowOnly(tree: Tree, keys: readonly string[], where: string): void {
  const extra = Object.keys(tree).find((key) => !keys.includes(key));
  if (extra !== undefined) refuse(`${where} uses \`${extra.replaceAll("_", " ")}\`, which is not allowed`);
}

/** Every group is of one moment. */
function isByTime(tree: Tree, claims: QueryClaims, columns: Columns, alias: string): boolean {
  const sets = tree.group_sets;
  const groups = listOf(tree, "group_expressions");
  const isOneSet =
    Array.isArray(sets) && sets.length === 1 && Array.isArray(sets[0]) && sets[0].length === groups.length;
  if (claims.time === null || !isOneSet) return false;
  const scope: Scope = { claims, tables: new Map(), columns, alias, aliases: new Map(), isGrouped: false };
  return groups.some(
    (group) =>
      textOf(group, "class") === "COLUMN_REF" &&
      columns.has(textsOf(group, "column_names").at(-1) ?? "") &&
      columnNamed(textsOf(group, "column_names"), scope).same === claims.time,
  );
}

const plainName = (item: Tree): string =>
  textOf(item, "class") === "COLUMN_REF" ? (textsOf(item, "column_names").at(-1) ?? "") : "";

const sameOf = (item: Tree, scope: Scope): string | null =>
  textOf(item, "class") === "COLUMN_REF" ? columnNamed(textsOf(item, "column_names"), scope).same : null;

function starColumns(
  star: Tree,
  scope: Scope,
  reads: (part: Tree) => ReadonlySet<string>,
): readonly (readonly [string, QueryColumn])[] {
  allowOnly(star, ["class", "type", "query_location", "relation_name", "exclude_list", "replace_list"], "`*`");
  const relation = textOf(star, "relation_name");
  if (relation !== "" && relation !== scope.alias) refuse(`\`${relation}.*\` is not the table it reads`);
  const excluded = new Set(textsOf(star, "exclude_list").map((name) => name.toLowerCase()));
  const excludes = star.exclude_list;
  if (Array.isArray(excludes) && excludes.length !== excluded.size) refuse("`* EXCLUDE` takes plain names");
  const replaced = new Map<string, Tree>();
  for (const entry of listOf(star, "replace_list")) {
    const value = entry.value;
    if (isTree(value)) replaced.set(textOf(entry, "key").toLowerCase(), value);
  }
  return [...scope.columns].flatMap(([name, column]): (readonly [string, QueryColumn])[] => {
    if (excluded.has(name.toLowerCase())) return [];
    const other = replaced.get(name.toLowerCase());
    return [[name, other === undefined ? column : { reads: reads(other), same: sameOf(other, scope) }]];
  });
}

/** Which rows there are must not depend on what features may not read. */
function verifyChoice(condition: Tree, claims: QueryClaims, reads: (part: Tree) => ReadonlySet<string>): void {
  const found = reads(condition);
  const hidden = claims.hidden.find((column) => found.has(column));
  if (hidden !== undefined)
    refuse(`it chooses rows by \`${hidden}\`, whose role keeps it out of features; use the step \`where\``);
  const other = [...found].find((column) => !claims.choosing.includes(column));
  if (other !== undefined)
    refuse(`it chooses rows by \`${other}\` under another name; write \`${other}\` itself where it chooses`);
}

function verifyModifier(modifier: Tree, claims: QueryClaims, reads: (part: Tree) => ReadonlySet<string>): void {
  const type = textOf(modifier, "type");
  if (type === "ORDER_MODIFIER") {
    for (const order of listOf(modifier, "orders")) {
      const expression = childOf(order, "expression");
      if (expression !== null && textOf(expression, "class") !== "CONSTANT") reads(expression);
    }
    return;
  }
  if (type === "DISTINCT_MODIFIER") {
    if (claims.isBounded && modifier.distinct_on_targets !== undefined)
      refuse("`DISTINCT ON` chooses among rows of other moments");
    for (const target of listOf(modifier, "distinct_on_targets")) verifyChoice(target, claims, reads);
    return;
  }
  if (claims.isBounded) refuse("`LIMIT` chooses among all rows, later ones too");
  for (const key of ["limit", "offset"]) {
    const amount = childOf(modifier, key);
    if (amount !== null) reads(amount);
  }
}
