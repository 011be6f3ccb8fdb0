import type { ConnectorDeclaration } from "../../specs/component.ts";
import { oneOf, string } from "../../specs/parameter.ts";
import { databaseParameters } from "./database-parameters.ts";

export const mysqlDeclaration = {
  family: "connector",
  name: "mysql",
  doc: "Reads a table or a query of a MySQL or MariaDB server, in one read-only snapshot. Only the declared columns are read. Needs the package `mysql2`.",
  params: {
    url: string({
      doc: '`secret("DATABASE_URL")`: `mysql://user:password@host:3306/database`, with `?ssl=true` over TLS.',
    }),
    ...databaseParameters,
    zero_dates: oneOf(["refused", "missing"], {
      doc: "What the date `0000-00-00` is: a value that does not fit, or a missing one.",
      default: "refused",
      searchable: false,
    }),
  },
  paths: [],
  inline: false,
  server: { credentials: ["url"] },
  oneOf: ["table", "query"],
} as const satisfies ConnectorDeclaration;
