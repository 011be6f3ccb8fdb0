// Diagnostics for people. Words come from the diagnostic alone; colours from the palette of the caller.
import type { Diagnostic, Fix, Severity } from "../../../specs/diagnostic.ts";
import type { SourceLookup } from "../../source/source-file.ts";
import { type ExcerptStyle, renderExcerpt } from "./excerpt.ts";
import { createPlaces, type Places, type Range } from "./places.ts";

export interface Palette {
  readonly error: (text: string) => string;
  readonly warning: (text: string) => string;
  readonly info: (text: string) => string;
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly related: (text: string) => string;
  readonly help: (text: string) => string;
}

const same = (text: string): string => text;

export const NO_COLOUR: Palette = {
  error: same,
  warning: same,
  info: same,
  strong: same,
  faint: same,
  related: same,
  help: same,
};

export function renderTerminal(
  diagnostics: readonly Diagnostic[],
  lookup: SourceLookup,
  palette: Palette = NO_COLOUR,
): string {
  const places = createPlaces(lookup);
  return diagnostics.map((diagnostic) => `${renderOne(diagnostic, places, palette)}\n`).join("\n");
}

function renderOne(diagnostic: Diagnostic, places: Places, palette: Palette): string {
  const colour = palette[diagnostic.severity];
  const range = places.rangeOf(diagnostic.span);
  const shown = [range, ...diagnostic.related.map(({ span }) => places.rangeOf(span))];
  const gutter = Math.max(...shown.map(({ end }) => String(end.line).length));
  const out = [
    `${colour(palette.strong(`${diagnostic.severity}[${diagnostic.id}]`))}${palette.strong(`: ${diagnostic.message}`)}`,
  ];
  out.push(...placeLines(diagnostic.span.file, range, gutter, places, excerptStyle(palette, colour, "^"), palette));
  const bar = palette.faint(`${" ".repeat(gutter)} |`);
  diagnostic.related.forEach((related, i) => {
    const number = diagnostic.related.length > 1 ? `${i + 1}. ` : "";
    out.push(bar, `${" ".repeat(gutter)} ${palette.related(`${number}${related.message}`)}`);
    const style = excerptStyle(palette, palette.related, "-");
    out.push(...placeLines(related.span.file, shown[i + 1]!, gutter, places, style, palette));
  });
  out.push(bar);
  for (const [label, text] of [
    ["why", diagnostic.why],
    ["help", diagnostic.help],
  ] as const) {
    if (text !== "") out.push(`${" ".repeat(gutter)} = ${palette.help(`${label}:`)} ${text}`);
  }
  for (const fix of diagnostic.fixes) {
    if (!sameWords(fix.title, diagnostic.help))
      out.push(`${" ".repeat(gutter)} = ${palette.help(fixLabel(fix))} ${fix.title}`);
  }
  return out.join("\n");
}

const fixLabel = (fix: Fix): string => (fix.safe ? "fix:" : "possible fix:");

/** A fix that says what the help said already is not printed twice. */
const sameWords = (a: string, b: string): boolean => b.startsWith(a);

function placeLines(
  path: string,
  range: Range,
  gutter: number,
  places: Places,
  style: ExcerptStyle,
  palette: Palette,
): string[] {
  const lines = places.linesOf(path);
  const arrow = palette.faint(`${" ".repeat(gutter)}-->`);
  if (lines === undefined) return [`${arrow} ${path}`];
  const head = `${arrow} ${path}:${range.start.line}:${range.start.column}`;
  return [head, ...renderExcerpt(lines, range, gutter, style)];
}

const excerptStyle = (palette: Palette, mark: (text: string) => string, sign: string): ExcerptStyle => ({
  gutter: palette.faint,
  mark,
  sign,
});

/** "2 errors, 1 warning", or "no problems". */
export function renderCounts(diagnostics: readonly Diagnostic[]): string {
  const counts = (["error", "warning", "info"] satisfies Severity[])
    .map((severity) => ({
      severity,
      count: diagnostics.filter((diagnostic) => diagnostic.severity === severity).length,
    }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => `${count} ${severity === "info" ? "note" : severity}${count === 1 ? "" : "s"}`);
  return counts.length === 0 ? "no problems" : counts.join(", ");
}
