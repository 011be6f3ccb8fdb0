// Every leakage finding has a page, and the page keeps its word: its wrong spec gives the finding, its right one none. What
// only data show is run on the data of the page, with components that do not do what they declare where the page has some.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { allDiagnostics } from "../../../cli/host/diagnostic-catalogue.ts";
import { findingsIn, PAGES, readPage } from "./page.ts";

const ids = allDiagnostics()
  .map(({ id }) => id)
  .filter((id) => id.startsWith("leak/"));

/** Notes are no findings, unless the page is about one. */
const graveOr = (about: string) => (found: { readonly id: string; readonly severity: string }) =>
  found.severity !== "info" || found.id === about;

describe("pages about leaks", () => {
  it.each(ids)("%s: wrong gives it, right gives nothing", async (id) => {
    expect(existsSync(join(PAGES, `${id}.md`)), "a page").toBe(true);
    const page = readPage(id);
    const found = (await findingsIn(page, page.wrong)).filter(graveOr(id));
    expect([...new Set(found.map((one) => one.id))]).toEqual([id]);
    expect((await findingsIn(page, page.right)).filter(graveOr(id)).map((one) => one.id)).toEqual([]);
  });
});
