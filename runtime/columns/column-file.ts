// Columns in a file that the data engine and frames read alike: Parquet with uncompressed, plain pages. The engine scans it
// as a table; a frame reads the pages of a column straight into a typed array. Numbers are doubles and a missing one is NaN;
// texts are byte arrays, optional. Pages may be written in any order, since the footer says where each of them is.
//
// Format: https://parquet.apache.org/docs/file-format/
import { closeSync, openSync, readSync, writeSync } from "node:fs";
import { encodeThrift, i32, i64, list, struct, type ThriftValue, text } from "./compact-thrift.ts";

export interface FileColumn {
  readonly name: string;
  readonly kind: "number" | "text";
}

/** A page in a file. */
export interface Page {
  /** Of its header. */
  readonly start: number;
  /** Of its values. */
  readonly offset: number;
  readonly bytes: number;
}

/** What was found out while numbers were written; infinite the wrong way round when there are none. */
export interface NumberFacts {
  readonly missing: number;
  readonly min: number;
  readonly max: number;
}

export interface ColumnFile {
  readonly path: string;
  readonly rows: number;
  readonly columns: readonly FileColumn[];
  /** Rows per group of rows, in order; every column has one page per group. */
  readonly groups: readonly number[];
  /** By column, by group: where the values begin. */
  readonly offsets: readonly (readonly number[])[];
  /** By column; null where nobody looked. */
  readonly facts?: readonly (NumberFacts | null)[];
}

/** A file that several threads write pages to, each where nobody else does. */
export interface SharedFile {
  readonly path: string;
  /** The end of what has been given out, one number in shared memory. */
  readonly end: BigInt64Array;
}

/** Rows whose pages stand in a file already: one page per column. */
export interface WrittenGroup {
  readonly rows: number;
  readonly pages: readonly Page[];
}

const MAGIC = new TextEncoder().encode("PAR1");
const DOUBLE = 5;
const BYTE_ARRAY = 6;
const PLAIN = 0;
const RLE = 3;

export class ColumnFileWriter {
  readonly #path: string;
  readonly #columns: readonly FileColumn[];
  readonly #file: number;
  readonly #pages: Page[][];
  readonly #groups: number[] = [];
  readonly #end = new BigInt64Array(new SharedArrayBuffer(8));

  constructor(path: string, columns: readonly FileColumn[]) {
    this.#path = path;
    this.#columns = columns;
    this.#file = openSync(path, "wx");
    this.#pages = columns.map(() => []);
    this.#write(MAGIC);
  }

