import type { ConnectorDeclaration } from "../../specs/component.ts";
import { string } from "../../specs/parameter.ts";
import { filePath } from "./file-path.ts";

export const sqliteDeclaration = {
  family: "connector",
  name: "sqlite",
  doc: "Reads a table or a query of an SQLite file. Only the columns of the schema are read; every value is parsed by the schema, since a column of SQLite may hold any type. Needs the package `node-sqlite3-wasm`.",
  params: {
    path: filePath(),
    table: string({ doc: "Table or view.", default: null }),
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
  companions: ["-wal", "-journal"],
  oneOf: ["table", "query"],
  inline: false,
  byName: true,
} as const satisfies ConnectorDeclaration;
