// `distribution` and the samples of broken rules, from the text of a spec to the run record.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { compileText } from "../../../../cli/host/compile-spec.ts";
import { run } from "../../../../runtime/index.ts";
import { standardLibrary } from "../../../../stdlib/declarations.ts";
import { implementations } from "../../../../stdlib/implementations.ts";

const folder = mkdtempSync(join(tmpdir(), "pipec-rules-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const table = (name: string, rows: readonly string[]): void =>
  writeFileSync(join(folder, `${name}.csv`), `x,kind,email\n${rows.join("\n")}\n`);

async function outcome(rule: string) {
  const schema = "{\n  x: float\n  kind: category\n  email: string @pii\n}";
  const text = `source now = csv("now.csv") ${schema}\n\nsource before = csv("before.csv") ${schema}\n\ncheck c = now {\n  ${rule}\n}\n`;
  const { plan, diagnostics } = compileText(
    { path: join(folder, "spec.pipe"), text },
    { set: {}, profile: null, strict: false, asOf: null },
  );
  expect(diagnostics).toEqual([]);
  const { record } = await run(plan!, {
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
  return {
    found: record.checks![0]!.rules[0]!,
    messages: record.diagnostics.map(({ message }) => message),
    status: record.status,
  };
}

// 0 … 99 and their kinds: a quarter `a`, the rest `b`.
const rows = (shift: number, every: number): string[] =>
  Array.from({ length: 100 }, (_, i) => `${i + shift},${i % every === 0 ? "a" : "b"},u${i}@x.org`);

describe("distribution", () => {
  it.each([
    ["distribution(x, mean: [49, 50], sd: [29, 29.1])", ""],
    ["distribution(x, mean: [50, 60])", "the mean is 49.5"],
    ["distribution(x, sd: [1, 2])", "the standard deviation is 29.0115"],
    ["distribution(x, quantile: 0.9, within: [89, 90])", ""],
    ["distribution(x, quantile: 0.9, within: [1, 2])", "the 0.9 quantile is 89.1"],
    ["distribution(x, mean: [50, 60], sd: [1, 2])", "the mean is 49.5; the standard deviation is 29.0115"],
  ])("%s", async (rule, finding) => {
    table("now", rows(0, 4));
    table("before", rows(0, 4));
    const { found } = await outcome(rule);
    expect(found).toMatchObject({ rule: "distribution", passed: finding === "", finding });
  });

  it("measures drift of numbers and of texts by the population stability index", async () => {
    table("now", rows(0, 4));
    table("before", rows(0, 4));
    expect((await outcome("distribution(x, reference: before)")).found.passed).toBe(true);
    expect((await outcome("distribution(kind, reference: before, max_psi: 0.0)")).found.passed).toBe(true);
    table("before", rows(0, 2));
    // Shares 0.25 and 0.75 against 0.5 and 0.5.
    const psi = (0.25 - 0.5) * Math.log(0.25 / 0.5) + (0.75 - 0.5) * Math.log(0.75 / 0.5);
    const { found } = await outcome("distribution(kind, reference: before)");
    expect(found.finding).toBe(`the PSI is ${Number(psi.toPrecision(6))}`);
    table("before", rows(200, 4));
    expect((await outcome("distribution(x, reference: before)")).found.finding).toMatch(/^the PSI is \d/);
  });
});

describe("rows that break a rule", () => {
  it("are named by their numbers, with personal values masked", async () => {
    table("now", rows(0, 4));
    table("before", rows(0, 4));
    const { found, messages, status } = await outcome("between(x, 3, 200)");
    expect(status).toBe("failed");
    expect(found).toMatchObject({ violations: 3, demand: "`x` lies between 3 and 200", severity: "error" });
    expect(found.sample.map(({ row }) => row)).toEqual([1, 2, 3]);
    expect(found.sample[0]!.cells).toEqual({ x: "0.0", kind: "a", email: "***" });
    expect(messages.join()).toContain(
      "3 of 100 rows break it, first row 1: x = 0.0, kind = a, email = ***; then rows 2, 3",
    );
    expect(messages.join()).not.toContain("@x.org");
  });
});
