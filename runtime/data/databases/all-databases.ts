// The database connectors by name. Each file is loaded only when a spec names it, and its driver only when it opens.
import type { Database } from "./database.ts";

export type DatabaseName = "postgres" | "mysql";

export const isDatabase = (connector: string): connector is DatabaseName =>
  connector === "postgres" || connector === "mysql";

export async function databaseOf(connector: string): Promise<Database> {
  if (!isDatabase(connector)) throw new TypeError(`${connector} is no database`);
  switch (connector) {
    case "postgres":
      return (await import("./postgres.ts")).postgres;
    case "mysql":
      return (await import("./mysql.ts")).mysql;
    default:
      return connector satisfies never;
  }
}

export function exampleOf(connector: string): string {
  switch (connector) {
    case "mysql":
      return "mysql://user:password@host:3306/database";
    default:
      return "postgres://user:password@host:5432/database";
  }
}
