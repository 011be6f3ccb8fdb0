// The point-in-time join. A row of a view counts for an entity row of time t when its event time and the time it was written
// are both not after t, and its event time is not before t - ttl; of those the one with the latest event time is taken, then
// the latest written, then the last in the file. Feast asks the caller whether the second condition holds
// (`filter_by_created_timestamp`), drops entity rows whose rows are all too old, and makes one of entity rows with equal keys
// and times; here every entity row is kept, once, with missing values.
//
// A version is known from max(event time, written) on. In that order a running maximum by (event time, written, place) is
// what is known at each moment, so that one as-of join finds it, and the time to live is looked at last.
import type { Engine } from "../engine.ts";
import { quoteName, quoteText, ROW } from "../sql-text.ts";
import type { Table } from "../table.ts";
import type { ViewRequest } from "./repository.ts";

export interface ViewFile {
  /** What the engine reads. */
  readonly files: readonly string[];
  /** Types of its columns by name. */
  readonly types: ReadonlyMap<string, string>;
}

/** Stores `__row`, `__known` (whether a row of the view counts) and the columns of the request, a row per entity row. */
export async function joinView(
  engine: Engine,
  request: ViewRequest,
  file: ViewFile,
  entities: Table,
  time: string,
): Promise<string> {
  const table = engine.freshName();
  const { columns, keys, view } = request;
  const moment = `CAST(e.${quoteName(time)} AS TIMESTAMP)`;
  const equal = keys.map(({ entity }, i) => `e.${quoteName(entity)} = v.k${i}`);
  const microseconds = Math.round(view.ttlSeconds * 1e6);
  const isFresh =
    microseconds === 0 ? "v.best IS NOT NULL" : `v.best.ts >= ${moment} - to_microseconds(${microseconds})`;
  const values = columns.map(({ to }, i) => `CASE WHEN ${isFresh} THEN v.best.f${i} END AS ${quoteName(to)}`);
  await engine.run(
    `CREATE TABLE ${quoteName(table)} AS
     SELECT e.${ROW}, coalesce(${isFresh}, false) AS __known, ${values.join(", ")}
     FROM ${quoteName(entities.name)} AS e ASOF LEFT JOIN (${knownVersions(request, file)}) AS v
     ON ${[...equal, `${moment} >= v.known`].join(" AND ")}`,
  );
  return table;
}

function knownVersions({ columns, keys, source }: ViewRequest, { files, types }: ViewFile): string {
  const original = new Map([...source.fieldMapping].map(([from, to]) => [to, from]));
  const columnOf = (name: string): string => quoteName(original.get(name) ?? name);
  const stamp = (name: string): string => momentOf(quoteName(name), types.get(name) ?? "");
  const ts = stamp(source.timestamp);
  const written = source.created === null ? ts : stamp(source.created);
  const fields = columns.map(({ feature }, i) => `f${i} := ${columnOf(feature)}`);
  const version = `struct_pack(${["ts := ts", "written := written", "place := place", "line := line", ...fields].join(", ")})`;
  const keyColumns = keys.map((_, i) => `k${i}`);
  const read = `SELECT *, ${ts} AS ts, ${written} AS written, filename AS place, file_row_number AS line${keys
    .map(({ view }, i) => `, ${columnOf(view)} AS k${i}`)
    .join("")} FROM read_parquet([${files.map(quoteText).join(", ")}], filename = true, file_row_number = true)`;
  const partition = keyColumns.length === 0 ? "" : `PARTITION BY ${keyColumns.join(", ")} `;
  return `SELECT ${["known", ...keyColumns].join(", ")}, max(version) OVER (${partition}ORDER BY known) AS best
    FROM (SELECT ${["greatest(ts, written) AS known", ...keyColumns].join(", ")}, ${version} AS version
      FROM (${read}) WHERE ts IS NOT NULL AND written IS NOT NULL) AS versions`;
}

/** Stamps without a zone are UTC. */
const momentOf = (column: string, type: string): string =>
  type === "TIMESTAMP WITH TIME ZONE"
    ? `CAST(${column} AT TIME ZONE 'UTC' AS TIMESTAMP)`
    : `CAST(${column} AS TIMESTAMP)`;
