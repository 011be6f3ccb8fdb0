// What is wrong with a CSV file that the engine refuses: the engine often names neither the line nor the cause.
import { isUtf8 } from "node:buffer";
import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import type { SourceFile } from "./reader.ts";

const NEWLINE = 0x0a;
const RETURN = 0x0d;
/** Lines longer than this do not occur in tables; a file without line breaks is not read into memory. */
const LONGEST_LINE = 1 << 26;

/** The first problem in the files, as a sentence; null when the rows look alike (or cannot be looked at). */
export async function diagnoseCsv(files: readonly SourceFile[], delimiter: string): Promise<string | null> {
  try {
    for (const { path, shown } of files) {
      const problem = await firstProblem(path, delimiter);
      if (problem !== null) return files.length === 1 ? problem : `${problem} (in \`${shown}\`)`;
    }
    return null;
  } catch {
    // Only an explanation is lost: the engine has refused the file already.
    return null;
  }
}

async function firstProblem(path: string, delimiter: string): Promise<string | null> {
  const rows = createRowCounter(delimiter);
  let line = 0;
  let firstHasReturn = false;
  for await (const bytes of linesOf(path)) {
    line += 1;
    if (bytes.includes(0)) return `line ${line} holds zero bytes, so it is not a text file`;
    const hasReturn = bytes.at(-1) === RETURN;
    if (line === 1) firstHasReturn = hasReturn;
    const isInCell = rows.isInCell();
    const problem = rows.add(bytes.toString("utf8").replace(/\r$/, ""), line);
    if (problem !== null) return problem;
    if (hasReturn !== firstHasReturn && !isInCell && !rows.isInCell()) return otherEnd(line, hasReturn);
  }
  return rows.end();
}

/** The first line that is not UTF-8. */
export async function firstBadLine(path: string): Promise<number> {
  let line = 1;
  for await (const bytes of linesOf(path)) {
    if (!isUtf8(bytes)) break;
    line += 1;
  }
  return line;
}

export async function* linesOf(path: string): AsyncGenerator<Buffer> {
  const file = createReadStream(path);
  const stream: AsyncIterable<Buffer> = path.endsWith(".gz") ? file.pipe(createGunzip()) : file;
  let rest = Buffer.alloc(0);
  for await (const chunk of stream) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let from = 0;
    for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, from)) {
      yield bytes.subarray(from, at);
      from = at + 1;
    }
    rest = Buffer.from(bytes.subarray(from));
    if (rest.length > LONGEST_LINE) break;
  }
  if (rest.length > 0) yield rest;
}

const otherEnd = (line: number, hasReturn: boolean): string =>
  `line ${line} ends ${hasReturn ? "with" : "without"} a carriage return, unlike the first line; use one kind of line end`;

export interface RowCounter {
  /** Whether the next line belongs to a cell that a quote has opened. */
  readonly isInCell: () => boolean;
  readonly add: (text: string, line: number) => string | null;
  readonly end: () => string | null;
}

/** Counts the cells of each row (RFC 4180): quoted cells hold delimiters and line breaks, and quotes doubled. */
export function createRowCounter(delimiter: string): RowCounter {
  let expected: number | null = null;
  let cells = 1;
  let started = 1;
  let isQuoted = false;
  const add: RowCounter["add"] = (text, line) => {
    if (!isQuoted) {
      if (text === "") return null;
      cells = 1;
      started = line;
    }
    let atCellStart = !isQuoted;
    for (let i = 0; i < text.length; i++) {
      if (isQuoted) {
        if (text[i] !== '"') continue;
        if (text[i + 1] === '"') i += 1;
        else {
          isQuoted = false;
          const isEnd = text.startsWith(delimiter, i + 1) || text.slice(i + 1).trim() === "";
          if (!isEnd && text[i + 1] !== " ") return `on line ${line} text follows the quote that closes a cell`;
        }
      } else if (atCellStart && text[i] === '"') {
        isQuoted = true;
        atCellStart = false;
      } else if (text.startsWith(delimiter, i)) {
        cells += 1;
        atCellStart = true;
        i += delimiter.length - 1;
      } else atCellStart = false;
    }
    if (isQuoted) return null;
    expected ??= cells;
    if (cells === expected) return null;
    return `line ${started} has ${cellCount(cells)}, the first line has ${expected}`;
  };
  return {
    isInCell: () => isQuoted,
    add,
    end: () => (isQuoted ? `the quote in the row that starts on line ${started} is never closed` : null),
  };
}

const cellCount = (count: number): string => (count === 1 ? "1 cell" : `${count} cells`);

/** The delimiter that a single column's name shows the file really to have, or null. `wanted` are the schema's columns. */
export function likelyDelimiter(name: string, wanted: readonly string[]): string | null {
  const matches = (delimiter: string): number => {
    const cells = name.split(delimiter).map((cell) => cell.trim().replace(/^"(.*)"$/, "$1"));
    return cells.length < 2 ? 0 : wanted.filter((column) => cells.includes(column)).length;
  };
  const [best] = [";", "\t", "|", ","].sort((a, b) => matches(b) - matches(a));
  return best !== undefined && matches(best) > 0 ? best : null;
}
