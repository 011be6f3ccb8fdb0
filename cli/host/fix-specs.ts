// `--fix`: applies safe fixes until none is left, on texts in memory; the caller writes what has changed.
import { resolve } from "node:path";
import { applyEdits, applySafeFixes, type FixOfDiagnostic } from "../../compiler/diagnostics/apply-fixes.ts";
import { findLayout, isFormatted } from "../../compiler/format/not-formatted.ts";
import type { CompileOptions, SourceText } from "../../specs/program.ts";
import { type CompiledSpec, compileText } from "./compile-spec.ts";
import { readSpec } from "./spec-paths.ts";

export interface ChangedText {
  /** As findings name the file. */
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

export interface FixedSpecs {
  /** What the specs are after the fixes. */
  readonly compiled: readonly CompiledSpec[];
  readonly applied: readonly FixOfDiagnostic[];
  /** Safe fixes that still overlap others when the rounds have ended. */
  readonly skipped: readonly FixOfDiagnostic[];
  /** Specs and their imports; one file once. */
  readonly changed: readonly ChangedText[];
}

/** A fix may bring findings to light that have fixes of their own; ones that undo each other must end. */
const MOST_ROUNDS = 20;

/** `reformat`: every file that parses gets the canonical layout; otherwise only files that had it before. */
export function fixSpecs(paths: readonly string[], options: CompileOptions, reformat: boolean): FixedSpecs {
  const overlay = new Map<string, string>();
  const originals = new Map<string, SourceText>();
  const applied: FixOfDiagnostic[] = [];
  let skipped: FixOfDiagnostic[] = [];
  const compileNow = (main: SourceText): CompiledSpec => {
    const text = overlay.get(resolve(main.path)) ?? main.text;
    const compiled = compileText({ path: main.path, text }, options, overlay);
    for (const source of compiled.sources)
      if (!originals.has(resolve(source.path))) originals.set(resolve(source.path), source);
    return compiled;
  };
  const mains = paths.map(readSpec);
  for (const main of mains) {
    let compiled = compileNow(main);
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const outcome = applySafeFixes(compiled.diagnostics, (file) => compiled.lookup(file)?.text);
      skipped = [...skipped.filter(({ diagnostic }) => diagnostic.span.file !== main.path), ...outcome.skipped];
      if (outcome.applied.length === 0) break;
      applied.push(...outcome.applied);
      for (const [path, text] of outcome.texts) overlay.set(resolve(path), text);
      compiled = compileNow(main);
    }
    for (const source of compiled.sources) {
      const original = originals.get(resolve(source.path));
      const layout = findLayout(source);
      if (layout === null || original === undefined) continue;
      if (!reformat && (original.text === source.text || !isFormatted(original))) continue;
      const fix = layout.fixes[0]!;
      overlay.set(resolve(source.path), applyEdits(source.text, fix.edits));
      if (reformat) applied.push({ diagnostic: layout, fix });
    }
  }
  // Again, because a later spec may have changed an import of an earlier one.
  const compiled = mains.map(compileNow);
  const changed = [...overlay].flatMap(([absolute, after]) => {
    const { path, text: before } = originals.get(absolute)!;
    return before === after ? [] : [{ path, before, after }];
  });
  return { compiled, applied, skipped, changed };
}
