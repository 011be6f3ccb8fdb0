// `--json` gives one document, whatever is wrong.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { backfill } from "../../../cli/commands/backfill.ts";
import { checkPaths } from "../../../cli/commands/check.ts";
import { formatPaths } from "../../../cli/commands/fmt.ts";
import { showPlan } from "../../../cli/commands/plan.ts";
import { proveSpec } from "../../../cli/commands/prove.ts";
import { runSpec } from "../../../cli/commands/run.ts";
import { EXIT } from "../../../cli/exit-codes.ts";
import { createTerminal, type Terminal } from "../../../cli/terminal.ts";

const folder = mkdtempSync(join(tmpdir(), "pipec-json-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const wrong = write("wrong.pipe", 'source a = cvs("a.csv") { v: int }\n');
const absent = write(
  "absent.pipe",
  'source a = csv(env("PIPEC_TEST_UNSET")) { v: int }\ncheck c = a { not_null(v) }\n',
);

async function documentOf(command: (terminal: Terminal) => Promise<unknown>) {
  const out: string[] = [];
  const err: string[] = [];
  const into = (texts: string[]) => ({ write: (text: string | Uint8Array) => texts.push(String(text)) > 0 });
  const code = await command(createTerminal({ json: true }, { stdout: into(out), stderr: into(err), env: {} }));
  return { code, document: JSON.parse(out.join("")), err: err.join("") };
}

const json = true;

describe("a spec with errors", () => {
  it.each([
    ["run", (terminal: Terminal) => runSpec([wrong], { json }, terminal)],
    ["plan", (terminal: Terminal) => showPlan([wrong], { json }, terminal)],
    ["check", (terminal: Terminal) => checkPaths([wrong], { json, format: "pretty" }, terminal)],
    ["check --data", (terminal: Terminal) => checkPaths([wrong], { json, format: "pretty", data: true }, terminal)],
    ["prove", (terminal: Terminal) => proveSpec([wrong], { json, moments: 1, shuffles: 1 }, terminal)],
    [
      "backfill",
      (terminal: Terminal) => backfill([wrong], { json, from: "2024-01-01", to: "2024-01-02", every: "1d" }, terminal),
    ],
  ])("gives `%s --json` the document of `check`", async (_, command) => {
    const { code, document } = await documentOf(command);
    expect(code).toBe(EXIT.findings);
    expect(document).toMatchObject({
      version: 1,
      diagnostics: [{ id: "type/not-a-source", range: { start: { line: 1, column: 12 } } }],
      summary: { files: 1, errors: 1, warnings: 0 },
    });
  });
});

it("`plan` says which sources cannot be read, and knows nothing of what stands after them", async () => {
  const { code, document, err } = await documentOf((terminal) => showPlan([absent], { json }, terminal));
  expect(code).toBe(EXIT.findings);
  expect(document.diagnostics).toMatchObject([
    { id: "data/unset-variable", range: { start: { line: 1, column: 16 } } },
  ]);
  expect(document.cache).toEqual({});
  expect(err).toContain("`PIPEC_TEST_UNSET` is not set");
});

it("`fmt` gives one document for specs that do not parse", async () => {
  const broken = write("broken.pipe", "source = = \n");
  const { code, document } = await documentOf((terminal) => formatPaths([broken], { json }, terminal));
  expect(code).toBe(EXIT.findings);
  expect(document).toEqual({ version: 1, files: [{ path: broken, status: "broken" }] });
});
