// The pages about data: their specs are run on the data that stands beside them.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findingsIn, PAGES, readPage } from "./page.ts";

/** What happens while a run reads, or for want of memory, is made to happen in tests of its own (source-files, out-of-memory). */
const ONLY_EXAMPLE = ["data/changed-while-reading", "data/out-of-memory"];

const pages = readdirSync(join(PAGES, "data"))
  .map((name) => `data/${name.replace(/\.md$/, "")}`)
  .filter((id) => !ONLY_EXAMPLE.includes(id));

const COLUMN_FINDINGS = ["data/missing-column", "data/bad-value", "data/unexpected-null", "data/all-null"];

describe("pages about data", () => {
  it.each(pages)("%s: wrong gives it, right gives nothing", async (id) => {
    const page = readPage(id);
    const found = await findingsIn(page, page.wrong);
    expect(found.map((one) => one.id)).toEqual([id]);
    if (COLUMN_FINDINGS.includes(id)) {
      // A finding about a column points at its entry in the schema.
      const { span, message } = found[0]!;
      expect(message).toContain(`column \`${page.wrong.text.slice(span.start, span.end)}\``);
    }
    expect(await findingsIn(page, page.right)).toEqual([]);
  });
});
