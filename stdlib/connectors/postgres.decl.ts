import type { ConnectorDeclaration } from "../../specs/component.ts";
import { string } from "../../specs/parameter.ts";
import { databaseParameters } from "./database-parameters.ts";

export const postgresDeclaration = {
  family: "connector",
  name: "postgres",
  doc: "Reads a table or a query of a PostgreSQL server, in one read-only snapshot. Only the declared columns are read. Needs the package `pg`.",
  params: {
    url: string({ doc: '`secret("DATABASE_URL")`: `postgres://user:password@host:5432/database`.' }),
    ...databaseParameters,
  },
  paths: [],
  inline: false,
  server: { credentials: ["url"] },
  oneOf: ["table", "query"],
} as const satisfies ConnectorDeclaration;
