// Lines of plain text to pages of columns, by the kernel of runtime/kernels/plain-csv.as.ts. What it asks about, cells.ts
// knows; it gives up, rather than decides, on anything that is not plain.
import { type NumberFacts, PAGE_ROWS } from "../../../columns/column-file.ts";
import { type Kernels, numbersAt, withRoom } from "../../../kernels/kernels.ts";
import * as map from "../../../kernels/memory-map.ts";
import { type CellKind, numberOfCell, trimSpaces, UNKNOWN } from "./cells.ts";
import { LINES_ROOM } from "./part-lines.ts";
import { nullNumbersOf, type TextLayout } from "./text-layout.ts";
import { textPage } from "./text-page.ts";

/** Pages of as many rows as fit in here, at most PAGE_ROWS: each thread has such memory. */
const PAGES_ROOM = 1 << 25;
const FEWEST_ROWS = 2048;
/** Lines that are visited at once have at least two cells: their texts, and a length before each. */
const TEXT_ROOM = 3 * LINES_ROOM + map.TEXT_SLACK;

type TakePages = (rows: number, pages: readonly Uint8Array[]) => void;

/** A parser in the memory of the kernels for as long as a call lasts. */
export function withParser<Result>(layout: TextLayout, take: TakePages, use: (parser: PartParser) => Result): Result {
  const { cells } = layout;
  const numbers = cells.filter(({ kind }) => kind !== "text" && kind !== "skip").length;
  const texts = cells.filter(({ kind }) => kind === "text").length;
  const rows = rowsOfPage(numbers);
  const size = {
    table: map.TEXT_COLUMNS + cells.length * map.TEXT_COLUMN_BYTES,
    lines: LINES_ROOM + map.TEXT_SLACK,
    numbers: 8 * rows * numbers,
    texts: texts * textBytes(rows),
  };
  return withRoom(aligned(size.table) + aligned(size.lines) + size.numbers + size.texts, (address, kernels) =>
    use(new PartParser(kernels, address, layout, rows, take)),
  );
}

const rowsOfPage = (numbers: number): number =>
  Math.min(PAGE_ROWS, Math.max(FEWEST_ROWS, FEWEST_ROWS * Math.floor(PAGES_ROOM / (8 * FEWEST_ROWS * (numbers + 1)))));

const aligned = (bytes: number): number => Math.ceil(bytes / 64) * 64;

/** Of a column of texts: what they are, and a bit per row that has one. */
const textBytes = (rows: number): number => aligned(TEXT_ROOM + rows / 8);

interface ParsedColumn {
  readonly kind: CellKind;
  readonly column: number | null;
  /** Of its entry in the table. */
  readonly entry: number;
  /** Its smallest and its largest number, in the memory of the kernels. */
  readonly range: Float64Array;
}

const CELL_CODES: Readonly<Record<CellKind, number>> = {
  float: map.CELL_FLOAT,
  int: map.CELL_INT,
  timestamp: map.CELL_TIMESTAMP,
  date: map.CELL_DATE,
  text: map.CELL_TEXT,
  skip: map.CELL_SKIP,
  bool: map.CELL_OTHER,
};

export class PartParser {
  /** Where lines are laid. */
  readonly lines: Buffer;
  readonly #lines: number;
  readonly #kernels: Kernels;
  readonly #memory: Buffer;
  readonly #table: number;
  readonly #cells: readonly ParsedColumn[];
  readonly #delimiter: number;
  readonly #lineEnd: number;
  readonly #nullValues: ReadonlySet<string>;
  readonly #take: TakePages;
  #row = 0;

