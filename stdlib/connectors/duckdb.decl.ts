import type { ConnectorDeclaration } from "../../specs/component.ts";
import { string } from "../../specs/parameter.ts";
import { databasePath } from "./file-path.ts";

export const duckdbDeclaration = {
  family: "connector",
  name: "duckdb",
  doc: "Reads a table or a query of a DuckDB file, which is opened for reading only. Only the columns of the schema are read.",
  params: {
    path: databasePath(),
    table: string({ doc: "Table or view, `name` or `schema.name`.", default: null }),
    query: string({
      doc: "A SELECT whose result is the source, instead of `table`; rows are ordered by the columns of the schema.",
      default: null,
    }),
    zone: string({
      doc: "Time zone of timestamps that are written without an offset; they are converted to UTC.",
      default: null,
    }),
  },
  paths: ["path"],
  companions: [".wal"],
  oneOf: ["table", "query"],
  inline: false,
  byName: true,
} as const satisfies ConnectorDeclaration;
