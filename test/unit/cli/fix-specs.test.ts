// Every fix that any fixture offers: it takes its finding away, brings no new error, and what it leaves is stable under `fmt`.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { compileText } from "../../../cli/host/compile-spec.ts";
import { fixSpecs } from "../../../cli/host/fix-specs.ts";
import { applyEdits } from "../../../compiler/diagnostics/apply-fixes.ts";
import { format } from "../../../compiler/format/format.ts";
import { findLayout } from "../../../compiler/format/not-formatted.ts";
import { parse } from "../../../compiler/syntax/parse.ts";
import type { Diagnostic, Fix } from "../../../specs/diagnostic.ts";

const FIXTURES = join(import.meta.dirname, "../../fixtures");
const OPTIONS = { set: {}, profile: null, strict: false, asOf: null };
const folder = mkdtempSync(join(tmpdir(), "pipec-fix-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const specs = ["syntax", "types", "leakage", "components"].flatMap((area) =>
  readdirSync(join(FIXTURES, area))
    .filter((name) => name.endsWith(".pipe"))
    .map((name) => `${area}/${name}`),
);
const findingsOf = (text: string): readonly Diagnostic[] =>
  compileText({ path: "spec.pipe", text }, OPTIONS).diagnostics;

const offered: { readonly name: string; readonly text: string; readonly diagnostic: Diagnostic; readonly fix: Fix }[] =
  specs.flatMap((name) => {
    const text = readFileSync(join(FIXTURES, name), "utf8");
    return findingsOf(text).flatMap((diagnostic) =>
      diagnostic.fixes.map((fix) => ({ name: `${name} ${diagnostic.id}: ${fix.title}`, text, diagnostic, fix })),
    );
  });

const errorsBy = (found: readonly Diagnostic[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const { id, severity } of found) if (severity === "error") counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
};

/** Of two mistakes that belong together, the fix of one shows the other: none of these is applied without the author. */
const SHOWS_ANOTHER = ["leak/tuned-on-test leak/judged-on-fitted-rows", "leak/entity-overlap leak/split-misses-claim"];

describe("fixes of the fixtures", () => {
  it("are many", () => {
    expect(offered.filter(({ fix }) => fix.safe).length).toBeGreaterThan(15);
    expect(offered.length).toBeGreaterThan(40);
  });

  it.each(offered)("$name", ({ text, diagnostic, fix }) => {
    const before = errorsBy(findingsOf(text));
    const fixed = applyEdits(text, fix.edits);
    const after = errorsBy(findingsOf(fixed));
    if (diagnostic.severity === "error")
      expect(after.get(diagnostic.id) ?? 0).toBeLessThan(before.get(diagnostic.id) ?? 0);
    // A file that does not parse hides findings of later phases, and any error those of the plan; only those of the same phase count as new.
    const isHidden = (id: string): boolean =>
      id.startsWith("plan/") || (!id.startsWith("syntax/") && diagnostic.id.startsWith("syntax/"));
    const comparable = [...after].filter(([id]) => !isHidden(id));
    const added = comparable.filter(([id, count]) => count > (before.get(id) ?? 0)).map(([id]) => id);
    expect(added.filter((id) => fix.safe || !SHOWS_ANOTHER.includes(`${diagnostic.id} ${id}`))).toEqual([]);
    const { tree, diagnostics } = parse({ path: "spec.pipe", text: fixed });
    if (diagnostics.length > 0) return;
    const once = format(tree, fixed);
    expect(findLayout({ path: "spec.pipe", text: once })).toBeNull();
    // An edit writes as the formatter would: of a formatted file it leaves a formatted one.
    if (fix.safe && findLayout({ path: "spec.pipe", text }) === null) expect(once).toBe(fixed);
  });
});

describe("fixSpecs", () => {
  const write = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };

  it("goes on until no safe fix is left, and keeps files until it is told to write", () => {
    const path = write("operators.pipe", "let a = !x && 'y' || 24 h\n// done\n");
    const { changed, applied, skipped } = fixSpecs([path], OPTIONS, false);
    expect(changed).toEqual([
      { path, before: readFileSync(path, "utf8"), after: 'let a = not x and "y" or 24h\n# done\n' },
    ]);
    expect(applied.map(({ diagnostic }) => diagnostic.id).sort()).toEqual([
      "syntax/foreign-comment",
      "syntax/foreign-operator",
      "syntax/foreign-operator",
      "syntax/foreign-operator",
      "syntax/single-quotes",
      "syntax/space-before-unit",
    ]);
    expect(skipped).toEqual([]);
  });

  it("fixes an imported file once, whoever imports it", () => {
    mkdirSync(join(folder, "shared"), { recursive: true });
    const shared = write("shared/limits.pipe", "let most = 24 h\n");
    const one = write("one.pipe", 'import "shared/limits.pipe" as limits\n');
    const two = write("two.pipe", 'import "shared/limits.pipe" as limits\n// two\n');
    const { changed, applied, compiled } = fixSpecs([one, two], OPTIONS, false);
    expect(changed.map(({ path, after }) => [path, after])).toEqual([
      [shared, "let most = 24h\n"],
      [two, 'import "shared/limits.pipe" as limits\n# two\n'],
    ]);
    expect(applied).toHaveLength(2);
    expect(compiled.flatMap(({ diagnostics }) => diagnostics)).toEqual([]);
  });

  it("formats only when asked to", () => {
    const path = write("layout.pipe", "let  a=24 h\n");
    expect(fixSpecs([path], OPTIONS, false).changed[0]?.after).toBe("let  a=24h\n");
    expect(fixSpecs([path], OPTIONS, true).changed[0]?.after).toBe("let a = 24h\n");
  });

  it("leaves fixes that change what is computed to the author", () => {
    const leaky = readFileSync(join(FIXTURES, "leakage/fit-outside-train-1.pipe"), "utf8");
    expect(fixSpecs([write("leaky.pipe", leaky)], OPTIONS, false).changed).toEqual([]);
  });
});
