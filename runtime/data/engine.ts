// The data engine: DuckDB in this process. Statements run one after the other, each on all threads, also when several nodes
// of a plan ask at once; only streams of chunks have a connection of their own.
//
// A table is stored by the engine, or it is a view: of a column file, or of other tables with some columns more or fewer.
// Stored tables beyond the memory limit spill to the folder of the run, where column files are too.
//
// Results never depend on the number of threads: every table is stored in the order of its hidden row column, and float
// aggregates are computed in that order (see stdlib/functions/CONTEXT.md).
import {
  type DuckDBConnection,
  DuckDBDataChunk,
  DuckDBInstance,
  type DuckDBType,
  type DuckDBValue,
} from "@duckdb/node-api";
import type { Schema } from "../../specs/data-type.ts";
import { createRelations } from "./relations.ts";
import { openSpillFolder, type SpillFolder } from "./spill-folder.ts";
import { nameList, physicalType, quoteName, quoteText, ROW, timestampText } from "./sql-text.ts";
import type { Table } from "./table.ts";

const CHUNK = 2048;

export interface EngineOptions {
  readonly threads: number;
  /** Bytes beyond which statements and tables spill. */
  readonly memoryLimit?: number;
  /** Bytes of numbers beyond which the columns of a frame stay in files. */
  readonly eagerBytes?: number;
  /** What does not fit in memory goes to a folder of this run in here; by default where the system keeps such things. */
  readonly tempDirectory?: string;
  /** The time of the run, ISO 8601: what `now()` and `freshness` see. Without it they fail. */
  readonly asOf?: string;
}

export interface Engine {
  readonly asOf: string | null;
  readonly eagerBytes: number;
  /** Rows of a query as plain values. For small results. */
  readonly query: (sql: string) => Promise<readonly (readonly DuckDBValue[])[]>;
  /** Visits the chunks of a query in order, without holding the whole result. */
  readonly forEachChunk: (sql: string, visit: (chunk: DuckDBDataChunk) => void) => Promise<void>;
  readonly run: (sql: string) => Promise<void>;
  /** As `query`, but names without a database are looked up in this attached one. */
  readonly queryIn: (database: string | null, sql: string) => Promise<readonly (readonly DuckDBValue[])[]>;
  /** Attaches a database file for reading; one who attaches the same file meanwhile waits until it is detached. */
  readonly attach: (path: string) => Promise<Attached>;
  /** The name of a table of ours wherever it is said. */
  readonly qualified: (table: string) => string;
  /**
   * Stores a query as a table. The query yields the row column and the columns of `schema`; `ordered` says that it
   * already comes in row order. `oneThread`: the result would depend on the number of threads.
   */
  readonly store: (
    sql: string,
    schema: Schema,
    ordered: boolean,
    how?: { readonly oneThread: boolean },
  ) => Promise<Table>;
  /**
   * Fills an empty table from memory, chunk by chunk; each chunk is a list of columns of equal length. Chunks that are
   * awaited must not use the engine, whose other statements wait meanwhile.
   */
  readonly append: (
    table: string,
    types: readonly DuckDBType[],
    chunks: Iterable<readonly (readonly DuckDBValue[])[]> | AsyncIterable<readonly (readonly DuckDBValue[])[]>,
  ) => Promise<void>;
  /**
   * Makes a query a table without storing it. It yields the row column and the columns of `schema`, in row order, and reads
   * `from`, which stays as long as the view does. `files` go when it goes.
   */
  readonly view: (
    sql: string,
    table: Omit<Table, "name">,
    from: readonly Table[],
    files?: readonly string[],
  ) => Promise<Table>;
  /** A name that no table has. */
  readonly freshName: () => string;
  /** A path for a file that lasts as long as the engine is open. */
  readonly freshFile: () => string;
  readonly drop: (name: string) => Promise<void>;
  readonly close: () => void;
}

export interface Attached {
  readonly name: string;
  readonly detach: () => Promise<void>;
}

export async function openEngine(options: EngineOptions): Promise<Engine> {
  const settings: Record<string, string> = {
    threads: String(options.threads),
    preserve_insertion_order: "true",
    // Extensions that are not built in would be fetched from the network.
    autoinstall_known_extensions: "false",
  };
  const folder = openSpillFolder(options.tempDirectory);
  settings.temp_directory = folder.path;
  if (options.memoryLimit !== undefined) settings.memory_limit = `${Math.floor(options.memoryLimit / 1024)}KiB`;
  const instance = await DuckDBInstance.create(":memory:", settings);
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  if (options.asOf !== undefined) await connection.run(`SET VARIABLE pipec_as_of = ${timestampText(options.asOf)}`);
  return createEngine(instance, connection, folder, options);
}

