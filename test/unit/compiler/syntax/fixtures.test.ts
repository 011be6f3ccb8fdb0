// Every fixture beside the messages that it gives, as a person would see them.
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { renderCounts, renderTerminal } from "../../../../compiler/diagnostics/render/terminal.ts";
import { parse } from "../../../../compiler/syntax/parse.ts";
import { syntax } from "../../../../compiler/syntax/syntax.diagnostics.ts";

const folder = new URL("../../../fixtures/syntax/", import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith(".pipe"));

test.each(names)("%s", async (path) => {
  const file = { path, text: readFileSync(new URL(path, folder), "utf8") };
  const { diagnostics } = parse(file);
  const rendered = renderTerminal(diagnostics, () => file);
  const expected = new URL(`${path.slice(0, -".pipe".length)}.expect.md`, folder);
  await expect(`# ${path}: ${renderCounts(diagnostics)}\n\n\`\`\`text\n${rendered}\`\`\`\n`).toMatchFileSnapshot(
    expected.pathname,
  );
});

test("every syntax message has a fixture", () => {
  const found = new Set<string>();
  for (const path of names) {
    const file = { path, text: readFileSync(new URL(path, folder), "utf8") };
    for (const { id } of parse(file).diagnostics) found.add(id);
  }
  expect(
    Object.values(syntax)
      .map(({ id }) => id)
      .filter((id) => !found.has(id)),
  ).toEqual([]);
});
