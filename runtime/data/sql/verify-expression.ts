// Expressions of a query: only what is listed here may stand in it, and each gives the columns of the input that it reads.
import { AGGREGATES, FRAMED, RANKS, ROW_FUNCTIONS } from "./allowed-functions.ts";
import { columnNamed, refuse, type Scope } from "./query-facts.ts";
import { childOf, listOf, queryIn, type Tree, textOf, textsOf } from "./syntax-tree.ts";
import { verifyFrame, verifyShift } from "./verify-window.ts";

type Reads = ReadonlySet<string>;
/** Verifies a query inside an expression; given from above, because queries hold expressions. */
export type VerifyInner = (query: Tree, scope: Scope) => Reads;

const NOTHING: Reads = new Set();

export const union = (sets: readonly Reads[]): Reads => new Set(sets.flatMap((set) => [...set]));

/** Fields by kind of expression: one that is not here could hold an expression that nobody has looked at. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  COLUMN_REF: ["column_names"],
  CONSTANT: ["value"],
  COMPARISON: ["left", "right"],
  CONJUNCTION: ["children"],
  OPERATOR: ["children"],
  BETWEEN: ["input", "lower", "upper"],
  CAST: ["child", "cast_type", "try_cast"],
  COLLATE: ["child", "collation"],
  CASE: ["case_checks", "else_expr"],
  FUNCTION: ["function_name", "schema", "catalog", "children", "filter", "order_bys", "distinct", "is_operator"],
  WINDOW: [
    ...["function_name", "schema", "catalog", "children", "partitions", "orders", "arg_orders", "start", "end"],
    ...[
      "start_expr",
      "end_expr",
      "offset_expr",
      "default_expr",
      "filter_expr",
      "ignore_nulls",
      "exclude_clause",
      "distinct",
    ],
  ],
  SUBQUERY: ["subquery_type", "subquery", "child", "comparison_type"],
};
const COMMON = ["class", "type", "alias", "query_location"];

function verifyFields(tree: Tree): void {
  const fields = FIELDS[textOf(tree, "class")] ?? refuse(`it holds ${described(tree)}, which is not allowed`);
  const unknown = Object.keys(tree).find((key) => !COMMON.includes(key) && !fields.includes(key));
  if (unknown !== undefined) refuse(`${described(tree)} has \`${unknown.replaceAll("_", " ")}\`, which is not allowed`);
}

const CAST_TYPES = new Set([
  ...["BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"],
  ...["FLOAT", "DOUBLE", "DECIMAL", "VARCHAR", "DATE", "TIME", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE", "INTERVAL"],
]);

export function readsOf(tree: Tree, scope: Scope, inner: VerifyInner): Reads {
  verifyFields(tree);
  const all = (trees: readonly (Tree | null)[]): Reads =>
    union(trees.map((part) => (part === null ? NOTHING : readsOf(part, scope, inner))));
  switch (textOf(tree, "class")) {
    case "COLUMN_REF":
      return columnNamed(textsOf(tree, "column_names"), scope).reads;
    case "CONSTANT":
      return NOTHING;
    case "COMPARISON":
      return all([childOf(tree, "left"), childOf(tree, "right")]);
    case "CONJUNCTION":
    case "OPERATOR":
      return all(listOf(tree, "children"));
    case "BETWEEN":
      return all([childOf(tree, "input"), childOf(tree, "lower"), childOf(tree, "upper")]);
    case "CAST": {
      const type = childOf(tree, "cast_type");
      const name = type === null ? "" : textOf(type, "id");
      if (!CAST_TYPES.has(name)) refuse(`it casts to \`${name.toLowerCase()}\`, which is no type of a column`);
      return all([childOf(tree, "child")]);
    }
    case "COLLATE":
      return all([childOf(tree, "child")]);
    case "CASE": {
      const branches = listOf(tree, "case_checks");
      const parts = branches.flatMap((branch) => [childOf(branch, "when_expr"), childOf(branch, "then_expr")]);
      return all([...parts, childOf(tree, "else_expr")]);
    }
    case "FUNCTION":
      return functionReads(tree, scope, all);
    case "WINDOW":
      return windowReads(tree, scope, all);
    case "SUBQUERY": {
      if (scope.claims.isBounded)
        refuse("it reads the table a second time in a subquery, which is a statistic of its rows");
      const query = queryIn(tree, "subquery");
      return query === null
        ? refuse("it holds a subquery that cannot be read")
        : union([inner(query, scope), all([childOf(tree, "child")])]);
    }
    default:
      return refuse(`it holds ${described(tree)}, which is not allowed`);
  }
}

const described = (tree: Tree): string =>
  `\`${textOf(tree, "type").toLowerCase().replaceAll("_", " ") || "an unknown part"}\``;

function functionReads(tree: Tree, scope: Scope, all: (trees: readonly (Tree | null)[]) => Reads): Reads {
  const name = plainFunction(tree);
  const orders = childOf(tree, "order_bys");
  const ordered = orders === null ? [] : listOf(orders, "orders").map((order) => childOf(order, "expression"));
  const parts = [...listOf(tree, "children"), childOf(tree, "filter"), ...ordered];
  if (AGGREGATES.has(name)) {
    if (scope.claims.isBounded && !scope.isGrouped)
      refuse(
        `\`${name}\` sums up rows of other moments: without \`GROUP BY\` the time that is a statistic of the rows`,
      );
    return all(parts);
  }
  if (!ROW_FUNCTIONS.has(name)) refuse(`it calls \`${name}\`, which is not among the functions that a query may use`);
  if (orders !== null && ordered.length > 0) refuse(`\`${name}\` takes no \`ORDER BY\``);
  return all(parts);
}

function plainFunction(tree: Tree): string {
  const name = textOf(tree, "function_name").toLowerCase();
  const schema = textOf(tree, "schema");
  if (textOf(tree, "catalog") !== "" || (schema !== "" && schema !== "main"))
    refuse(`it calls \`${schema}.${name}\`; functions are called by their plain names`);
  return name;
}

function windowReads(tree: Tree, scope: Scope, all: (trees: readonly (Tree | null)[]) => Reads): Reads {
  const kind = textOf(tree, "type");
  const name = plainFunction(tree);
  const isShift = kind === "WINDOW_LAG" || kind === "WINDOW_LEAD";
  if (kind === "WINDOW_AGGREGATE" && !AGGREGATES.has(name)) refuse(`it calls \`${name}\` over a window`);
  if (scope.claims.isBounded) {
    if (isShift) verifyShift(tree, scope);
    else if (FRAMED.has(kind) || RANKS.has(kind)) verifyFrame(tree, scope, RANKS.has(kind));
    else refuse(`\`${name}\` reads all rows of its window, later ones too`);
  }
  const orders = [...listOf(tree, "orders"), ...listOf(tree, "arg_orders")].map((order) =>
    childOf(order, "expression"),
  );
  return all([
    ...listOf(tree, "children"),
    ...listOf(tree, "partitions"),
    ...orders,
    ...["filter_expr", "offset_expr", "default_expr", "start_expr", "end_expr"].map((key) => childOf(tree, key)),
  ]);
}
