// Files of DuckDB: the data engine attaches them, so that only the columns of the schema are read and a query runs there.
import { databaseDiagnostics } from "../databases/database.diagnostics.ts";
import { nameParts } from "../databases/database.ts";
import type { Engine } from "../engine.ts";
import { firstLine } from "../engine-errors.ts";
import { nameList, quoteText } from "../sql-text.ts";
import { Refusal, type ScanReader, type SourceRequest } from "./reader.ts";

export const duckdbReader: ScanReader = {
  kind: "scan",
  scan: async (request, engine) => {
    const [file, ...others] = request.files;
    if (file === undefined || others.length > 0) throw new Error("one database is read, not several files");
    const { name, detach } = await engine.attach(file.path);
    try {
      const { relation, unordered } = await relationOf(request, engine, name);
      return { relation, unordered, database: name, headerLines: null, delimiter: null, close: detach };
    } catch (error) {
      await detach();
      throw error;
    }
  },
};

interface Relation {
  readonly relation: string;
  readonly unordered: boolean;
}

async function relationOf({ params, span }: SourceRequest, engine: Engine, database: string): Promise<Relation> {
  if (typeof params.table !== "string") {
    const relation = `(${String(params.query ?? "")
      .trim()
      .replace(/;+\s*$/, "")})`;
    await engine.queryIn(database, `DESCRIBE SELECT * FROM ${relation}`).catch((error: unknown) => {
      throw new Refusal(
        databaseDiagnostics["refused-query"](span, { relation: "the query", problem: firstLine(error) }),
      );
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
