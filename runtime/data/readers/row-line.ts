// Where a row of delimited text begins, for findings: blank lines and line breaks inside quoted cells count as lines.
import { createRowCounter, linesOf } from "./diagnose-csv.ts";
import type { SourceFile } from "./reader.ts";

const QUOTE = 0x22;
const RETURN = 0x0d;

export interface TextRows {
  readonly files: readonly SourceFile[];
  readonly headerLines: number;
  readonly delimiter: string;
  /** Of files with one column, where the engine takes a blank line for a missing value. */
  readonly hasBlankRows: boolean;
}

export interface RowLine {
  readonly file: SourceFile;
  /** From 1. */
  readonly line: number;
}

/** `row` counts from 0 over all files. Null where the files cannot be read line by line as they are. */
export async function lineOfRow(text: TextRows, row: number): Promise<RowLine | null> {
  let left = row;
  try {
    for (const file of text.files) {
      const found = await lineInFile(text, file, left);
      if (found.kind === "line") return { file, line: found.line };
      left -= found.rows;
    }
    return null;
  } catch {
    // Only the better place is lost: the row has been found.
    return null;
  }
}

type Found = { readonly kind: "line"; readonly line: number } | { readonly kind: "rows"; readonly rows: number };

async function lineInFile(
  { headerLines, delimiter, hasBlankRows }: TextRows,
  file: SourceFile,
  row: number,
): Promise<Found> {
  const cells = createRowCounter(delimiter);
  let line = 0;
  let rows = -headerLines;
  for await (const bytes of linesOf(file.path)) {
    line += 1;
    const isInCell = cells.isInCell();
    // What has no quotes can neither open a cell nor close one.
    if (isInCell || bytes.includes(QUOTE)) cells.add(bytes.toString("utf8"), line);
    const isBlank = bytes.length === 0 || (bytes.length === 1 && bytes[0] === RETURN);
    if (isInCell || (isBlank && !hasBlankRows)) continue;
    if (rows === row) return { kind: "line", line };
    rows += 1;
  }
  return { kind: "rows", rows: Math.max(0, rows) };
}
