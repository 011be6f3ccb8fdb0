// Offsets <-> lines and columns. Offsets count UTF-16 units from 0; lines and columns count from 1, columns in UTF-16
// units. `\n`, `\r\n` and a lone `\r` end a line.

export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface LineMap {
  readonly lineCount: number;
  /** Offsets outside the text are moved to its nearest end. */
  readonly positionAt: (offset: number) => Position;
  /** Lines and columns outside the text are moved to the nearest place. */
  readonly offsetAt: (position: Position) => number;
  /** The text of a line without its line end; empty for a line that does not exist. */
  readonly lineText: (line: number) => string;
}

export function createLineMap(text: string): LineMap {
  const starts = [0];
  const ends: number[] = [];
  for (const match of text.matchAll(/\r\n?|\n/g)) {
    ends.push(match.index);
    starts.push(match.index + match[0].length);
  }
  ends.push(text.length);

  const positionAt = (offset: number): Position => {
    const target = Math.min(Math.max(offset, 0), text.length);
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= target) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: target - starts[low]! + 1 };
  };
  const offsetAt = ({ line, column }: Position): number => {
    const index = Math.min(Math.max(line, 1), starts.length) - 1;
    return Math.min(starts[index]! + Math.max(column, 1) - 1, ends[index]!);
  };
  const lineText = (line: number): string => text.slice(starts[line - 1] ?? text.length, ends[line - 1] ?? text.length);
  return { lineCount: starts.length, positionAt, offsetAt, lineText };
}
