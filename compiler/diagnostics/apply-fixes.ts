// The safe fixes of diagnostics as new texts. Pure; whoever calls it writes the files.
import type { Diagnostic, Fix, TextEdit } from "../../specs/diagnostic.ts";

export interface FixOfDiagnostic {
  readonly diagnostic: Diagnostic;
  readonly fix: Fix;
}

export interface FixOutcome {
  /** New texts of the files that change, by path. */
  readonly texts: ReadonlyMap<string, string>;
  readonly applied: readonly FixOfDiagnostic[];
  /** Safe, but an edit overlaps one that was applied: the next round decides on the new text. */
  readonly skipped: readonly FixOfDiagnostic[];
}

/** Takes the first safe fix of each diagnostic, in their order; a fix is applied with all its edits or not at all. */
export function applySafeFixes(
  diagnostics: readonly Diagnostic[],
  textOf: (file: string) => string | undefined,
): FixOutcome {
  const applied: FixOfDiagnostic[] = [];
  const skipped: FixOfDiagnostic[] = [];
  const taken: TextEdit[] = [];
  for (const diagnostic of diagnostics) {
    const fix = diagnostic.fixes.find(({ safe, edits }) => safe && edits.length > 0);
    if (fix === undefined || fix.edits.some(({ span }) => textOf(span.file) === undefined)) continue;
    if (fix.edits.some((edit) => taken.some((other) => overlaps(edit, other)))) {
      skipped.push({ diagnostic, fix });
      continue;
    }
    taken.push(...fix.edits);
    applied.push({ diagnostic, fix });
  }
  const texts = new Map<string, string>();
  for (const file of new Set(taken.map(({ span }) => span.file)))
    texts.set(
      file,
      applyEdits(
        textOf(file)!,
        taken.filter(({ span }) => span.file === file),
      ),
    );
  return { texts, applied, skipped };
}

/** The edits belong to one text and do not overlap. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  return [...edits]
    .sort((a, b) => b.span.start - a.span.start)
    .reduce((now, { span, text: by }) => now.slice(0, span.start) + by + now.slice(span.end), text);
}

/** An insertion also overlaps whatever touches its place: which of the two comes first would be a guess. */
function overlaps(a: TextEdit, b: TextEdit): boolean {
  if (a.span.file !== b.span.file) return false;
  const touches = a.span.start <= b.span.end && b.span.start <= a.span.end;
  const insertion = a.span.start === a.span.end || b.span.start === b.span.end;
  return insertion ? touches : a.span.start < b.span.end && b.span.start < a.span.end;
}
