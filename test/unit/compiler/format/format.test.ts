import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { format } from "../../../../compiler/format/format.ts";
import { parse } from "../../../../compiler/syntax/parse.ts";
import { anySpec } from "./spec-generator.ts";

const root = new URL("../../../../", import.meta.url);
const read = (text: string) => parse({ path: "t.pipe", text });
const formatText = (text: string): string => format(read(text).tree, text);

/** The tree without places; comments are compared apart, because a comment may move to the line before. */
function meaning(text: string): unknown {
  const { tree } = read(text);
  return JSON.parse(
    JSON.stringify({ ...tree, comments: [] }, (key, value) =>
      /[sS]pan$/.test(key) || key === "doc" ? undefined : value,
    ),
  );
}
const commentsOf = (text: string): string[] =>
  read(text)
    .tree.comments.map((comment) => comment.text)
    .sort();

function checkLaws(text: string): void {
  const { diagnostics } = read(text);
  expect(diagnostics.map(({ id, span }) => `${id} ${text.slice(span.start - 10, span.end + 10)}`)).toEqual([]);
  const once = formatText(text);
  expect(read(once).diagnostics).toEqual([]);
  expect(meaning(once)).toEqual(meaning(text));
  expect(commentsOf(once)).toEqual(commentsOf(text));
  expect(formatText(once)).toBe(once);
  expect(once).not.toMatch(/[ \t]\n|\n\n\n|\t/);
}

describe("laws", () => {
  const folders = ["test/fixtures/format/", "examples/"].map((folder) => new URL(folder, root));
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".pipe"))
      .map((path) => new URL(path, folder)),
  );
  test.each(files.map((file) => [file.pathname.slice(root.pathname.length), file] as const))("%s", (_, file) => {
    checkLaws(readFileSync(file, "utf8"));
  });
  test("any right spec", () => {
    fc.assert(fc.property(anySpec, checkLaws), { numRuns: 500 });
  });
});

describe("layout", () => {
  const folder = new URL("test/fixtures/format/", root);
  const names = readdirSync(folder).filter((name) => name.endsWith(".pipe"));
  test.each(names)("%s", async (name) => {
    const expected = new URL(`${name.slice(0, -".pipe".length)}.expect.md`, folder);
    const formatted = formatText(readFileSync(new URL(name, folder), "utf8"));
    await expect(`# ${name}, formatted\n\n\`\`\`pipe\n${formatted}\`\`\`\n`).toMatchFileSnapshot(expected.pathname);
  });
  test.each([
    ["empty file", "", ""],
    ["only a comment", "\n\n# x  \n", "# x\n"],
    ["line ends of other systems", "let a = 1\r\nlet b = 2\r\n", "let a = 1\nlet b = 2\n"],
    ["syntax errors leave the text as it is", "let  a = (1\n", "let  a = (1\n"],
  ])("%s", (_, text, expected) => expect(formatText(text)).toBe(expected));
});
