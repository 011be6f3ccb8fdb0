// The fast way into pipec for large delimited files: one pass over the bytes, cells straight to typed columns in a file that
// engine and frames read. It takes plain text only (no quoted cells, cells that parse-text.ts would accept, lines of one
// length) and gives up at the first thing that is not, so that there is one place that judges what is odd: the engine's
// reader and type-columns.ts, which then read the file from its start.
import { isUtf8 } from "node:buffer";
import { type FileHandle, open } from "node:fs/promises";
import { bytesOf, type ColumnFile, ColumnFileWriter, PAGE_ROWS } from "../../../columns/column-file.ts";
import type { CellKind } from "./cells.ts";
import { nullNumbersOf, type PlainColumn, type PlainFormat, parseRows, plainColumns } from "./chunk-parser.ts";

export interface PlainRequest {
  readonly files: readonly string[];
  readonly delimiter: string;
  readonly hasHeader: boolean;
  readonly nullValues: readonly string[];
  /** The columns that are asked for, in the order of the result. */
  readonly columns: readonly { readonly name: string; readonly kind: CellKind }[];
  /** Where the columns go. */
  readonly target: string;
  /** Told now and then how many rows have been read. */
  readonly onRows: (rows: number) => void;
}

export interface PlainResult {
  readonly file: ColumnFile;
  /** Missing values by column. */
  readonly missing: readonly number[];
}

const CHUNK = 1 << 23;
/** Longer lines are not plain. */
const LONGEST_LINE = 1 << 20;

/** Null when the text is not plain; then nothing is left behind but the target, which the caller removes. */
export async function readPlainCsv(request: PlainRequest): Promise<PlainResult | null> {
  const writer = new ColumnFileWriter(
    request.target,
    request.columns.map(({ name, kind }) => ({ name, kind: kind === "text" ? "text" : "number" })),
  );
  const reading = new PlainReading(request, writer);
  let isFinished = false;
  try {
    for (const path of request.files) if (!(await reading.read(path))) return null;
    const result = reading.finish();
    isFinished = true;
    return result;
  } finally {
    if (!isFinished) writer.close();
  }
}

class PlainReading {
  readonly #request: PlainRequest;
  readonly #writer: ColumnFileWriter;
  /** In the order of the result. */
  readonly #wanted: readonly PlainColumn[];
  #row = 0;
  #rows = 0;
  #header: string | null = null;

  constructor(request: PlainRequest, writer: ColumnFileWriter) {
    this.#request = request;
    this.#writer = writer;
    this.#wanted = plainColumns(request.columns.map(({ kind }) => kind));
  }

  /** False when the file is not plain. */
  async read(path: string): Promise<boolean> {
    const handle = await open(path, "r");
    try {
      return await this.#readFile(handle);
    } finally {
      await handle.close();
    }
  }

  finish(): PlainResult {
    if (this.#row > 0) this.#flush();
    return { file: this.#writer.finish(), missing: this.#wanted.map(({ missing }) => missing) };
  }

  async #readFile(handle: FileHandle): Promise<boolean> {
    let layout: { readonly columns: readonly PlainColumn[]; readonly format: PlainFormat } | null = null;
    // The bytes of the line that the chunk before ended in are put in front of the next chunk, which is read meanwhile.
    let current = Buffer.allocUnsafeSlow(LONGEST_LINE + CHUNK + 2);
    let other = Buffer.allocUnsafeSlow(LONGEST_LINE + CHUNK + 2);
    const readAhead = (buffer: Buffer): ReturnType<typeof handle.read<Buffer>> => {
      const started = handle.read(buffer, LONGEST_LINE, CHUNK);
      // Nobody waits for it when the text is given up meanwhile.
      started.catch(() => undefined);
      return started;
    };
    let reading = readAhead(current);
    let carried = 0;
    for (;;) {
      const { bytesRead } = await reading;
      const isLast = bytesRead === 0;
      if (!isLast) reading = readAhead(other);
      const start = LONGEST_LINE - carried;
      let end = LONGEST_LINE + bytesRead;
      if (isLast) {
        if (carried === 0) return layout !== null;
        // The last line may lack its end.
        if (layout?.format.hasReturns === true) current[end++] = 13;
        current[end++] = 10;
      }
      const stop = current.lastIndexOf(10, end - 1) + 1;
      if (stop <= start) {
        if (isLast || end - start > LONGEST_LINE) return false;
      } else {
        if (!isUtf8(current.subarray(start, stop))) return false;
        let from = start;
        if (layout === null) {
          const line = current.indexOf(10, start) + 1;
          layout = this.#layoutOf(current.toString("utf8", start, line));
          if (layout === null) return false;
          if (this.#request.hasHeader) from = line;
        }
        if (!this.#parse(current, from, stop, layout)) return false;
        this.#request.onRows(this.#rows + this.#row);
      }
      if (isLast) return true;
      carried = end - Math.max(stop, start);
      if (carried > LONGEST_LINE) return false;
      current.copy(other, LONGEST_LINE - carried, end - carried, end);
      [current, other] = [other, current];
    }
  }

  #parse(
    bytes: Buffer,
    start: number,
    end: number,
    { columns, format }: { readonly columns: readonly PlainColumn[]; readonly format: PlainFormat },
  ): boolean {
    for (let position = start; position < end; ) {
      const parsed = parseRows(bytes, position, end, this.#row, columns, format);
      if (parsed.position < 0 || parsed.position > end) return false;
      position = parsed.position;
      this.#row = parsed.row;
      if (this.#row === PAGE_ROWS) this.#flush();
    }
    return true;
  }

  #flush(): void {
    for (const [i, { numbers, texts }] of this.#wanted.entries()) {
      const page = numbers === null ? texts!.take(this.#row) : bytesOf(numbers.subarray(0, this.#row));
      this.#writer.addPage(i, this.#row, page);
    }
    this.#rows += this.#row;
    this.#row = 0;
  }

  /** Which column each cell of a line is; null when the first line says nothing plain. */
  #layoutOf(line: string): { readonly columns: readonly PlainColumn[]; readonly format: PlainFormat } | null {
    const { delimiter, hasHeader, nullValues, columns: wanted } = this.#request;
    const hasReturns = line.endsWith("\r\n");
    const cells = line.slice(0, hasReturns ? -2 : -1).split(delimiter);
    if (/["\r\u{feff}]/u.test(line.slice(0, hasReturns ? -2 : -1)) || cells.length < 2) return null;
    const names = hasHeader ? cells : wanted.map(({ name }) => name);
    if (new Set(names).size !== names.length || names.length !== cells.length) return null;
    if (names.some((name) => name === "" || name !== name.trim())) return null;
    const header = hasHeader ? line : "";
    this.#header ??= header;
    if (this.#header !== header) return null;
    if (!wanted.every(({ name }) => names.includes(name))) return null;
    const columns = names.map((name) => {
      const index = wanted.findIndex((column) => column.name === name);
      return this.#wanted[index] ?? plainColumns(["skip"])[0]!;
    });
    const format: PlainFormat = {
      delimiter: delimiter.charCodeAt(0),
      hasReturns,
      nullValues: new Set(nullValues),
      nullNumbers: nullNumbersOf(nullValues),
    };
    return { columns, format };
  }
}
