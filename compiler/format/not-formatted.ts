// A file that is not in the canonical layout, as a finding with its fix: `pipec lint` reports it beside all others.
import { type Diagnostic, defineDiagnostics, msg } from "../../specs/diagnostic.ts";
import type { SourceText } from "../../specs/program.ts";
import { parse } from "../syntax/parse.ts";
import { format } from "./format.ts";

export const layout = defineDiagnostics("lint", {
  "not-formatted": {
    severity: "warning",
    message: msg`this file is not in the canonical layout, from line ${"line"} on`,
    why: msg`one layout for all specs keeps changes small and easy to review`,
    help: msg`run \`pipec fmt\` on it`,
  },
});

/** Null for a file that is formatted, and for one that does not parse. */
export function findLayout({ path, text }: SourceText): Diagnostic | null {
  const formatted = canonicalText({ path, text });
  if (formatted === null || formatted === text) return null;
  const { start, end, by } = difference(text, formatted);
  const line = text.slice(0, start).split(/\r\n?|\n/).length;
  const lineEnd = text.slice(start).search(/[\r\n]/);
  const shown = { file: path, start, end: lineEnd < 0 ? text.length : Math.max(start, start + lineEnd) };
  const edits = [{ span: { file: path, start, end }, text: by }];
  return layout["not-formatted"](shown, { line }, { fixes: [{ title: "format the file", safe: true, edits }] });
}

/** False also for a file that does not parse. */
export const isFormatted = (file: SourceText): boolean => canonicalText(file) === file.text;

/** Null for a file that does not parse. */
function canonicalText(file: SourceText): string | null {
  const { tree, diagnostics } = parse(file);
  return diagnostics.some(({ severity }) => severity === "error") ? null : format(tree, file.text);
}

/** The smallest single replacement that turns `from` into `to`. */
function difference(from: string, to: string): { readonly start: number; readonly end: number; readonly by: string } {
  const most = Math.min(from.length, to.length);
  let start = 0;
  while (start < most && from[start] === to[start]) start++;
  let tail = 0;
  while (tail < most - start && from[from.length - 1 - tail] === to[to.length - 1 - tail]) tail++;
  return { start, end: from.length - tail, by: to.slice(start, to.length - tail) };
}
