// The spec of the benchmark of the data plane on few rows: every window feature, what the transforms of the folds learn and
// which rows they learn it from are those of pandas, with columns in memory and with columns in files.
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { afterAll, describe, expect, it } from "vitest";
import { extended, registry } from "../../../../bench/data/marginal.ts";
import { compile } from "../../../../compiler/index.ts";
import { exportFrame } from "../../../../runtime/data/export-frame.ts";
import type { NodeContext } from "../../../../runtime/exec/context.ts";
import { openSession } from "../../../../runtime/exec/session.ts";
import { recipeOf } from "../../../../runtime/frame/lazy-column.ts";
import type { FittedTransform } from "../../../../runtime/model/fitted.ts";
import type { Diagnostic } from "../../../../specs/diagnostic.ts";
import reference from "../../../reference/scale.json" with { type: "json" };

const bench = join(import.meta.dirname, "../../../../bench/data");
const folder = mkdtempSync(join(tmpdir(), "pipec-scale-"));
afterAll(() => rmSync(folder, { recursive: true }));

interface Found {
  readonly cells: ReadonlyMap<string, readonly number[]>;
  readonly folds: readonly (readonly FittedTransform[])[];
  readonly trained: readonly number[];
  readonly states: readonly unknown[];
  readonly inFiles: boolean;
}

/** Threads run bundled JavaScript, as the published command does. */
async function buildWorker(): Promise<URL> {
  const outfile = join(folder, "worker.mjs");
  await build({
    entryPoints: [join(bench, "worker.ts")],
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    outfile,
    logLevel: "silent",
  });
  symlinkSync(join(bench, "../../node_modules"), join(folder, "node_modules"));
  return pathToFileURL(outfile);
}

async function runSpec(name: string, memory: number, workerFile: URL | null = null): Promise<Found> {
  const storeFolder = join(folder, name);
  const path = join(folder, "scale.pipe");
  const main = { path, text: readFileSync(path, "utf8") };
  const settings = { set: {}, profile: null, strict: false, asOf: null };
  const compiled = compile({ main, files: new Map(), lock: null, profiles: null }, registry, settings);
  if (compiled.kind !== "done" || compiled.plan === null) throw new Error("the spec does not compile");
  const { plan } = compiled;
  const options = {
    registry,
    implementations: extended,
    storeFolder,
    resolvePath: (text: string) => join(folder, text),
    jobs: workerFile === null ? 1 : 2,
    memory,
    workerFile: workerFile ?? new URL("file:///none"),
    only: [],
    resume: false,
    env: {},
    signal: new AbortController().signal,
    clock: () => new Date("2024-01-01"),
    onEvent: () => undefined,
    pipecVersion: "test",
    revision: null,
  };
  const wanted = new Set(plan.nodes.map(({ id }) => id));
  const session = await openSession(plan, options, { id: "run", started: new Date("2024-01-01"), wanted });
  try {
    const found: Diagnostic[] = [];
    const context: NodeContext = session.executor.context(plan.nodes[0]!.id, found);
    const { table } = await context.value("features", "table");
    const { columns } = await exportFrame(await context.engine(), table, reference.features);
    const cells = new Map(
      columns.map((column) => [
        column.name,
        column.kind === "number" ? reference.rows.map((row) => column.values[row]!) : [],
      ]),
    );
    const transforms = plan.nodes.filter(({ op }) => op.kind === "transform");
    const folds: FittedTransform[][] = [];
    for (const { id } of transforms) folds.push(stepsOf((await context.value(id, "transform")).fitted));
    const fits = plan.nodes.filter(({ id }) => /^fold\[\d\]$/.test(id));
    const models = await Promise.all(fits.map(({ id }) => context.value(id, "model")));
    const trained = models.map(({ trainedOn }) => trainedOn);
    const states = models.map(({ model }) => (model.kind === "pipeline" ? model.model : model));
    const { task } = await context.value("now", "task");
    const inFiles = task.features.every((column) => column.kind === "number" && recipeOf(column) !== null);
    return { cells, folds, trained, states, inFiles };
  } finally {
    await session.close();
  }
}

function stepsOf(fitted: FittedTransform): FittedTransform[] {
  if (fitted.kind === "chain") return fitted.steps.flatMap(stepsOf);
  return fitted.kind === "block" ? fitted.entries.flatMap((entry) => stepsOf(entry.fitted)) : [fitted];
}

function stateOf(steps: readonly FittedTransform[], component: string): { readonly [key: string]: unknown } {
  const found = steps.find((step) => step.kind === "component" && step.component === component);
  if (found?.kind !== "component") throw new Error(`${component} was not fitted`);
  return { ...(found.state as object), columns: found.columns };
}

const close = (found: number, wanted: number | null): void => {
  if (wanted === null) expect(found).toBeNaN();
  else expect(Math.abs(found - wanted)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(wanted)));
};

describe("ten million rows, on three thousand of them", async () => {
  copyFileSync(join(bench, "scale.pipe"), join(folder, "scale.pipe"));
  execFileSync(process.execPath, [join(bench, "generate.mjs"), "3000", join(folder, "readings.csv"), "1000"]);
  const inMemory = await runSpec("memory", 2 ** 32);
  const inFiles = await runSpec("files", 2 ** 20);
  const inThreads = await runSpec("threads", 2 ** 20, await buildWorker());

  it("keeps columns where they fit", () => {
    expect([inMemory.inFiles, inFiles.inFiles]).toEqual([false, true]);
    expect(existsSync(join(folder, "files", "tmp")) ? readdirSync(join(folder, "files", "tmp")) : []).toEqual([]);
  });

  it.each([
    ["memory", inMemory],
    ["files", inFiles],
  ])("gives the features of pandas with columns in %s", (_, { cells }) => {
    for (const name of reference.features) {
      const wanted: readonly (number | null)[] = reference.cells[name as keyof typeof reference.cells];
      for (const [i, value] of wanted.entries()) close(cells.get(name)![i]!, value);
    }
  });

  it.each([
    ["memory", inMemory],
    ["files", inFiles],
  ])("imputes and scales as pandas does with columns in %s", (_, { folds, trained }) => {
    expect(folds).toHaveLength(reference.folds.length);
    for (const [k, fold] of reference.folds.entries()) {
      expect(trained[k]).toBe(fold.train);
      const impute = stateOf(folds[k]!, "impute") as unknown as { columns: string[]; fills: { value: number }[] };
      const scale = stateOf(folds[k]!, "standardize") as unknown as {
        columns: string[];
        mean: Float64Array;
        scale: Float64Array;
      };
      for (const [j, name] of reference.features.entries()) {
        close(impute.fills[impute.columns.indexOf(name)]!.value, fold.median[j]!);
        close(scale.mean[scale.columns.indexOf(name)]!, fold.mean[j]!);
        close(scale.scale[scale.columns.indexOf(name)]!, fold.spread[j]!);
      }
    }
  });

  it("gives the same bits in memory, in files and by threads", () => {
    expect(inFiles.cells).toEqual(inMemory.cells);
    expect(inFiles.folds).toEqual(inMemory.folds);
    expect(inThreads).toEqual(inFiles);
  });
});
