import type { ConnectorDeclaration } from "../../specs/component.ts";
import { string } from "../../specs/parameter.ts";
import { databaseParameters } from "./database-parameters.ts";

export const bigqueryDeclaration = {
  family: "connector",
  name: "bigquery",
  doc: "Reads a table or a query of Google BigQuery. Only the declared columns are read. Needs the package `@google-cloud/bigquery` and Google's default credentials.",
  params: {
    project: string({ doc: "Project that holds the data set and pays for the query." }),
    dataset: string({ doc: "Data set of the table, and of tables that a query names without one." }),
    ...databaseParameters,
    location: string({
      doc: "Where the data set lies (`EU`), where the service cannot tell by itself.",
      default: null,
    }),
  },
  paths: [],
  inline: false,
  server: { credentials: [] },
  oneOf: ["table", "query"],
} as const satisfies ConnectorDeclaration;
