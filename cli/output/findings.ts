// Prints diagnostics for people, in the colours of the terminal.

import { type Palette, renderTerminal } from "../../compiler/diagnostics/render/terminal.ts";
import type { SourceLookup } from "../../compiler/source/source-file.ts";
import type { Diagnostic } from "../../specs/diagnostic.ts";
import type { Colours } from "../terminal.ts";

export const paletteOf = (colours: Colours): Palette => ({
  error: (text) => colours.bold(colours.red(text)),
  warning: (text) => colours.bold(colours.yellow(text)),
  info: (text) => colours.bold(colours.cyan(text)),
  strong: colours.bold,
  faint: colours.dim,
  related: colours.blue,
  help: colours.green,
});

export const printFindings = (diagnostics: readonly Diagnostic[], lookup: SourceLookup, colours: Colours): string =>
  diagnostics.length === 0 ? "" : renderTerminal(diagnostics, lookup, paletteOf(colours));
