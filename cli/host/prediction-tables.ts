// Predictions of a run for programs: Arrow tables or bytes, made when asked for. The Arrow package is loaded only then.
import type { Table } from "apache-arrow";
import { columnNames } from "../../runtime/frame/frame.ts";
import type { RunOutcome } from "../../runtime/index.ts";

export interface PredictionTable {
  readonly rows: number;
  /** Names, in order. */
  readonly columns: readonly string[];
  /** A table of `apache-arrow`, one record batch. */
  readonly toArrow: () => Promise<Table>;
  /** Arrow IPC: a `stream` for a wire, a `file` for a disk. */
  readonly toIpc: (format?: "stream" | "file") => Promise<Uint8Array>;
}

/** By the name of the `predict` declaration. */
export function predictionTables(results: RunOutcome["results"]): ReadonlyMap<string, PredictionTable> {
  const tables = new Map<string, PredictionTable>();
  for (const [node, value] of results) {
    if (value.kind !== "predictions") continue;
    const { frame } = value;
    tables.set(node, {
      rows: frame.rows,
      columns: columnNames(frame),
      toArrow: async () => (await import("../../runtime/frame/arrow.ts")).frameToArrow(frame),
      toIpc: async (format = "stream") => (await import("../../runtime/frame/arrow.ts")).frameToIpc(frame, format),
    });
  }
  return tables;
}
