// Worker threads run bundled JavaScript, as the published command does.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { beforeAll, describe, expect, it } from "vitest";
import { fakePlan, taskSpec } from "../exec/fake-plan.ts";
import { createWorkplace } from "../exec/fake-run.ts";
import { createPlan, estimator, fitOn, judge } from "../exec/plan-builder.ts";

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

  it("leave what was begun beside a fit that fails, which is the only finding", async () => {
    const folds = Array.from({ length: 12 }, (_, fold) => fold);
    const columns = { time: "timestamp", x: "float", y: "float" } as const;
    const split = { method: "kfold", folds: folds.length, shuffle: true, test: { rows: 30 } } as const;
    const build = createPlan("data.csv", columns, taskSpec("regress"), split);
    for (const fold of folds) {
      const partition = { split: "cv", part: "train", fold } as const;
      const model = estimator("affine", { slope: fold === 0 ? -1 : 2, shift: 1 });
      build.add(`line[${fold}]`, ["task", "cv"], fitOn(model, "train", { partition }));
      build.add(`average[${fold}]`, ["task", "cv"], fitOn(estimator("average"), "train", { partition }));
    }
    const nodes = (name: string) => folds.map((fold) => `${name}[${fold}]`);
    const base = judge("line", "average", [["mae", "minimize"]], {
      subjects: [{ name: "line", nodes: nodes("line") }],
      baselines: [{ name: "average", model: estimator("average"), nodes: nodes("average") }],
      sealed: false,
    });
    build.add("on_test", ["task", "cv", ...nodes("line"), ...nodes("average")], base);
    const { kind, diagnostics, record } = await createWorkplace().run(build.plan(), { jobs: 2, workerFile });
    expect(kind).toBe("failed");
    expect(diagnostics.map(({ id }) => id)).toEqual(["run/bad-slope"]);
    const statuses = record.nodes.filter(({ op }) => op === "fit").map(({ status }) => status);
    // How many of the others are done by then depends on the threads.
    expect(statuses.filter((status) => status === "failed" || status === "skipped")).toEqual(["failed"]);
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
