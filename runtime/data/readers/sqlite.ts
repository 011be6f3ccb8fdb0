// Files of SQLite, through the engine compiled to WebAssembly (nothing is installed but JavaScript and one .wasm file). A
// column of SQLite may hold values of any type, so every value is taken as its text and parsed strictly by the schema.
import { copyFile, mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { Cell } from "../../frame/cell.ts";
import { databaseDiagnostics } from "../databases/database.diagnostics.ts";
import { loadDriver } from "../databases/driver.ts";
import { asRelation, selectText } from "../databases/select-text.ts";
import { firstLine } from "../engine-errors.ts";
import { quoteName } from "../sql-text.ts";
import { filesReader } from "./files-reader.ts";
import { Refusal, type RowReader, type SourceFile, type SourceRequest, type TypedColumn } from "./reader.ts";

/** The part of `node-sqlite3-wasm` that is used. */
interface Driver {
  readonly Database: new (
    path: string,
    options: { readonly readOnly: boolean; readonly fileMustExist: boolean },
  ) => Connection;
}

type Value = number | bigint | string | Uint8Array | null;

interface Connection {
  readonly exec: (sql: string) => void;
  readonly all: (sql: string, values?: readonly Value[]) => readonly Readonly<Record<string, Value>>[];
  /** Prepares, and runs, the first statement of the text only. */
  readonly run: (sql: string) => void;
  readonly prepare: (sql: string) => Statement;
  readonly close: () => void;
}

interface Statement {
  readonly iterate: () => Iterable<Readonly<Record<string, Value>>>;
  readonly finalize: () => void;
}

export const sqliteReader: RowReader = filesReader(async (file, request) => {
  const driver = await loadDriver<Driver>("node-sqlite3-wasm", request);
  const { connection, close } = await openFile(driver, file);
  try {
    const relation = relationOf(connection, request);
    const shown = relation.name === QUERY ? "the query" : relation.name;
    const columns = asking(() => columnsOf(connection, relation.name), shown, request.span);
    return {
      columns,
      chunks: (wanted) => chunksOf(connection, relation, wanted, request),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
});

interface Opened {
  readonly connection: Connection;
  readonly close: () => Promise<void>;
}

/**
 * A file with a write-ahead log cannot be opened without writing beside it: a private copy is read. Whether it changed
 * meanwhile is found by the hash of both.
 */
async function openFile({ Database }: Driver, { path }: SourceFile): Promise<Opened> {
  if (!(await hasWriteAheadLog(path))) {
    const connection = new Database(path, { readOnly: true, fileMustExist: true });
    return { connection, close: async () => connection.close() };
  }
  const folder = await mkdtemp(join(tmpdir(), "pipec-sqlite-"));
  const copy = join(folder, basename(path));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    await copyFile(path, copy);
    await copyFile(`${path}-wal`, `${copy}-wal`).catch(() => undefined);
    const connection = new Database(copy, { readOnly: false, fileMustExist: true });
    // Without other readers the log needs no shared memory, which WebAssembly has not.
    connection.exec("PRAGMA locking_mode = EXCLUSIVE");
    return {
      connection,
      close: async () => {
        connection.close();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Bytes 18 and 19 of the header: 2 for a log, 1 without (https://www.sqlite.org/fileformat2.html#the_database_header). */
async function hasWriteAheadLog(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(20), 0, 20, 0);
    return bytesRead === 20 && buffer.toString("latin1", 0, 15) === "SQLite format 3" && buffer[18] === 2;
  } finally {
    await file.close();
  }
}

interface Relation {
  readonly name: string;
  readonly order: "rowid" | "values";
}

/** A view takes a query only when it is one SELECT. */
function relationOf(connection: Connection, { params, span }: SourceRequest): Relation {
  if (typeof params.table === "string") {
    const found = connection.all("SELECT type FROM sqlite_schema WHERE name = ? AND type IN ('table', 'view')", [
      params.table,
    ]);
    if (found.length === 0) {
      const names = connection.all("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') ORDER BY name");
      const problem = `it has ${names.map(({ name }) => `\`${name}\``).join(", ") || "no tables"}`;
      throw new Refusal(databaseDiagnostics["unknown-table"](span, { relation: params.table, problem }));
    }
    return { name: params.table, order: hasRowId(connection, params.table) ? "rowid" : "values" };
  }
  const text = selectText(String(params.query ?? ""), "the query", span);
  asking(
    () => {
      // Of several statements only the first would be prepared; in parentheses there can be one only.
      connection.prepare(`SELECT * FROM ${asRelation(text)}`).finalize();
      connection.run(`CREATE TEMP VIEW ${quoteName(QUERY)} AS ${text}`);
    },
    "the query",
    span,
  );
  return { name: QUERY, order: "values" };
}

const QUERY = "__query";

function hasRowId(connection: Connection, table: string): boolean {
  try {
    connection.all(`SELECT rowid FROM ${quoteName(table)} LIMIT 0`);
    return true;
  } catch {
    // A view, or a table without row ids.
    return false;
  }
}

function columnsOf(connection: Connection, name: string): readonly TypedColumn[] {
  const rows = connection.all("SELECT name FROM pragma_table_xinfo(?) WHERE hidden <> 1", [name]);
  return rows.map((row) => ({ name: String(row.name), kind: "text" }));
}

function* chunksOf(
  connection: Connection,
  { name, order }: Relation,
  wanted: readonly TypedColumn[],
  { span }: SourceRequest,
): Generator<readonly (readonly Cell[])[]> {
  const columns = wanted.map((column) => quoteName(column.name));
  const by = order === "rowid" ? "rowid" : columns.map((column) => `${column} NULLS LAST`).join(", ");
  const shown = name === QUERY ? "the query" : name;
  const sql = `SELECT ${columns.join(", ")} FROM ${quoteName(name)} ORDER BY ${by}`;
  const statement = asking(() => connection.prepare(sql), shown, span);
  try {
    const rows = statement.iterate()[Symbol.iterator]();
    for (;;) {
      const chunk: Cell[][] = wanted.map(() => []);
      let count = 0;
      for (; count < CHUNK; count++) {
        const next = asking(() => rows.next(), shown, span);
        if (next.done === true) break;
        for (const [i, column] of wanted.entries())
          chunk[i]!.push(textOf(next.value[column.name] ?? null, column.name));
      }
      if (count > 0) yield chunk;
      if (count < CHUNK) return;
    }
  } finally {
    statement.finalize();
  }
}

const CHUNK = 4096;

function textOf(value: Value, column: string): string | null {
  if (value === null || typeof value === "string") return value;
  if (value instanceof Uint8Array)
    throw new Error(`column \`${column}\` holds bytes (BLOB); convert them in a \`query:\``);
  return String(value);
}

function asking<Result>(ask: () => Result, relation: string, span: SourceRequest["span"]): Result {
  try {
    return ask();
  } catch (error) {
    throw new Refusal(databaseDiagnostics["refused-query"](span, { relation, problem: firstLine(error) }));
  }
}
