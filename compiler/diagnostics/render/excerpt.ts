// The lines of a span with a gutter, and marks under what it covers. Credentials in them are not shown.
import { maskCredentials } from "../../../specs/credential.ts";
import type { LineMap } from "../../source/line-map.ts";
import { displayWidth, expandForDisplay } from "./display-width.ts";
import type { Range } from "./places.ts";

export interface ExcerptStyle {
  readonly gutter: (text: string) => string;
  readonly mark: (text: string) => string;
  /** `^` for the place itself, `-` for related ones. */
  readonly sign: string;
}

/** Longer spans show their first lines and their last. */
const HEAD_LINES = 3;

export function renderExcerpt(lines: LineMap, range: Range, gutterWidth: number, style: ExcerptStyle): string[] {
  const { start, end } = range;
  // A span that ends at the start of a line covers nothing of that line.
  const lastLine = end.column === 1 && end.line > start.line ? end.line - 1 : end.line;
  const out = [style.gutter(`${" ".repeat(gutterWidth)} |`)];
  for (let line = start.line; line <= lastLine; line++) {
    if (line === start.line + HEAD_LINES && line < lastLine) {
      out.push(style.gutter(`${"...".padStart(gutterWidth)} |`));
      line = lastLine;
    }
    const { text, moved } = maskCredentials(lines.lineText(line));
    out.push(`${style.gutter(`${String(line).padStart(gutterWidth)} |`)} ${expandForDisplay(text)}`.trimEnd());
    const from = line === start.line ? moved(start.column - 1) : text.length - text.trimStart().length;
    const to = line === end.line ? moved(end.column - 1) : text.trimEnd().length;
    const indent = displayWidth(expandForDisplay(text.slice(0, from)));
    const width = displayWidth(expandForDisplay(text.slice(0, to))) - indent;
    // A blank line inside a span has nothing to mark; an empty span is a place between two characters.
    if (line !== start.line && width <= 0) continue;
    const marks = style.mark(style.sign.repeat(Math.max(1, width)));
    out.push(`${style.gutter(`${" ".repeat(gutterWidth)} |`)} ${" ".repeat(indent)}${marks}`);
  }
  return out;
}
