import { describe, expect, test } from "vitest";
import { renderGithub } from "../../../../compiler/diagnostics/render/github.ts";
import { renderGitlab } from "../../../../compiler/diagnostics/render/gitlab.ts";
import { buildJsonReport, renderJson } from "../../../../compiler/diagnostics/render/json.ts";
import { renderJunit } from "../../../../compiler/diagnostics/render/junit.ts";
import { renderSarif } from "../../../../compiler/diagnostics/render/sarif.ts";
import { NO_COLOUR, renderCounts, renderTerminal } from "../../../../compiler/diagnostics/render/terminal.ts";
import type { Diagnostic, Span } from "../../../../specs/diagnostic.ts";

const text =
  'source s = csv("温度.csv")\n\tfit scaler = standardize() on s\nevaluate e = m on cv.test {\n  a\n\n  b\n  c\n  d\n}\n';
const file = { path: "specs/a b.pipe", text };
const lookup = (path: string) => (path === file.path ? file : undefined);
const spanOf = (part: string): Span => {
  const start = text.indexOf(part);
  return { file: file.path, start, end: start + part.length };
};

const leak: Diagnostic = {
  id: "leak/fit-outside-train",
  severity: "error",
  span: spanOf("standardize()"),
  message: "`scaler` learns from rows, <100%> of: them",
  why: "the score is too good",
  help: "fit it on `cv.train`",
  related: [
    { span: spanOf('"温度.csv"'), message: "these rows" },
    { span: { file: "gone.pipe", start: 3, end: 4 }, message: "are judged here" },
  ],
  entries: ["LK101"],
  fixes: [{ title: "use `cv.train`", safe: false, edits: [{ span: spanOf("on s"), text: "on cv.train" }] }],
};
const note: Diagnostic = {
  ...leak,
  id: "lint/x",
  severity: "info",
  span: { file: file.path, start: text.indexOf("evaluate"), end: text.length - 1 },
  related: [],
  entries: [],
  fixes: [],
};

describe("terminal", () => {
  test("excerpts line up under wide characters and tabs; long spans are cut", () => {
    expect(
      renderTerminal([leak, note], lookup),
    ).toBe(`error[leak/fit-outside-train]: \`scaler\` learns from rows, <100%> of: them
 --> specs/a b.pipe:2:15
  |
2 |     fit scaler = standardize() on s
  |                  ^^^^^^^^^^^^^
  |
  1. these rows
 --> specs/a b.pipe:1:16
  |
1 | source s = csv("温度.csv")
  |                ----------
  |
  2. are judged here
 --> gone.pipe
  |
  = why: the score is too good
  = help: fit it on \`cv.train\`
  = possible fix: use \`cv.train\`

info[lint/x]: \`scaler\` learns from rows, <100%> of: them
 --> specs/a b.pipe:3:1
  |
3 | evaluate e = m on cv.test {
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
4 |   a
  |   ^
5 |
... |
9 | }
  | ^
  |
  = why: the score is too good
  = help: fit it on \`cv.train\`
`);
  });
  test("colours come from the palette alone", () => {
    const painted = renderTerminal([leak], lookup, { ...NO_COLOUR, error: (part) => `<red>${part}</red>` });
    expect(painted).toContain("<red>error[leak/fit-outside-train]</red>");
    expect(painted).toContain("<red>^^^^^^^^^^^^^</red>");
  });
  test("counts", () => {
    expect(renderCounts([leak, note, note])).toBe("1 error, 2 notes");
    expect(renderCounts([])).toBe("no problems");
  });
});

