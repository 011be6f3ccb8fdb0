// Every page of docs/diagnostics keeps its word: its wrong spec gives exactly its id, its right spec nothing at all.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { compileText } from "../../../cli/host/compile-spec.ts";
import { allDiagnostics } from "../../../cli/host/diagnostic-catalogue.ts";
import { REFUSALS } from "../../../cli/host/refusals.ts";
import { leak } from "../../../compiler/checks/leakage/leakage.diagnostics.ts";
import { findLayout, layout } from "../../../compiler/format/not-formatted.ts";
import { WITHOUT_PAGE } from "./without-page.ts";

const FOLDER = join(import.meta.dirname, "../../../docs/diagnostics");
const pages = readdirSync(FOLDER, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap((area) => readdirSync(join(FOLDER, area.name)).map((name) => `${area.name}/${name.replace(/\.md$/, "")}`));
const ids = allDiagnostics().map(({ id }) => id);

const textOf = (id: string): string => readFileSync(join(FOLDER, `${id}.md`), "utf8");
const blocks = (id: string, language: string): string[] =>
  [...textOf(id).matchAll(/^```([^\n]*)\n([\s\S]*?)^```$/gm)]
    .filter((match) => match[1] === language)
    .map((match) => match[2]!);

/** Notes are no findings: they tell what was decided by default. */
const idsIn = (text: string): string[] => {
  const file = { path: "spec.pipe", text };
  const flaw = findLayout(file);
  const { diagnostics } = compileText(file, { set: {}, profile: null, strict: false, asOf: null });
  return [...diagnostics, ...(flaw === null ? [] : [flaw])]
    .filter(({ severity }) => severity !== "info")
    .map(({ id }) => id);
};

describe("pages", () => {
  it("are about ids that exist", () => {
    expect(pages.filter((id) => !ids.includes(id))).toEqual([]);
  });

  it("exist for every id but those on the list, which only shrinks", () => {
    // Those that the compiler's leakage checks report have a page always: the test beside the checks demands it.
    const demanded = new Set<string>(Object.values(leak).map(({ id }) => id));
    // Refusals of components are explained in one place, in a sentence each.
    const missing = ids.filter((id) => !pages.includes(id) && !demanded.has(id) && !(id in REFUSALS));
    expect(missing.filter((id) => !WITHOUT_PAGE.includes(id))).toEqual([]);
    expect(WITHOUT_PAGE.filter((id) => pages.includes(id) || !ids.includes(id))).toEqual([]);
  });

  it.each(pages)("%s has its title and its sections", (id) => {
    expect(textOf(id)).toMatch(/^# .+\n/);
    expect(textOf(id).split("\n", 1)[0]).toBe(`# ${id}`);
    for (const heading of ["What it means", "Why it matters"]) expect(textOf(id)).toContain(`\n## ${heading}\n`);
  });

  // Pages of leaks have a test of their own, beside their checks; those of data and runs need data, those of databases and feature stores these.
  const checked = pages.filter((id) => !/^(?:leak|data|run|database|feast)\//.test(id));
  it.each(checked)("%s: wrong gives it, right gives nothing", (id) => {
    const [wrong, right] = [blocks(id, "pipe error"), blocks(id, "pipe")];
    expect({ wrong: wrong.length, right: right.length }).toEqual({ wrong: 1, right: 1 });
    // The layout of a wrong spec is nobody's lesson, but for the page about layout.
    const found = wrong.flatMap(idsIn).filter((one) => one === id || one !== layout["not-formatted"].id);
    expect([...new Set(found)]).toEqual([id]);
    expect(right.flatMap(idsIn)).toEqual([]);
  });
});