  /** For threads that write groups of rows with `writeGroup`. */
  get shared(): SharedFile {
    return { path: this.#path, end: this.#end };
  }

  /** The rows after those that were added before. */
  addGroup({ rows, pages }: WrittenGroup): void {
    this.#groups.push(rows);
    for (const [i, page] of pages.entries()) this.#pages[i]!.push(page);
  }

  /** The next page of a column: `bytes` holds `rows` values in Parquet's plain encoding. */
  addPage(column: number, rows: number, bytes: Uint8Array): void {
    const pages = this.#pages[column]!;
    const group = pages.length;
    if (group === this.#groups.length) this.#groups.push(rows);
    if (this.#groups[group] !== rows) throw new RangeError("columns of a group differ in length");
    pages.push(writePage(this.#file, this.#end, rows, bytes));
  }

  finish(facts: readonly (NumberFacts | null)[] = this.#columns.map(() => null)): ColumnFile {
    const rows = this.#groups.reduce((sum, count) => sum + count, 0);
    const footer = encodeThrift(
      struct(
        [1, i32(1)],
        [2, list("struct", [root(this.#columns.length), ...this.#columns.map(schemaElement)])],
        [3, i64(rows)],
        [
          4,
          list(
            "struct",
            this.#groups.map((count, group) => this.#rowGroup(count, group)),
          ),
        ],
      ),
    );
    this.#write(footer);
    this.#write(new Uint8Array(Uint32Array.of(footer.byteLength).buffer));
    this.#write(MAGIC);
    this.close();
    const offsets = this.#pages.map((pages) => pages.map((page) => page.offset));
    return { path: this.#path, rows, columns: this.#columns, groups: this.#groups, offsets, facts };
  }

  close(): void {
    closeSync(this.#file);
  }

  #rowGroup(rows: number, group: number): ThriftValue {
    let bytes = 0;
    const chunks = this.#columns.map((column, i) => {
      const page = this.#pages[i]![group];
      if (page === undefined) throw new RangeError(`column ${column.name} lacks its group ${group}`);
      bytes += page.bytes;
      const meta = struct(
        [1, i32(physicalType(column))],
        [2, list("i32", [i32(PLAIN), i32(RLE)])],
        [3, list("text", [text(column.name)])],
        [4, i32(0)],
        [5, i64(rows)],
        [6, i64(page.bytes)],
        [7, i64(page.bytes)],
        [9, i64(page.start)],
      );
      return struct([2, i64(page.start)], [3, meta]);
    });
    return struct([1, list("struct", chunks)], [2, i64(bytes)], [3, i64(rows)]);
  }

  #write(bytes: Uint8Array): void {
    writeBytes(this.#file, bytes, takeSpace(this.#end, bytes.byteLength));
  }
}

/** Pages of one length, in the order of the columns of the file. */
export function writeGroup(
  file: number,
  { end }: SharedFile,
  rows: number,
  pages: readonly Uint8Array[],
): WrittenGroup {
  return { rows, pages: pages.map((bytes) => writePage(file, end, rows, bytes)) };
}

function writePage(file: number, end: BigInt64Array, rows: number, bytes: Uint8Array): Page {
  const header = encodeThrift(
    struct(
      [1, i32(0)],
      [2, i32(bytes.byteLength)],
      [3, i32(bytes.byteLength)],
      [5, struct([1, i32(rows)], [2, i32(PLAIN)], [3, i32(RLE)], [4, i32(RLE)])],
    ),
  );
  const size = header.byteLength + bytes.byteLength;
  const start = takeSpace(end, size);
  const offset = start + header.byteLength;
  writeBytes(file, header, start);
  writeBytes(file, bytes, offset);
  return { start, offset, bytes: size };
}

const takeSpace = (end: BigInt64Array, bytes: number): number => Number(Atomics.add(end, 0, BigInt(bytes)));

function writeBytes(file: number, bytes: Uint8Array, start: number): void {
  for (let done = 0; done < bytes.byteLength; ) {
    done += writeSync(file, bytes, done, bytes.byteLength - done, start + done);
  }
}

const root = (columns: number): ThriftValue => struct([4, text("columns")], [5, i32(columns)]);

const physicalType = ({ kind }: FileColumn): number => (kind === "number" ? DOUBLE : BYTE_ARRAY);

function schemaElement(column: FileColumn): ThriftValue {
  const isText = column.kind === "text";
  const common = [
    [1, i32(physicalType(column))],
    [3, i32(isText ? 1 : 0)],
    [4, text(column.name)],
  ] as const;
  return isText ? struct(...common, [6, i32(0)]) : struct(...common);
}

const DISK_ERRORS = new Set(["ENOSPC", "EFBIG", "EDQUOT"]);

/** What can be done without a file is then done so. */
export const isDiskFull = (error: unknown): boolean =>
  error instanceof Error && "code" in error && DISK_ERRORS.has(String(error.code));

export const bytesOf = (values: Float64Array): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

/** Rows of a page where the writer may choose: a little more than the engine's unit of work. */
export const PAGE_ROWS = 122_880;

/** Null for texts, and where nobody looked. */
export const factsOf = (file: ColumnFile, column: string): NumberFacts | null =>
  file.facts?.[file.columns.findIndex(({ name }) => name === column)] ?? null;

/** Writes a whole column page by page. */
export function addColumn(writer: ColumnFileWriter, column: number, values: Float64Array): void {
  for (let from = 0; from < values.length; from += PAGE_ROWS) {
    const part = values.subarray(from, Math.min(values.length, from + PAGE_ROWS));
    writer.addPage(column, part.length, bytesOf(part));
  }
}

/**
 * Reads a column of numbers page by page, in order. The page that is visited is only valid during the call. Pages of rows that
 * are not wanted are passed over.
 */
export function readPages(
  file: ColumnFile,
  name: string,
  visit: (page: Float64Array, row: number) => void,
  isWanted: (start: number, end: number) => boolean = () => true,
): void {
  const index = file.columns.findIndex((column) => column.name === name && column.kind === "number");
  if (index === -1) throw new TypeError(`${file.path} has no numbers named ${name}`);
  const buffer = new Float64Array(file.groups.reduce((most, rows) => Math.max(most, rows), 0));
  const opened = openSync(file.path, "r");
  try {
    let row = 0;
    for (const [group, rows] of file.groups.entries()) {
      if (isWanted(row, row + rows)) {
        const page = buffer.subarray(0, rows);
        readBytes(opened, file.path, bytesOf(page), file.offsets[index]![group]!);
        visit(page, row);
      }
      row += rows;
    }
  } finally {
    closeSync(opened);
  }
}

/**
 * Reads rising runs of rows (first row and length of each, in turn) of a column of numbers, one after the other. Of a page only
 * what is asked for is read: for runs that are few and long.
 */
export function readRuns(file: ColumnFile, name: string, runs: Int32Array, target: Float64Array): void {
  const index = file.columns.findIndex((column) => column.name === name && column.kind === "number");
  if (index === -1) throw new TypeError(`${file.path} has no numbers named ${name}`);
  const opened = openSync(file.path, "r");
  try {
    let place = 0;
    let group = 0;
    let start = 0;
    for (let i = 0; i < runs.length; i += 2) {
      for (let row = runs[i]!; row < runs[i]! + runs[i + 1]!; ) {
        for (; row >= start + file.groups[group]!; group++) start += file.groups[group]!;
        const count = Math.min(runs[i]! + runs[i + 1]!, start + file.groups[group]!) - row;
        const from = file.offsets[index]![group]! + (row - start) * Float64Array.BYTES_PER_ELEMENT;
        readBytes(opened, file.path, bytesOf(target.subarray(place, place + count)), from);
        place += count;
        row += count;
      }
    }
  } finally {
    closeSync(opened);
  }
}

function readBytes(opened: number, path: string, bytes: Uint8Array, start: number): void {
  for (let done = 0; done < bytes.byteLength; ) {
    const read = readSync(opened, bytes, done, bytes.byteLength - done, start + done);
    if (read === 0) throw new RangeError(`${path} ends too early`);
    done += read;
  }
}

export const readColumn = (file: ColumnFile, name: string, target: Float64Array): void =>
  readPages(file, name, (page, row) => target.set(page, row));
