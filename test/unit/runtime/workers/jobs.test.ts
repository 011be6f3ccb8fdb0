// Worker threads run bundled JavaScript, as the published command does.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { beforeAll, describe, expect, it } from "vitest";
import { fakePlan } from "../exec/fake-plan.ts";
import { createWorkplace } from "../exec/fake-run.ts";

let workerFile: URL;

beforeAll(async () => {
  const outfile = join(mkdtempSync(join(tmpdir(), "pipec-worker-")), "worker.mjs");
  await build({
    entryPoints: [resolve(import.meta.dirname, "fake-worker.ts")],
    bundle: true,
    platform: "node",
    format: "esm",
    outfile,
    logLevel: "silent",
  });
  workerFile = pathToFileURL(outfile);
});

describe("worker threads", () => {
  it.each(["regress", "forecast"] as const)("give the same bits as one job (%s)", async (kind) => {
    const plan = fakePlan({ kind, trials: 16 });
    const one = await createWorkplace().run(plan);
    const two = await createWorkplace().run(plan, { jobs: 2, workerFile });
    expect(two.kind).toBe("done");
    expect(two.record.searches[0]!.trials).toEqual(one.record.searches[0]!.trials);
    expect(two.record.evaluations).toEqual(one.record.evaluations);
  });

  it("report failures of components as on the main thread", async () => {
    const plan = fakePlan({ low: -4, trials: 16 });
    const one = await createWorkplace().run(plan);
    const two = await createWorkplace().run(plan, { jobs: 2, workerFile });
    expect(two.diagnostics).toEqual(one.diagnostics);
    expect(two.diagnostics.map(({ id }) => id)).toEqual(["run/trial-failed"]);
  });

  it("stop when the run is cancelled", async () => {
    const controller = new AbortController();
    const place = createWorkplace();
    const outcome = await place.run(fakePlan({ trials: 16 }), {
      jobs: 2,
      workerFile,
      signal: controller.signal,
      onEvent: (event) => {
        if (event.kind === "trial") controller.abort();
      },
    });
    expect(outcome.kind).toBe("cancelled");
    expect(outcome.diagnostics).toEqual([]);
  });
});
