// `pipec check` and `pipec lint` as commands: what they print where, what they write, and their exit codes.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { type CheckOptions, checkPaths, type LintOptions, lintPaths } from "../../../cli/commands/check.ts";
import type { ExitCode } from "../../../cli/exit-codes.ts";
import { createTerminal } from "../../../cli/terminal.ts";

const root = mkdtempSync(join(tmpdir(), "pipec-check-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let folder = root;
beforeEach(() => {
  folder = mkdtempSync(join(root, "case-"));
});

const write = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

interface Outcome {
  readonly code: ExitCode;
  readonly out: string;
  readonly err: string;
}

async function call<O extends CheckOptions>(
  command: (args: readonly string[], options: O, terminal: ReturnType<typeof createTerminal>) => Promise<ExitCode>,
  args: readonly string[],
  options: O,
): Promise<Outcome> {
  const written = { out: "", err: "" };
  const into = (name: "out" | "err") => ({
    write: (text: string | Uint8Array) => {
      written[name] += String(text);
      return true;
    },
  });
  const terminal = createTerminal(options, { stdout: into("out"), stderr: into("err"), env: {} });
  const code = await command(args, options, terminal);
  return { code, ...written };
}

const check = (args: readonly string[], options: Partial<CheckOptions> = {}): Promise<Outcome> =>
  call(checkPaths, args, { format: "pretty", ...options });
const lint = (args: readonly string[], options: Partial<LintOptions> = {}): Promise<Outcome> =>
  call(lintPaths, args, { format: "pretty", ...options });

const CLEAN = "model m = ridge(alpha: 0.5)\n";
const PEOPLE = `source people = csv("people.csv") {
  id: int @id
  postcode: category @pii
  y: bool @target
}

task t = classify(y, from: people)

split s = stratified_kfold(t, folds: 4, test: 20%, seed: 3)

model m = onehot() |> logistic()

fit f = m on s.dev

evaluate e = f on s.test {
  metrics: [roc_auc]
}
`;
const ALLOWED = PEOPLE.replace("  postcode", "  # pipec-allow lint/pii-feature: the district only\n  postcode");

describe("check --fix", () => {
  it("writes what it fixes and reports what is left", async () => {
    const path = write("a.pipe", "let a = 24 h\nlet b = absent\n");
    const { code, out, err } = await check([path], { fix: true });
    expect(readFileSync(path, "utf8")).toBe("let a = 24h\nlet b = absent\n");
    expect(err).toContain("fixed 1 finding in 1 file");
    expect(out).not.toContain("space-before-unit");
    expect(code).toBe(0);
  });

  it("shows the diff and writes nothing with --dry-run", async () => {
    const path = write("a.pipe", "let a = 24 h\n");
    const { out, err } = await check([path], { fix: true, dryRun: true });
    expect(readFileSync(path, "utf8")).toBe("let a = 24 h\n");
    expect(out).toBe(`--- ${path}\n+++ ${path}\n@@ -1,1 +1,1 @@\n-let a = 24 h\n+let a = 24h\n`);
    expect(err).toContain("would fix 1 finding");
  });

  it("keeps a byte order mark and line ends", async () => {
    const path = write("a.pipe", "\uFEFFlet a = 24 h\r\nlet b = 3\r\n");
    await check([path], { fix: true });
    expect(readFileSync(path, "utf8")).toBe("\uFEFFlet a = 24h\r\nlet b = 3\r\n");
  });

  it("shows fixes that change what is computed, and does not apply them", async () => {
    const leaky = readFileSync(join(import.meta.dirname, "../../fixtures/leakage/tuned-on-test-1.pipe"), "utf8");
    const path = write("leaky.pipe", leaky);
    const { code, err } = await check([path], { fix: true });
    expect(code).toBe(1);
    expect(err).toMatch(/possible fix for leak\/tuned-on-test at .*leaky\.pipe:\d+: /);
    expect(readFileSync(path, "utf8")).toBe(leaky);
  });

  it("says that --dry-run needs --fix", async () => {
    await expect(check([write("a.pipe", CLEAN)], { dryRun: true })).rejects.toMatchObject({ code: 2 });
  });
});

describe("allows", () => {
  it("are counted with their reasons", async () => {
    const { code, out } = await check([write("a.pipe", ALLOWED)]);
    expect(code).toBe(0);
    expect(out).toContain("1 finding allowed\n    lint/pii-feature: the district only\n");
  });

  it("stand in the JSON object, and in SARIF as suppressed results", async () => {
    const path = write("a.pipe", ALLOWED);
    const json = JSON.parse((await check([path], { json: true })).out);
    expect(json.allowed).toEqual([
      expect.objectContaining({ id: "lint/pii-feature", reason: "the district only", file: path }),
    ]);
    const sarif = JSON.parse((await check([path], { format: "sarif" })).out);
    const [result] = sarif.runs[0].results.filter(({ ruleId }: { ruleId: string }) => ruleId === "lint/pii-feature");
    expect(result.suppressions).toEqual([{ kind: "inSource", justification: "the district only" }]);
  });
});

describe("formats", () => {
  it("give the keys of the language's page when nothing is allowed", async () => {
    const { out } = await check([write("a.pipe", "let a = 24 h\n")], { json: true });
    const report = JSON.parse(out);
    expect(Object.keys(report)).toEqual(["version", "diagnostics", "certificate", "summary"]);
    expect(Object.keys(report.diagnostics[0])).toEqual(
      "id severity file range message why help related entries fixes".split(" "),
    );
    expect(report.diagnostics[0].fixes).toEqual([
      {
        title: "remove the space",
        edits: [
          {
            file: join(folder, "a.pipe"),
            range: { start: { line: 1, column: 9 }, end: { line: 1, column: 13 } },
            text: "24h",
          },
        ],
      },
    ]);
    expect(report.summary).toEqual({ files: 1, errors: 1, warnings: 0 });
  });

  it("name files relative to the current folder where services read them, and keep their lines", async () => {
    const fixture = join(import.meta.dirname, "../../fixtures/leakage/tuned-on-test-1.pipe");
    const near = relative(".", fixture);
    const sarif = JSON.parse((await check([fixture], { format: "sarif" })).out);
    const [place] = sarif.runs[0].results[0].locations;
    expect(place.physicalLocation.artifactLocation.uri).toBe(near.replaceAll("\\", "/"));
    expect(place.physicalLocation.region.startLine).toBeGreaterThan(1);
    expect((await check([fixture], { format: "github" })).out).toMatch(
      /^::error file=test\/fixtures[^,]*,line=[1-9]\d+,/,
    );
    const [first] = JSON.parse((await check([fixture], { json: true })).out).diagnostics;
    expect(first.file).toBe(fixture);
  });

  it("report a finding of a shared import once", async () => {
    write("shared.pipe", "let most = 24 h\n");
    const specs = ["one", "two"].map((name) => write(`${name}.pipe`, 'import "shared.pipe" as shared\n'));
    const { out } = await check(specs, { json: true });
    expect(JSON.parse(out).summary).toEqual({ files: 2, errors: 1, warnings: 0 });
  });
});

it("strict makes what is only assumed an error, in every format", async () => {
  const text = readFileSync(join(import.meta.dirname, "../../fixtures/leakage/fit-outside-train-c2.pipe"), "utf8");
  const path = write("a.pipe", text.replace("= champion on", '= registry("risk@production") on'));
  for (const strict of [false, true]) {
    const { out } = await check([path], { format: "sarif", strict });
    const [run] = JSON.parse(out).runs;
    expect(run.properties).toEqual({ strict });
    const ids = run.results.map(({ ruleId }: { ruleId: string }) => ruleId);
    expect(ids.includes("leak/unknown-provenance")).toBe(strict);
    const { diagnostics } = JSON.parse((await check([path], { json: true, strict })).out);
    const found = diagnostics.filter(({ id }: { id: string }) => id === "leak/unknown-provenance");
    expect(found.map(({ severity }: { severity: string }) => severity)).toEqual(strict ? ["error"] : []);
  }
});

describe("lint", () => {
  it("counts warnings and the layout, where check does not", async () => {
    const path = write("a.pipe", PEOPLE);
    expect((await check([path])).code).toBe(0);
    expect((await lint([path])).code).toBe(1);
    const messy = write("messy.pipe", "model m=ridge( )\n");
    expect((await check([messy])).code).toBe(0);
    const { code, out } = await lint([messy]);
    expect(code).toBe(1);
    expect(out).toContain("lint/not-formatted");
  });

  it("is content with a clean file, and makes one with --fix", async () => {
    const path = write("a.pipe", "model m=ridge( alpha:0.5 )\n");
    expect((await lint([path], { fix: true })).code).toBe(0);
    expect(readFileSync(path, "utf8")).toBe(CLEAN);
    expect((await lint([path])).code).toBe(0);
  });

  const hasGit = spawnSync("git", ["--version"]).status === 0;
  it.skipIf(!hasGit)(
    `looks at changed specs and their importers${hasGit ? "" : " (git is not installed)"}`,
    async () => {
      const git = (...args: string[]): void => {
        const identity = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"];
        expect(spawnSync("git", [...identity, ...args], { cwd: folder, encoding: "utf8" })).toMatchObject({
          status: 0,
        });
      };
      write("same.pipe", CLEAN);
      write("shared.pipe", "let most = 3\n");
      write("importer.pipe", 'import "shared.pipe" as shared\n');
      git("init", "-q");
      git("add", ".");
      git("commit", "-q", "-m", "first");
      expect(JSON.parse((await lint([folder], { changed: "HEAD", json: true })).out).summary.files).toBe(0);
      write("shared.pipe", "let most = 4\n");
      write("new.pipe", CLEAN);
      const { out } = await lint([folder], { changed: "HEAD", format: "junit" });
      expect([...out.matchAll(/testsuite name="[^"]*\/(\w+)\.pipe"/g)].map((match) => match[1]).sort()).toEqual([
        "importer",
        "new",
        "shared",
      ]);
      await expect(lint([folder], { changed: "no-such-revision" })).rejects.toMatchObject({ code: 2 });
      await expect(lint([folder], { changed: "--output=x" })).rejects.toMatchObject({ code: 2 });
    },
  );
});
