// Several processes on one store at the same time.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { openRegistry } from "../../../runtime/store/registry.ts";
import { ended, PIPEC, resultsOf, startRun } from "./process.ts";
import { KILL_SPECS, writeSpecs } from "./specs.ts";
import { faultsOf, leftovers, looksIn } from "./store-state.ts";

const built = existsSync(PIPEC);
const root = mkdtempSync(join(tmpdir(), "pipec-race-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const [churn, sales] = [KILL_SPECS[0]!, KILL_SPECS[1]!];

describe.skipIf(!built)(`processes at once${built ? "" : " (dist/pipec.js is missing: npm run build)"}`, () => {
  it("give what one gives, of the same spec and of others, also while the cache is pruned", async () => {
    const alone = join(root, "alone");
    writeSpecs(alone);
    const expected = new Map<string, unknown>();
    for (const spec of KILL_SPECS) {
      const run = await ended(startRun(alone, spec));
      expect(run.code, run.err).toBe(0);
      expected.set(spec.name, resultsOf(run, alone, spec));
    }
    const folder = join(root, "together");
    writeSpecs(folder);
    const specs = [churn, churn, churn, sales, sales];
    let works = true;
    const pruning = pruneWhile(folder, () => works);
    const runs = await Promise.all(specs.map((spec) => ended(startRun(folder, spec, ["--jobs", "1"]))));
    works = false;
    expect(await pruning).toBeGreaterThan(1);
    for (const [i, run] of runs.entries()) {
      expect(run.code, run.err).toBe(0);
      expect(run.err).not.toContain("error");
      expect(resultsOf(run, folder, specs[i]!)).toEqual(expected.get(specs[i]!.name));
    }
    const store = join(folder, "store");
    const registry = openRegistry(store);
    // The same model by three runs is one version.
    expect(await registry.versions("churn_model")).toEqual([1]);
    expect(await registry.versions("sales_model")).toEqual([1]);
    expect(looksIn(store)).toEqual([1, 1]);
    expect(await faultsOf(store)).toEqual([]);
    expect(leftovers(folder)).toEqual([]);
  }, 300_000);
});

/** Removes all that may be removed, again and again; how often. */
async function pruneWhile(folder: string, works: () => boolean): Promise<number> {
  let times = 0;
  while (works()) {
    const args = [PIPEC, "cache", "clear", "--store", "store"];
    const { code, err } = await ended(
      spawn(process.execPath, args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] }),
    );
    expect(code, err).toBe(0);
    times++;
  }
  return times;
}
