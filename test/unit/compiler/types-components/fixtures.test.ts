// Whole specs: `x.pipe` types without a finding, `error.x.pipe` with exactly those in its `#! id` comments.
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { typeText } from "../types/type-text.ts";

const FOLDER = new URL("../../../fixtures/components/", import.meta.url);
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
