// Fixes that a machine format may carry. Their edits hold text of the spec: one with a credential would carry it into logs.
import { holdsCredential } from "../../../specs/credential.ts";
import type { Fix, TextEdit } from "../../../specs/diagnostic.ts";
import type { Places } from "./places.ts";

export const showableFixes = (fixes: readonly Fix[], places: Places): readonly Fix[] =>
  fixes.filter(({ edits }) => !edits.some((edit) => holdsCredential(editedLines(edit, places))));

/** An edit may begin inside an address, so whole lines are looked at. */
function editedLines({ span, text }: TextEdit, places: Places): string {
  const lines = places.linesOf(span.file);
  if (lines === undefined) return text;
  const { start, end } = places.rangeOf(span);
  return lines.lineText(start.line).slice(0, start.column - 1) + text + lines.lineText(end.line).slice(end.column - 1);
}
