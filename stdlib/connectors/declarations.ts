// Connectors of this version.
import type { ConnectorDeclaration } from "../../specs/component.ts";
import { arrowDeclaration } from "./arrow.decl.ts";
import { bigqueryDeclaration } from "./bigquery.decl.ts";
import { csvDeclaration } from "./csv.decl.ts";
import { duckdbDeclaration } from "./duckdb.decl.ts";
import { feastDeclaration } from "./feast.decl.ts";
import { inlineDeclaration } from "./inline.decl.ts";
import { jsonDeclaration } from "./json.decl.ts";
import { mysqlDeclaration } from "./mysql.decl.ts";
import { npyDeclaration } from "./npy.decl.ts";
import { parquetDeclaration } from "./parquet.decl.ts";
import { postgresDeclaration } from "./postgres.decl.ts";
import { sqliteDeclaration } from "./sqlite.decl.ts";

export const connectorDeclarations: readonly ConnectorDeclaration[] = [
  csvDeclaration,
  parquetDeclaration,
  arrowDeclaration,
  jsonDeclaration,
  npyDeclaration,
  sqliteDeclaration,
  duckdbDeclaration,
  inlineDeclaration,
  postgresDeclaration,
  mysqlDeclaration,
  bigqueryDeclaration,
  feastDeclaration,
];
