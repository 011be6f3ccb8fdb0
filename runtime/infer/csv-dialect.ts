// The dialect of delimited text from its first lines: what separates cells, and whether the first line names the columns.
import type { Engine } from "../data/engine.ts";
import { quoteText } from "../data/sql-text.ts";

const LINES = 500;
/** `, ` before `,`: cells that begin with a blank are not what the author of the file meant. */
const DELIMITERS = [", ", ",", ";", "\t", "|"] as const;

export interface Dialect {
  readonly delimiter: string;
  readonly header: boolean;
  /** Cells of the first line. */
  readonly first: readonly string[];
}

/** The first lines of a file, or of the first file of a glob, by the engine, which also unpacks them. */
export async function readHead(engine: Engine, path: string): Promise<string> {
  const options =
    "columns = {'line': 'VARCHAR'}, auto_detect = false, header = false, quote = '', escape = '', delim = chr(1)";
  const lines = await engine.query(`SELECT line FROM read_csv(${quoteText(path)}, ${options}) LIMIT ${LINES}`);
  return lines.map(([line]) => `${line ?? ""}\n`).join("");
}

/** Null when the text has no line. A table of one column has the delimiter `,`. */
export function detectDialect(head: string): Dialect | null {
  let best: {
    readonly delimiter: string;
    readonly rows: readonly (readonly string[])[];
    readonly score: number;
  } | null = null;
  for (const delimiter of DELIMITERS) {
    const rows = splitRows(head, delimiter);
    const width = rows[0]?.length ?? 0;
    if (width === 0) return null;
    const agreeing = rows.filter((row) => row.length === width).length / rows.length;
    // A delimiter that makes one column says nothing; one with which rows differ is not the one.
    const score = width === 1 ? 0 : agreeing * (agreeing === 1 ? 2 : 1);
    if (best === null || score > best.score) best = { delimiter, rows, score };
  }
  if (best === null) return null;
  const delimiter = best.score === 0 ? "," : best.delimiter;
  const rows = best.score === 0 ? splitRows(head, ",") : best.rows;
  return { delimiter, header: hasHeader(rows), first: rows[0]! };
}

const MISSING = /^(\?|-{0,2}|[.]|#?n\/?a|nan|null|none|missing)$/i;
const NUMBER = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i;

/**
 * The first line names columns when its cells are distinct texts and some column below holds only numbers or moments. Where
 * everything is text, names do not occur again as values of their columns.
 */
function hasHeader(rows: readonly (readonly string[])[]): boolean {
  const [first, ...body] = rows;
  if (first === undefined) return false;
  const names = first.map((cell) => cell.trim());
  if (body.length === 0) return names.every((name) => !NUMBER.test(name)) && new Set(names).size === names.length;
  const isTyped = (text: string): boolean => NUMBER.test(text) || /^\s*\d{1,4}[-/.]\d{1,2}([-/.]\d{1,4})?/.test(text);
  const typed = names.map((_, i) => {
    const cells = body.map((row) => row[i] ?? "").filter((cell) => cell.trim() !== "");
    return cells.length > 0 && cells.every(isTyped);
  });
  // What may stand for a missing value is no name that tells.
  if (typed.some((all, i) => all && !isTyped(names[i]!) && !MISSING.test(names[i]!))) return true;
  // Exports of data frames leave the name of the row numbers empty.
  if (names.slice(1).includes("") || new Set(names).size < names.length) return false;
  // Column names such as 0,1,2,… over numbers with decimals.
  if (names.length > 2 && names.every((name, i) => name === String(i) || name === String(i + 1))) return true;
  if (names.some(isTyped)) return false;
  return names.every((name, i) => body.every((row) => (row[i] ?? "").trim() !== name));
}

/** Rows of cells (RFC 4180) of the first lines; blank lines are skipped. */
export function splitRows(text: string, delimiter: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let isQuoted = false;
  const endRow = (): void => {
    row.push(cell);
    cell = "";
    if (row.length > 1 || row[0] !== "") rows.push(row);
    row = [];
  };
  for (let i = 0; i < text.length && rows.length < LINES; i++) {
    const character = text[i]!;
    if (isQuoted) {
      if (character !== '"') cell += character;
      else if (text[i + 1] === '"') {
        cell += '"';
        i += 1;
      } else isQuoted = false;
    } else if (character === '"' && cell === "") isQuoted = true;
    else if (text.startsWith(delimiter, i)) {
      row.push(cell);
      cell = "";
      i += delimiter.length - 1;
    } else if (character === "\n") endRow();
    else if (character !== "\r") cell += character;
  }
  if (rows.length < LINES && (cell !== "" || row.length > 0)) endRow();
  return rows;
}