test("json has the documented shape", () => {
  const certificate = [{ entry: "LK101", id: leak.id, status: "unknown" as const, where: [] }];
  const report = buildJsonReport([leak], lookup, { certificate, files: 1 });
  expect(JSON.parse(renderJson([leak], lookup, { certificate, files: 1 }))).toEqual(report);
  expect(Object.keys(report)).toEqual(["version", "diagnostics", "certificate", "summary"]);
  expect(report.summary).toEqual({ files: 1, errors: 1, warnings: 0 });
  expect(report.diagnostics[0]).toEqual({
    id: leak.id,
    severity: "error",
    file: file.path,
    range: { start: { line: 2, column: 15 }, end: { line: 2, column: 28 } },
    message: leak.message,
    why: leak.why,
    help: leak.help,
    related: [
      {
        file: file.path,
        range: { start: { line: 1, column: 16 }, end: { line: 1, column: 24 } },
        message: "these rows",
      },
      {
        file: "gone.pipe",
        range: { start: { line: 1, column: 1 }, end: { line: 1, column: 1 } },
        message: "are judged here",
      },
    ],
    entries: ["LK101"],
    fixes: [
      {
        title: "use `cv.train`",
        edits: [
          {
            file: file.path,
            range: { start: { line: 2, column: 29 }, end: { line: 2, column: 33 } },
            text: "on cv.train",
          },
        ],
      },
    ],
  });
});

test("github escapes what its commands are made of", () => {
  const [first, second] = renderGithub([{ ...leak, span: { ...leak.span, file: "a,b:c.pipe" } }, note], lookup).split(
    "\n",
  );
  expect(first).toBe(
    "::error file=a%2Cb%3Ac.pipe,line=1,endLine=1,col=1,endColumn=1,title=leak/fit-outside-train::`scaler` learns from rows, <100%25> of: them%0Awhy: the score is too good%0Ahelp: fit it on `cv.train`",
  );
  expect(second).toMatch(/^::notice file=specs\/a b\.pipe,line=3,endLine=9,title=lint\/x::/);
});

test("gitlab fingerprints survive a move and tell repeats apart", () => {
  const moved = { ...leak, span: spanOf("on s") };
  const [a, b] = JSON.parse(renderGitlab([leak, moved], lookup));
  const [c] = JSON.parse(renderGitlab([moved], lookup));
  expect(a).toMatchObject({
    check_name: leak.id,
    severity: "major",
    location: { path: file.path, positions: { begin: { line: 2, column: 15 } } },
  });
  expect(a.fingerprint).not.toBe(b.fingerprint);
  expect(a.fingerprint).toBe(c.fingerprint);
});

test("junit escapes and counts", () => {
  const xml = renderJunit([leak, { ...note, message: "bell \u0007 \uD800" }], lookup, [file.path, "clean.pipe"]);
  expect(xml).toContain('<testsuites name="pipec check" tests="2" failures="1" errors="0">');
  expect(xml).toContain('message="`scaler` learns from rows, &lt;100%&gt; of: them"');
  expect(xml).toContain('<testcase name="check" classname="clean.pipe"/>');
  expect(xml).toContain("bell \uFFFD \uFFFD");
});

test("sarif has rules, places, related places and fixes", () => {
  const log = JSON.parse(renderSarif([note, leak], lookup, { version: "1.2.3" }));
  const [run] = log.runs;
  expect(log.version).toBe("2.1.0");
  expect(run.tool.driver).toMatchObject({ name: "pipec", version: "1.2.3" });
  expect(run.tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual([leak.id, note.id]);
  expect(run.results.map(({ ruleIndex, level }: { ruleIndex: number; level: string }) => [ruleIndex, level])).toEqual([
    [1, "note"],
    [0, "error"],
  ]);
  expect(run.results[1]).toMatchObject({
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: "specs/a%20b.pipe" },
          region: { startLine: 2, startColumn: 15, endLine: 2, endColumn: 28 },
        },
      },
    ],
    relatedLocations: [{ id: 1, message: { text: "these rows" } }, { id: 2 }],
    fixes: [
      {
        artifactChanges: [
          {
            replacements: [
              { deletedRegion: { startLine: 2, startColumn: 29 }, insertedContent: { text: "on cv.train" } },
            ],
          },
        ],
      },
    ],
    properties: { tags: ["LK101"] },
  });
});
