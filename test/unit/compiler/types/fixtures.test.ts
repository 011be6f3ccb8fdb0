// Whole specs: `x.pipe` types without a finding, `error.x.pipe` with exactly those in its `#! id` comments.
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { typeText } from "./type-text.ts";

const FOLDER = new URL("../../../fixtures/types/", import.meta.url);
const names = readdirSync(FOLDER).filter((name) => name.endsWith(".pipe"));

describe("fixtures", () => {
  it.each(names)("%s", (name) => {
    const text = readFileSync(new URL(name, FOLDER), "utf8");
    const { diagnostics, typed } = typeText(text);
    const lineOf = (offset: number) => text.slice(0, offset).split("\n").length;
    const expected = text.split("\n").flatMap((line, i) => {
      const ids = /#! (.+)$/.exec(line)?.[1]?.split(/\s*,\s*/) ?? [];
      return ids.map((id) => `${i + 1} ${id}`);
    });
    const found = diagnostics
      .filter(({ severity }) => severity !== "info")
      .map(({ id, span }) => `${lineOf(span.start)} ${id}`);
    expect(found.sort()).toEqual(expected.sort());
    expect(typed.incomplete).toBe(expected.length > 0);
  });
});

it("types the spec of the language page down to its report", () => {
  const { typed, find } = typeText(readFileSync(new URL("etth1.pipe", FOLDER), "utf8"));
  expect(typed.declarations.map(({ kind, id }) => `${kind} ${id}`)).toEqual([
    "source etth1",
    "check quality",
    "table hourly",
    "task six_ahead",
    "split cv",
    "transform scaled",
    "model booster",
    "search tuned",
    "fit champion",
    "evaluate final",
    "publish etth1_six_ahead",
    "report summary",
  ]);
  const { columns } = find("table", "hourly").table.schema;
  expect(columns).toHaveLength(8 + 2 + 1 + 24 + 1);
  expect(find("search", "tuned").trials).toBe(30);
});

it("prints the typed tables of tables.pipe as reviewed", async () => {
  const { text } = typeText(readFileSync(new URL("tables.pipe", FOLDER), "utf8"));
  await expect(text).toMatchFileSnapshot("../../../fixtures/types/tables.expect.txt");
});
