import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";
import { fakePlan } from "../exec/fake-plan.ts";
import { createWorkplace } from "../exec/fake-run.ts";

/** The bundle of a worker that dies so many times. */
async function dyingWorker(deaths: number): Promise<URL> {
  const folder = mkdtempSync(join(tmpdir(), "pipec-dying-"));
  const outfile = join(folder, "worker.mjs");
  const entryPoints = [resolve(import.meta.dirname, "dying-worker.ts")];
  await build({ entryPoints, bundle: true, platform: "node", format: "esm", outfile, logLevel: "silent" });
  writeFileSync(join(folder, "deaths"), String(deaths));
  return pathToFileURL(outfile);
}

describe("a worker thread that dies", () => {
  it("costs its unit a second attempt, and the results nothing", async () => {
    const plan = fakePlan({ trials: 8 });
    const one = await createWorkplace().run(plan);
    const two = await createWorkplace().run(plan, { jobs: 2, workerFile: await dyingWorker(1) });
    expect(two.diagnostics).toEqual([]);
    expect(two.kind).toBe("done");
    expect(two.record.searches[0]!.trials).toEqual(one.record.searches[0]!.trials);
    expect(two.record.evaluations).toEqual(one.record.evaluations);
  });

  it("again and again is a finding at the node, not a failed trial and never a hang", async () => {
    const place = createWorkplace();
    const plan = fakePlan({ trials: 8 });
    const { kind, diagnostics } = await place.run(plan, { jobs: 2, workerFile: await dyingWorker(1000) });
    expect(kind).toBe("failed");
    expect(diagnostics.map(({ id, severity }) => `${severity} ${id}`)).toEqual(["error run/worker-died"]);
    expect(diagnostics[0]!.message).toContain("died twice");
    expect(diagnostics[0]!.why).toContain("tuned");
    const after = await place.run(plan);
    expect(after.kind).toBe("done");
  });
});
