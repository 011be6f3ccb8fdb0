// A password that an author has written into a spec stays in that file: no output of any command repeats it.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type CheckOptions, checkPaths, type LintOptions, lintPaths } from "../../../cli/commands/check.ts";
import { showPlan } from "../../../cli/commands/plan.ts";
import { runSpec } from "../../../cli/commands/run.ts";
import { type CommonOptions, createTerminal, type Terminal } from "../../../cli/terminal.ts";

const folder = mkdtempSync(join(tmpdir(), "pipec-credentials-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const PASSWORD = "hunter2-Sw0rd";

/** Each line with a password also has a finding of another kind, and the layout is not the canonical one. */
const SPECS: Readonly<Record<string, string>> = {
  "types.pipe": `param dsn: string = "postgres://anna:${PASSWORD}@db.example.org/shop"
source o = postgres("postgres://anna:${PASSWORD}@db.example.org/shop" , table: "orders", verison: "x") { id: int @id
 amount: flaot }
source p = postgres(dsn, table: "orders") { id: int @id }
source q = csv("https://h.example/x.csv?sig=${PASSWORD}") { id: int, id: int }
source r = csv("https://${PASSWORD}@h.example/x.csv") { id: int @ingore }
`,
  "syntax.pipe": `source o = postgres("postgres://anna:${PASSWORD}@db.example.org/shop" table: "orders") { id: int @id }
source p = postgres("postgres://anna:${PASSWORD}@db.example.org/shop
`,
  "value.pipe": `param n: int = "postgres://anna:${PASSWORD}@db.example.org/shop"
param m: ["a", "b"] = "https://h.example/x?token=${PASSWORD}"
model m = ridge(alpha: "postgres://anna:${PASSWORD}@db.example.org/shop")
`,
};
for (const [name, text] of Object.entries(SPECS)) writeFileSync(join(folder, name), text);

async function outputOf<O extends CommonOptions>(
  command: (args: readonly string[], options: O, terminal: Terminal) => Promise<unknown>,
  spec: string,
  options: O,
): Promise<string> {
  let written = "";
  const stream = {
    write: (text: string | Uint8Array) => {
      written += String(text);
      return true;
    },
  };
  await command([join(folder, spec)], options, createTerminal(options, { stdout: stream, stderr: stream, env: {} }));
  return written;
}

const FORMATS = ["pretty", "json", "sarif", "github", "gitlab", "junit"] as const;

describe.each(Object.keys(SPECS))("a password in %s", (spec) => {
  it.each(FORMATS)("is not in the output of `check` and `lint` as %s", async (format) => {
    const check: CheckOptions = { format };
    const lint: LintOptions = { format };
    for (const output of [await outputOf(checkPaths, spec, check), await outputOf(lintPaths, spec, lint)]) {
      expect(output).not.toContain(PASSWORD);
      expect(output).not.toBe("");
    }
  });

  it("is not in the diff of fixes", async () => {
    const options: LintOptions = { format: "pretty", fix: true, dryRun: true };
    expect(await outputOf(lintPaths, spec, options)).not.toContain(PASSWORD);
  });

  it("is not in the output of commands that need a plan", async () => {
    for (const json of [true, false]) {
      expect(await outputOf(runSpec, spec, { json })).not.toContain(PASSWORD);
      expect(await outputOf(showPlan, spec, { json })).not.toContain(PASSWORD);
    }
    expect(await outputOf(runSpec, spec, { set: [`n=postgres://a:${PASSWORD}@h/d`] })).not.toContain(PASSWORD);
  });
});

it("the place of a finding is still marked", async () => {
  const output = await outputOf(checkPaths, "types.pipe", { format: "pretty" } satisfies CheckOptions);
  const lines = output.split("\n");
  const at = lines.findIndex((line) => line.includes("has no parameter `verison`"));
  const [line, marks] = [lines[at + 3]!, lines[at + 4]!];
  expect(line).toContain("postgres://anna:***@db.example.org/shop");
  expect(line.slice(marks.indexOf("^"), marks.lastIndexOf("^") + 1)).toBe("verison");
});
