// The leakage corpus: every spec says in its head what is wrong with it and where, or that it is clean. Leaky ones must give
// exactly those findings; clean ones no error and no warning of the leak area.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Diagnostic, Fix } from "../../../../specs/diagnostic.ts";
import { checkText } from "./check-text.ts";

const FOLDER = join(import.meta.dirname, "../../../fixtures/leakage");
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith(".pipe"));

const EXPECTATION = /^# expect: (?<id>[a-z]+\/[a-z-]+) at "(?<text>(?:[^"\\]|\\.)*)"$/gm;

describe("leakage corpus", () => {
  it.each(FILES)("%s", async (name) => {
    const text = readFileSync(join(FOLDER, name), "utf8");
    const expected = [...text.matchAll(EXPECTATION)].map(
      ({ groups }) => `${groups?.id} at ${groups?.text?.replaceAll('\\"', '"')}`,
    );
    const isClean = text.startsWith("# expect: clean\n");
    expect(isClean || expected.length > 0, "the file says what is expected of it").toBe(true);
    const { diagnostics } = checkText(text);
    const relevant = diagnostics.filter(
      ({ id, severity }) => severity === "error" || expected.some((e) => e.startsWith(id)),
    );
    const found = relevant.map(({ id, span }) => `${id} at ${text.slice(span.start, span.end)}`);
    expect(found.map(oneLine).sort()).toEqual(expected.map(oneLine).sort());
    for (const finding of relevant)
      for (const fix of finding.fixes) expect(idsAfter(text, fix), `after "${fix.title}"`).not.toContain(finding.id);
    if (!isClean)
      await expect(render(relevant, text)).toMatchFileSnapshot(join(FOLDER, name.replace(/\.pipe$/, ".expect.md")));
  });
});

/** Errors and warnings that are left when the edits of a fix are made, last one first. */
function idsAfter(text: string, fix: Fix): readonly string[] {
  const edits = [...fix.edits].sort((a, b) => b.span.start - a.span.start);
  const fixed = edits.reduce((now, { span, text: by }) => now.slice(0, span.start) + by + now.slice(span.end), text);
  return checkText(fixed).diagnostics.map(({ id }) => id);
}

const oneLine = (text: string): string => text.replaceAll(/\\n|\n/g, "⏎");

function render(diagnostics: readonly Diagnostic[], text: string): string {
  const quote = (span: Diagnostic["span"]): string => `\`${oneLine(text.slice(span.start, span.end))}\``;
  const blocks = diagnostics.map((d) =>
    [
      `## ${d.id} (${d.entries.join(", ")})`,
      `${d.message}`,
      `- at: ${quote(d.span)}`,
      `- why: ${d.why}`,
      `- help: ${d.help}`,
      ...d.related.map((place) => `- note: ${place.message}: ${quote(place.span)}`),
      ...d.fixes.map((fix) => `- fix: ${fix.title}`),
    ].join("\n"),
  );
  return `${blocks.join("\n\n")}\n`;
}
