// Files of DuckDB: the data engine attaches them, so that only the columns of the schema are read and a query runs there.
import type { Span } from "../../../specs/diagnostic.ts";
import type { Json } from "../../../specs/json.ts";
import { databaseDiagnostics } from "../databases/database.diagnostics.ts";
import { nameParts } from "../databases/database.ts";
import { asRelation, selectText } from "../databases/select-text.ts";
import type { Engine } from "../engine.ts";
import { firstLine, withoutClass } from "../engine-errors.ts";
import { childOf, parseQuery, type Tree, textOf } from "../sql/syntax-tree.ts";
import { nameList, quoteText } from "../sql-text.ts";
import { Refusal, type ScanReader, type SourceFile, type SourceRequest } from "./reader.ts";

export const duckdbReader: ScanReader = {
  kind: "scan",
  scan: async (request, engine) => {
    const [file, ...others] = request.files;
    if (file === undefined || others.length > 0) throw new Error("one database is read, not several files");
    const { name, detach } = await engine.attach(file.path).catch((error: unknown) => {
      throw otherVersion(error, file, request.span);
    });
    try {
      const { relation, unordered } = await relationOf(request, engine, name);
      return { relation, unordered, database: name, headerLines: null, delimiter: null, close: detach };
    } catch (error) {
      await detach();
      throw error;
    }
  },
};

/** Newer releases write files that older ones cannot read. */
function otherVersion(error: unknown, { shown }: SourceFile, span: Span): unknown {
  const [, version, from, to] =
    /version number (\d+), but we can only read versions? (?:between )?(\d+)(?: and (\d+))?/.exec(firstLine(error)) ??
    [];
  if (version === undefined || from === undefined) return error;
  const readable = to === undefined ? from : `${from} to ${to}`;
  return new Refusal(databaseDiagnostics["storage-version"](span, { path: shown, version, readable }));
}

interface Relation {
  readonly relation: string;
  readonly unordered: boolean;
}

async function relationOf({ params, span }: SourceRequest, engine: Engine, database: string): Promise<Relation> {
  if (typeof params.table !== "string") {
    const text = selectText(String(params.query ?? ""), "the query", span);
    const parsed = await parseQuery(engine, text);
    const problem = "problem" in parsed ? parsed.problem : readsElsewhere(parsed.tree);
    if (problem !== null) throw refused(problem, span);
    const relation = asRelation(text);
    await engine.queryIn(database, `DESCRIBE SELECT * FROM ${relation}`).catch((error: unknown) => {
      throw refused(withoutClass(firstLine(error)), span);
    });
    return { relation, unordered: true };
  }
  const parts = nameParts(params.table);
  const [schema, table] = parts.length > 1 ? parts : ["main", ...parts];
  const found = await engine.query(
    `SELECT schema_name || '.' || name, kind FROM (
       SELECT schema_name, table_name AS name, 'table' AS kind FROM duckdb_tables() WHERE database_name = ${quoteText(database)}
       UNION ALL
       SELECT schema_name, view_name, 'view' FROM duckdb_views() WHERE database_name = ${quoteText(database)} AND NOT internal
     ) ORDER BY 1`,
  );
  const kind = found.find(([name]) => name === `${schema}.${table}`)?.[1];
  if (kind === undefined) {
    const names = found.map(([name]) => `\`${String(name).replace(/^main\./, "")}\``).join(", ");
    const problem = `it has ${names === "" ? "no tables" : names}`;
    throw new Refusal(databaseDiagnostics["unknown-table"](span, { relation: params.table, problem }));
  }
  const relation = [database, schema!, table!].map((part) => nameList([part])).join(".");
  return { relation, unordered: kind === "view" };
}

const refused = (problem: string, span: Span): Refusal =>
  new Refusal(databaseDiagnostics["refused-query"](span, { relation: "the query", problem }));

/** What a query reads besides the file would be no part of the identity of its rows, and might be anything on this machine. */
function readsElsewhere(tree: Json): string | null {
  if (tree === null || typeof tree !== "object") return null;
  if (Array.isArray(tree)) return firstOf(tree as readonly Json[]);
  const node = tree as Tree;
  if (node.type === "TABLE_FUNCTION") {
    const called = textOf(childOf(node, "function") ?? {}, "function_name");
    if (!MADE_OF_ARGUMENTS.includes(called)) return `\`${called}\` reads something else than the file`;
  }
  // A name with a point or a slash that is no table would be taken for a file.
  if (node.type === "BASE_TABLE" && /[./\\]/.test(textOf(node, "table_name")))
    return `\`${textOf(node, "table_name")}\` could be a file; give the table another name, or name it by \`table:\``;
  return firstOf(Object.values(node));
}

const firstOf = (trees: readonly Json[]): string | null => {
  for (const tree of trees) {
    const problem = readsElsewhere(tree);
    if (problem !== null) return problem;
  }
  return null;
};

/** Functions whose rows are made of their arguments. */
const MADE_OF_ARGUMENTS = ["unnest", "range", "generate_series"];
