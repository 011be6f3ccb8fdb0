// The connectors by name. Each file is loaded only when a spec names it, and a driver only when its reader opens it.
import type { Reader } from "./reader.ts";

export async function readerOf(connector: string): Promise<Reader | null> {
  switch (connector) {
    case "csv":
      return (await import("./csv.ts")).csvReader;
    case "parquet":
      return (await import("./parquet.ts")).parquetReader;
    case "json":
      return (await import("./json.ts")).jsonReader;
    case "arrow":
      return (await import("./arrow.ts")).arrowReader;
    case "npy":
      return (await import("./npy.ts")).npyReader;
    case "sqlite":
      return (await import("./sqlite.ts")).sqliteReader;
    case "duckdb":
      return (await import("./duckdb.ts")).duckdbReader;
    case "inline":
      return (await import("./inline.ts")).inlineReader;
    default:
      return null;
  }
}
