// The pages about data: their specs are run on the data that stands beside them.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { compileText } from "../../../cli/host/compile-spec.ts";
import { run } from "../../../runtime/index.ts";
import type { Diagnostic } from "../../../specs/diagnostic.ts";
import { standardLibrary } from "../../../stdlib/declarations.ts";
import { implementations } from "../../../stdlib/implementations.ts";

const FOLDER = join(import.meta.dirname, "../../../docs/diagnostics");
const folder = mkdtempSync(join(tmpdir(), "pipec-pages-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const pages = readdirSync(join(FOLDER, "data")).map((name) => `data/${name.replace(/\.md$/, "")}`);

async function findings(text: string): Promise<readonly Diagnostic[]> {
  const options = { set: {}, profile: null, strict: false, asOf: null };
  const { plan, diagnostics } = compileText({ path: join(folder, "spec.pipe"), text }, options);
  if (plan === null) return diagnostics;
  const { record } = await run(plan, {
    registry: standardLibrary,
    implementations,
    storeFolder: mkdtempSync(join(folder, "store-")),
    resolvePath: (path) => resolve(folder, path),
    jobs: 1,
    workerFile: new URL("file:///unused"),
    only: null,
    resume: false,
    env: {},
    signal: new AbortController().signal,
    clock: () => new Date(0),
    onEvent: () => undefined,
    pipecVersion: "test",
    revision: null,
  });
  return [...diagnostics, ...record.diagnostics];
}

const COLUMN_FINDINGS = ["data/missing-column", "data/bad-value", "data/unexpected-null", "data/all-null"];

describe("pages about data", () => {
  it.each(pages)("%s: wrong gives it, right gives nothing", async (id) => {
    const page = readFileSync(join(FOLDER, `${id}.md`), "utf8");
    const blocks = [...page.matchAll(/^```([^\n]*)\n([\s\S]*?)^```$/gm)].map(([, language, text]) => ({
      language: language!,
      text: text!,
    }));
    for (const { language, text } of blocks) {
      const name = /^csv (\S+)$/.exec(language)?.[1];
      if (name !== undefined) writeFileSync(join(folder, name), text);
    }
    const [wrong, right] = ["pipe error", "pipe"].map((language) => blocks.find((one) => one.language === language)!);
    const found = await findings(wrong!.text);
    expect(found.map((one) => one.id)).toEqual([id]);
    if (COLUMN_FINDINGS.includes(id)) {
      // A finding about a column points at its entry in the schema.
      const { span, message } = found[0]!;
      expect(message).toContain(`column \`${wrong!.text.slice(span.start, span.end)}\``);
    }
    expect(await findings(right!.text)).toEqual([]);
  });
});
