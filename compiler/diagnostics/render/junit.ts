// JUnit XML as CI servers read it: a suite per file, a failed case per error; warnings and notes go to the output.
import type { Diagnostic } from "../../../specs/diagnostic.ts";
import type { SourceLookup } from "../../source/source-file.ts";
import { createPlaces, type Places } from "./places.ts";

/** `files`: every spec that was looked at, so that clean ones count as passed. */
export function renderJunit(
  diagnostics: readonly Diagnostic[],
  lookup: SourceLookup,
  files: readonly string[],
): string {
  const places = createPlaces(lookup);
  const paths = [...new Set([...files, ...diagnostics.map(({ span }) => span.file)])];
  const suites = paths.map((path) =>
    renderSuite(
      path,
      diagnostics.filter(({ span }) => span.file === path),
      places,
    ),
  );
  const failures = diagnostics.filter(({ severity }) => severity === "error").length;
  const tests = suites.reduce((sum, suite) => sum + suite.tests, 0);
  const head = `<testsuites name="pipec check" tests="${tests}" failures="${failures}" errors="0">`;
  return ['<?xml version="1.0" encoding="UTF-8"?>', head, ...suites.map(({ xml }) => xml), "</testsuites>", ""].join(
    "\n",
  );
}

function renderSuite(
  path: string,
  diagnostics: readonly Diagnostic[],
  places: Places,
): { readonly xml: string; readonly tests: number } {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  const others = diagnostics.filter(({ severity }) => severity !== "error");
  const name = escapeXml(path);
  const tests = Math.max(1, errors.length);
  const out = [`  <testsuite name="${name}" tests="${tests}" failures="${errors.length}" errors="0">`];
  if (errors.length === 0) out.push(`    <testcase name="check" classname="${name}"/>`);
  for (const error of errors) {
    const text = `${place(error, places)}\nwhy: ${error.why}\nhelp: ${error.help}`;
    out.push(
      `    <testcase name="${escapeXml(error.id)}" classname="${name}">`,
      `      <failure type="${escapeXml(error.id)}" message="${escapeXml(error.message)}">${escapeXml(text)}</failure>`,
      "    </testcase>",
    );
  }
  if (others.length > 0) {
    const lines = others.map((one) => `${place(one, places)}: ${one.severity}[${one.id}]: ${one.message}`);
    out.push(`    <system-out>${escapeXml(lines.join("\n"))}</system-out>`);
  }
  out.push("  </testsuite>");
  return { xml: out.join("\n"), tests };
}

function place(diagnostic: Diagnostic, places: Places): string {
  const { start } = places.rangeOf(diagnostic.span);
  return `${diagnostic.span.file}:${start.line}:${start.column}`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\n": "&#10;",
};

/** Characters that XML 1.0 cannot hold at all are replaced. */
function escapeXml(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  const allowed = text.replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, "\uFFFD");
  const wellFormed = allowed.replaceAll(
    /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g,
    "\uFFFD",
  );
  return wellFormed.replaceAll(/[&<>"\n]/g, (character) => ENTITIES[character]!);
}
