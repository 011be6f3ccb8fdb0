// The database connectors by name. Each file is loaded only when a spec names it, and its driver only when it opens.
import type { Database } from "./database.ts";

export type DatabaseName = "postgres" | "mysql" | "bigquery";

export const isDatabase = (connector: string): connector is DatabaseName =>
  connector === "postgres" || connector === "mysql" || connector === "bigquery";

export async function databaseOf(connector: string): Promise<Database> {
  if (!isDatabase(connector)) throw new TypeError(`${connector} is no database`);
  switch (connector) {
    case "postgres":
      return (await import("./postgres.ts")).postgres;
    case "mysql":
      return (await import("./mysql.ts")).mysql;
    case "bigquery":
      return (await import("./bigquery.ts")).bigquery;
    default:
      return connector satisfies never;
  }
}

export function exampleOf(connector: string): string {
  switch (connector) {
    case "mysql":
      return "mysql://user:***@host:3306/database";
    case "bigquery":
      return "my-project";
    default:
      return "postgres://user:***@host:5432/database";
  }
}

/** The parameter that says where the server is. */
export const addressParameter = (connector: string): string => (connector === "bigquery" ? "project" : "url");