function createEngine(
  instance: DuckDBInstance,
  connection: DuckDBConnection,
  folder: SpillFolder,
  options: EngineOptions,
): Engine {
  const { threads } = options;
  let tables = 0;
  const freshName = (): string => `t${++tables}`;
  const inTurn = createQueue();
  const run = (sql: string): Promise<void> =>
    inTurn(async () => {
      await connection.run(sql);
    });
  const runOnOneThread = (sql: string): Promise<void> =>
    inTurn(async () => {
      await connection.run("SET threads TO 1");
      try {
        await connection.run(sql);
      } finally {
        await connection.run(`SET threads TO ${threads}`);
      }
    });
  const query: Engine["query"] = (sql) => inTurn(async () => (await connection.runAndReadAll(sql)).getRows());
  const queryIn: Engine["queryIn"] = (database, sql) => {
    if (database === null) return query(sql);
    return inTurn(async () => {
      const own = await instance.connect();
      try {
        await own.run(`USE ${quoteName(database)}`);
        return (await own.runAndReadAll(sql)).getRows();
      } finally {
        own.closeSync();
      }
    });
  };
  const attached = new Map<string, Promise<void>>();
  const attach: Engine["attach"] = async (path) => {
    for (let other = attached.get(path); other !== undefined; other = attached.get(path)) await other;
    let free = (): void => undefined;
    attached.set(
      path,
      new Promise((resolve) => {
        free = resolve;
      }),
    );
    const name = freshName();
    const release = (): void => {
      attached.delete(path);
      free();
    };
    try {
      await run(`ATTACH ${quoteText(path)} AS ${quoteName(name)} (TYPE duckdb, READ_ONLY)`);
    } catch (error) {
      release();
      throw error;
    }
    return { name, detach: () => run(`DETACH ${quoteName(name)}`).finally(release) };
  };
  // Another statement on the same connection would end an open stream.
  const forEachChunk: Engine["forEachChunk"] = async (sql, visit) => {
    const own = await instance.connect();
    try {
      const result = await own.stream(sql);
      for (;;) {
        const chunk = await result.fetchChunk();
        if (chunk === null || chunk.rowCount === 0) return;
        visit(chunk);
      }
    } finally {
      own.closeSync();
    }
  };
  const store: Engine["store"] = async (sql, schema, ordered, { oneThread } = { oneThread: false }) => {
    const name = freshName();
    const columns = schema.columns.map(
      (column) => `CAST(${quoteName(column.name)} AS ${physicalType(column.type)}) AS ${quoteName(column.name)}`,
    );
    const order = ordered ? "" : ` ORDER BY ${ROW}`;
    const create = `CREATE TABLE ${quoteName(name)} AS SELECT ${[ROW, ...columns].join(", ")} FROM (${sql}) AS result${order}`;
    await (oneThread ? runOnOneThread(create) : run(create));
    return { name, schema, rows: await countRows(query, name) };
  };
  const relations = createRelations(run);
  const view: Engine["view"] = async (sql, table, from, files = []) => {
    const name = freshName();
    await run(`CREATE VIEW ${quoteName(name)} AS ${sql}`);
    relations.addView(
      name,
      from.map((parent) => parent.name),
      files,
    );
    return { name, ...table };
  };
  const append: Engine["append"] = (table, types, chunks) =>
    inTurn(async () => {
      const appender = await connection.createAppender(table);
      for await (const columns of chunks) {
        const rows = columns[0]?.length ?? 0;
        // A vector of the engine holds this many values.
        for (let from = 0; from < rows; from += CHUNK) {
          const part = DuckDBDataChunk.create(types, Math.min(CHUNK, rows - from));
          part.setColumns(columns.map((column) => column.slice(from, from + CHUNK)));
          appender.appendDataChunk(part);
        }
      }
      appender.closeSync();
    });
  return {
    asOf: options.asOf ?? null,
    eagerBytes: options.eagerBytes ?? Number.POSITIVE_INFINITY,
    run,
    append,
    query,
    queryIn,
    attach,
    qualified: (table) => `memory.main.${quoteName(table)}`,
    forEachChunk,
    store,
    view,
    freshName,
    freshFile: folder.freshFile,
    drop: relations.drop,
    close: () => {
      connection.closeSync();
      instance.closeSync();
      folder.remove();
    },
  };
}

/** Runs tasks one after the other, in the order in which they were given; a failed one does not stop the next. */
function createQueue(): <Result>(task: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const result = last.then(task, task);
    last = result.catch(() => undefined);
    return result;
  };
}

async function countRows(query: Engine["query"], name: string): Promise<number> {
  const rows = await query(`SELECT count(*) FROM ${quoteName(name)}`);
  return Number(rows[0]?.[0]);
}

/** The visible columns of a table, quoted, for a SELECT list. */
export const columnsOf = (table: Table): string => nameList(table.schema.columns.map((column) => column.name));