  constructor(kernels: Kernels, address: number, layout: TextLayout, rows: number, take: TakePages) {
    const { bytes, words, numbers } = kernels;
    this.#kernels = kernels;
    this.#memory = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#table = address;
    this.#delimiter = layout.delimiter;
    this.#lineEnd = layout.hasReturns ? RETURN : NEWLINE;
    this.#nullValues = new Set(layout.nullValues);
    this.#take = take;
    const head = aligned(map.TEXT_COLUMNS + layout.cells.length * map.TEXT_COLUMN_BYTES);
    bytes.fill(0, address, address + head);
    this.#lines = address + head;
    this.lines = this.#memory.subarray(this.#lines, this.#lines + LINES_ROOM);
    let next = this.#lines + aligned(LINES_ROOM + map.TEXT_SLACK);
    this.#cells = layout.cells.map(({ kind, column }, i) => {
      const entry = address + map.TEXT_COLUMNS + i * map.TEXT_COLUMN_BYTES;
      const place = next;
      if (kind === "text") next += textBytes(rows);
      else if (kind !== "skip") next += 8 * rows;
      words.set([CELL_CODES[kind], place, 0, 0, place + TEXT_ROOM], entry >> 2);
      if (kind === "text") bytes.fill(0, place + TEXT_ROOM, next);
      const range = numbersAt(kernels, entry + map.TEXT_COLUMN_RANGE, 2);
      range.set([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);
      return { kind, column, entry, range };
    });
    const nulls = nullNumbersOf(layout.nullValues);
    const header = [
      layout.delimiter,
      this.#lineEnd,
      layout.hasReturns ? 1 : 0,
      layout.cells.length,
      rows,
      nulls.length,
    ];
    words.set(header, address >> 2);
    numbers.set(nulls, (address + map.TEXT_NULLS) >> 3);
    numbers.set(POWERS, (address + map.TEXT_POWERS) >> 3);
    bytes.set(SHUFFLES, address + map.TEXT_SHUFFLES);
    // A text may stand for a missing one after spaces.
    for (const text of layout.nullValues.length === 0 ? [] : [" ", ...layout.nullValues]) {
      const [first] = Buffer.from(text);
      if (first !== undefined) bytes[address + map.TEXT_BEGINNINGS + first] = 1;
    }
    // No date begins with such bytes.
    bytes.fill(255, address + map.TEXT_DAY, address + map.TEXT_DAY + 32);
  }

  /** Whole lines between two places of `lines`; false when they are not plain. */
  parse(start: number, end: number): boolean {
    if (this.#row > 0 && this.#cells.some(({ kind, entry }) => kind === "text" && this.#isLong(entry, end - start)))
      this.#flush();
    const { functions, words } = this.#kernels;
    const state = (this.#table + map.TEXT_STATE) >> 2;
    const stop = this.#lines + end;
    let position = this.#lines + start;
    let column = 0;
    for (;;) {
      const why = functions.parseText(this.#table, position, stop, this.#row, column);
      position = words[state]!;
      this.#row = words[state + 1]!;
      column = words[state + 2]!;
      switch (why) {
        case map.TEXT_DONE:
          return position === stop;
        case map.TEXT_FULL:
          this.#flush();
          break;
        case map.TEXT_ASKS:
          position = this.#read(position, column) + 1;
          if (position === 0) return false;
          column += 1;
          break;
        default:
          return false;
      }
    }
  }

  /** By column of the result. */
  finish(): readonly NumberFacts[] {
    if (this.#row > 0) this.#flush();
    return this.#inOrder(({ entry, range }) => {
      const [min, max] = [range[0]!, range[1]!];
      return { missing: this.#kernels.words[(entry >> 2) + 2]!, min, max };
    });
  }

  #inOrder<T>(of: (cell: ParsedColumn) => T): readonly T[] {
    const found: T[] = [];
    for (const cell of this.#cells) if (cell.column !== null) found[cell.column] = of(cell);
    return found;
  }

  /** Whether so many bytes of lines could be too much for what a column of texts has left. */
  #isLong(entry: number, bytes: number): boolean {
    return this.#kernels.words[(entry >> 2) + 3]! + 3 * bytes + map.TEXT_SLACK > TEXT_ROOM;
  }

  #flush(): void {
    const { bytes, words, functions } = this.#kernels;
    const rows = this.#row;
    const pages = this.#inOrder(({ kind, entry, range }) => {
      const place = words[(entry >> 2) + 1]!;
      if (kind !== "text") {
        functions.widenRange(place, rows, range.byteOffset);
        return bytes.subarray(place, place + 8 * rows);
      }
      const present = bytes.subarray(place + TEXT_ROOM, place + TEXT_ROOM + Math.ceil(rows / 8));
      const page = textPage(present, bytes.subarray(place, place + words[(entry >> 2) + 3]!));
      words[(entry >> 2) + 3] = 0;
      present.fill(0);
      return page;
    });
    this.#take(rows, pages);
    this.#row = 0;
  }

  /** A cell that the kernel does not know: gives where it ends, or -1 when it is not plain. */
  #read(start: number, index: number): number {
    const { kind, entry } = this.#cells[index]!;
    const memory = this.#memory;
    const { words, numbers } = this.#kernels;
    const end = this.#endOfCell(start, index === this.#cells.length - 1 ? this.#lineEnd : this.#delimiter);
    if (end < 0) return -1;
    const place = words[(entry >> 2) + 1]!;
    let isMissing: boolean;
    if (kind === "text") {
      isMissing = this.#nullValues.has(trimSpaces(memory.toString("utf8", start, end)));
      if (!isMissing) this.#addText(entry, start, end);
    } else {
      const value = numberOfCell(memory.toString("latin1", start, end), kind, this.#nullValues);
      if (value === UNKNOWN || value === -UNKNOWN) return -1;
      isMissing = Number.isNaN(value);
      numbers[(place >> 3) + this.#row] = value;
    }
    if (isMissing) words[(entry >> 2) + 2]! += 1;
    return end;
  }

  #addText(entry: number, start: number, end: number): void {
    const { words, bytes } = this.#kernels;
    const place = words[(entry >> 2) + 1]!;
    const at = place + words[(entry >> 2) + 3]!;
    this.#memory.writeUInt32LE(end - start, at);
    bytes.copyWithin(at + 4, start, end);
    words[(entry >> 2) + 3]! += 4 + end - start;
    bytes[place + TEXT_ROOM + (this.#row >> 3)]! |= 1 << (this.#row & 7);
  }

  /** A line that ends too early, a quote or a stray return is not plain. */
  #endOfCell(start: number, stop: number): number {
    for (let position = start; ; position++) {
      const byte = this.#memory[position]!;
      if (byte === stop) return position;
      if (byte === this.#delimiter || byte === NEWLINE || byte === RETURN || byte === QUOTE) return -1;
    }
  }
}

const NEWLINE = 10;
const RETURN = 13;
const QUOTE = 34;
const POWERS = Float64Array.from({ length: 16 }, (_, i) => 10 ** i);
/** A byte of 255 leaves a zero. */
const SHUFFLES = Uint8Array.from({ length: 256 * 16 }, (_, i) => {
  const count = i >> 8;
  const before = (i >> 4) & 15;
  const places = Array.from({ length: count }, (_, place) => place).filter((place) => before === 0 || place !== before);
  return places[(i & 15) - 16 + places.length] ?? 255;
});
