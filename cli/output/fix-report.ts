// What `--fix` has done: a diff when nothing is written, a list of files otherwise, and the fixes that are left to the author.
import { applyEdits } from "../../compiler/diagnostics/apply-fixes.ts";
import { createPlaces } from "../../compiler/diagnostics/render/places.ts";
import type { SourceLookup } from "../../compiler/source/source-file.ts";
import { plural } from "../../runtime/report/quantity.ts";
import type { Diagnostic, Fix } from "../../specs/diagnostic.ts";
import type { FixedSpecs } from "../host/fix-specs.ts";
import type { Colours } from "../terminal.ts";
import { unifiedDiff } from "./unified-diff.ts";

export const printDiff = (fixed: FixedSpecs, colours: Colours): string =>
  fixed.changed.map(({ path, before, after }) => paintDiff(unifiedDiff(path, before, after), colours)).join("");

export function describeFixes({ applied, skipped, changed }: FixedSpecs, dryRun: boolean): string {
  const lines = applied.map(({ diagnostic, fix }) => `  ${diagnostic.span.file}: ${diagnostic.id}: ${fix.title}`);
  if (applied.length === 0) return "nothing to fix: no finding has a fix that is safe to apply\n";
  const head = `${dryRun ? "would fix" : "fixed"} ${plural(applied.length, "finding")} in ${plural(changed.length, "file")}`;
  const left = skipped.map(
    ({ diagnostic, fix }) => `  not applied, overlaps another fix: ${diagnostic.id}: ${fix.title}`,
  );
  return `${[head, ...lines, ...left].join("\n")}\n`;
}

/** Fixes that change what is computed are shown as diffs, never applied: which of them is meant only the author knows. */
export function printSuggestions(diagnostics: readonly Diagnostic[], lookup: SourceLookup, colours: Colours): string {
  const places = createPlaces(lookup);
  const shown = diagnostics.flatMap((diagnostic) =>
    diagnostic.fixes
      .filter(({ safe }) => !safe)
      .map((fix) => {
        const { line } = places.rangeOf(diagnostic.span).start;
        const diff = paintDiff(diffOfFix(fix, lookup), colours);
        return `possible fix for ${diagnostic.id} at ${diagnostic.span.file}:${line}: ${fix.title}\n${diff}`;
      }),
  );
  return shown.join("\n");
}

function diffOfFix(fix: Fix, lookup: SourceLookup): string {
  const files = [...new Set(fix.edits.map(({ span }) => span.file))];
  return files
    .map((path) => {
      const before = lookup(path)?.text ?? "";
      const edits = fix.edits.filter(({ span }) => span.file === path);
      return unifiedDiff(path, before, applyEdits(before, edits));
    })
    .join("");
}

const paintDiff = (diff: string, colours: Colours): string =>
  diff
    .split("\n")
    .map((line) => {
      if (line.startsWith("@@")) return colours.cyan(line);
      if (/^(?:---|\+\+\+) /.test(line)) return colours.bold(line);
      if (line.startsWith("+")) return colours.green(line);
      return line.startsWith("-") ? colours.red(line) : line;
    })
    .join("\n");
