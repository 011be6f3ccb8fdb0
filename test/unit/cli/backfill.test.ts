// `pipec backfill`: one run per moment, idempotent, going on where it stopped.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type BackfillOptions, backfill } from "../../../cli/commands/backfill.ts";
import { runSpec } from "../../../cli/commands/run.ts";
import { createTerminal } from "../../../cli/terminal.ts";

const root = mkdtempSync(join(tmpdir(), "pipec-backfill-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const SPEC = (more = ""): string => `param scale: float = 1.0

source sales = csv("sales.csv") {
  day: date @time(every: 1d)
  price: float
  units: float @target
}

task t = regress(units, from: sales)

split cv = holdout(t, test: 25%)

model m = ridge(alpha: scale)

fit f = m on cv.dev

evaluate e = f on cv.test {
  metrics: [mae]
}

predict p = f on sales {
  into: csv("out/p.csv")
  keep: [day]
}

report summary = json(e)

publish best = f {
  alias: production
}
${more}`;

function folderOf(more = ""): { readonly folder: string; readonly spec: string } {
  const folder = mkdtempSync(join(root, "case-"));
  const lines = Array.from({ length: 120 }, (_, i) => {
    const day = new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10);
    return `${day},${((i * 37) % 19) / 2},${((i * 53) % 23) + i / 10}`;
  });
  writeFileSync(join(folder, "sales.csv"), `day,price,units\n${lines.join("\n")}\n`);
  writeFileSync(join(folder, "spec.pipe"), SPEC(more));
  return { folder, spec: join(folder, "spec.pipe") };
}

async function call(spec: string, options: Partial<BackfillOptions>) {
  const written = { out: "", err: "" };
  const into = (name: "out" | "err") => ({
    write: (text: string | Uint8Array) => {
      written[name] += String(text);
      return true;
    },
  });
  const terminal = createTerminal({ json: true }, { stdout: into("out"), stderr: into("err"), env: {} });
  const code = await backfill([spec], { jobs: 1, quiet: true, ...options }, terminal);
  expect({ ...written, out: written.out.slice(0, 1) }).toMatchObject({ out: "{" });
  return { code, ...written, result: JSON.parse(written.out) };
}

const filesOf = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(join(folder, "out"), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".csv"))
      .sort()
      .map((name) => [name, readFileSync(join(folder, "out", name), "utf8")]),
  );

describe("backfill", () => {
  it("writes each moment to its own place, and the same bytes again", async () => {
    const { folder, spec } = folderOf();
    const range = { from: "2024-03-01", to: "2024-03-15", every: "1w" };
    const { code, result } = await call(spec, range);
    expect(code).toBe(0);
    expect(result.intervals.map((one: { name: string; rows: number }) => [one.name, one.rows])).toEqual([
      ["2024-03-01", 61],
      ["2024-03-08", 68],
      ["2024-03-15", 75],
    ]);
    const files = filesOf(folder);
    expect(Object.keys(files)).toEqual(["2024-03-01", "2024-03-08", "2024-03-15"].map((day) => `as_of=${day}/p.csv`));
    // Models of the past are not published.
    expect(existsSync(join(folder, ".pipec", "models"))).toBe(false);
    expect(existsSync(join(folder, ".pipec/reports/spec/as_of=2024-03-08/summary.json"))).toBe(true);
    const again = await call(spec, range);
    expect(again.result.intervals.map((one: { computed: number }) => one.computed)).toEqual([1, 1, 1]);
    expect(filesOf(folder)).toEqual(files);
  });

  it("goes on after it was stopped, and repairs a file that was cut off", async () => {
    const { folder, spec } = folderOf();
    await call(spec, { from: "2024-03-01", to: "2024-03-08", every: "1w" });
    const part = filesOf(folder);
    writeFileSync(join(folder, "out/as_of=2024-03-08/p.csv"), "half a");
    await call(spec, { from: "2024-03-01", to: "2024-03-15", every: "1w" });
    expect(filesOf(folder)).toMatchObject(part);
    expect(Object.keys(filesOf(folder))).toHaveLength(3);
  });

  it("gives what a run as of that moment gives", async () => {
    const { folder, spec } = folderOf();
    await call(spec, { from: "2024-03-08", to: "2024-03-08", every: "1d" });
    const silent = { write: () => true };
    const terminal = createTerminal({ quiet: true }, { stdout: silent, stderr: silent, env: {} });
    await runSpec([spec], { jobs: 1, asOf: "2024-03-08", only: ["p"] }, terminal);
    const files = filesOf(folder);
    expect(files["p.csv"]).toBe(files["as_of=2024-03-08/p.csv"]);
  });

  it("takes moments, sinks and look-back from a schedule, and months by the calendar", async () => {
    const { spec } = folderOf("\nschedule s = every(1mo) on [p] {\n  as_of: 2d\n  backfill_from: 2024-01-31\n}\n");
    const { code, result } = await call(spec, { to: "2024-03-31" });
    expect(code).toBe(0);
    expect(result.intervals.map((one: { name: string; asOf: string }) => [one.name, one.asOf.slice(0, 10)])).toEqual([
      ["2024-01-31", "2024-01-29"],
      ["2024-02-29", "2024-02-27"],
      ["2024-03-31", "2024-03-29"],
    ]);
    expect(result.intervals[0].files).toEqual(["out/as_of=2024-01-31/p.csv"]);
  });

  it("goes on after an interval that fails, and says so", async () => {
    const { spec } = folderOf();
    const { code, result } = await call(spec, { from: "2023-12-01", to: "2024-02-29", every: "1mo" });
    expect(code).toBe(1);
    expect(result.intervals.map((one: { status: string }) => one.status)).toEqual(["failed", "failed", "done"]);
    expect(result.intervals[0].errors[0]).toContain("run/nothing-known");
  });

  it("asks for what it needs", async () => {
    const { spec } = folderOf();
    await expect(call(spec, { every: "1d" })).rejects.toThrow("needs a first moment");
    await expect(call(spec, { from: "2024-01-01" })).rejects.toThrow("needs the length of an interval");
    await expect(call(spec, { from: "2024-02-01", to: "2024-01-01", every: "1d" })).rejects.toThrow("before `--from`");
    await expect(call(spec, { from: "2024-02-01", every: "1 day" })).rejects.toThrow("is not a duration");
  });
});
