// Spans -> lines and columns, for every renderer. Line maps are made once per file and rendering.
import type { Span } from "../../../specs/diagnostic.ts";
import { createLineMap, type LineMap, type Position } from "../../source/line-map.ts";
import type { SourceLookup } from "../../source/source-file.ts";

/** Half-open; lines and columns count from 1. A file that is not at hand gives line 1, column 1. */
export interface Range {
  readonly start: Position;
  readonly end: Position;
}

export interface Places {
  readonly rangeOf: (span: Span) => Range;
  /** Undefined for a file that is not at hand. */
  readonly linesOf: (path: string) => LineMap | undefined;
}

export function createPlaces(lookup: SourceLookup): Places {
  const maps = new Map<string, LineMap | undefined>();
  const linesOf = (path: string): LineMap | undefined => {
    if (!maps.has(path)) {
      const file = lookup(path);
      maps.set(path, file === undefined ? undefined : createLineMap(file.text));
    }
    return maps.get(path);
  };
  const rangeOf = (span: Span): Range => {
    const lines = linesOf(span.file);
    const first = { line: 1, column: 1 };
    return lines === undefined
      ? { start: first, end: first }
      : { start: lines.positionAt(span.start), end: lines.positionAt(Math.max(span.start, span.end)) };
  };
  return { rangeOf, linesOf };
}
