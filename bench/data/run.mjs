// CSV to scaled folds in pipec, pandas and polars, one after the other on the same file. Prints the medians, the ratios, the peak
// memory of each, where the time of pipec goes, and how far the scores of the folds are apart.
// Usage: node bench/data/run.mjs [rows=1000000] [runs=3] [python=python3] [memory in GB=4]
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { generate } from "./generate.mjs";

const [rows = "1000000", runs = "3", python = "python3", memory = "4"] = process.argv.slice(2);
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "pipec-data-"));

function pipec() {
  const store = join(folder, "store");
  rmSync(store, { recursive: true, force: true });
  const args = [here("main.mjs"), join(folder, "bundle", "program.js"), join(folder, "scale.pipe"), store, memory];
  const start = performance.now();
  const run = spawnSync(process.execPath, args, {
    encoding: "utf8",
    maxBuffer: 1 << 28,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const seconds = (performance.now() - start) / 1000;
  const { status, errors, peak, processor, evaluations, nodes } = JSON.parse(run.stdout.trim().split("\n").at(-1));
  if (status !== "done") throw new Error(JSON.stringify(errors));
  return { seconds, processor, peak, folds: evaluations[0].subjects[0].scores[0].folds, nodes };
}

function peer(name) {
  const args = [here("peer.py"), name, join(folder, "readings.csv")];
  const run = spawnSync(python, args, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  if (run.status !== 0) throw new Error(`${name} did not run: ${python} needs pandas, polars and numpy`);
  return JSON.parse(run.stdout);
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

try {
  generate(Number(rows), join(folder, "readings.csv"));
  copyFileSync(here("scale.pipe"), join(folder, "scale.pipe"));
  symlinkSync(here("../../node_modules"), join(folder, "node_modules"));
  await build({
    entryPoints: [here("program.ts"), here("worker.ts")],
    outdir: join(folder, "bundle"),
    bundle: true,
    splitting: true,
    platform: "node",
    format: "esm",
    // As in build.mjs: what is not bundled is loaded only by who needs it.
    external: ["@duckdb/*", "piscina", "apache-arrow", "vega", "vega-lite", "vega-*", "pino", "handlebars"],
    banner: {
      js: 'import { createRequire as __createRequire } from "node:module";const require = __createRequire(import.meta.url);',
    },
    logLevel: "error",
  });
  const results = { pipec: [], pandas: [], polars: [] };
  for (let run = 0; run < Number(runs); run++) {
    results.pipec.push(pipec());
    results.pandas.push(peer("pandas"));
    results.polars.push(peer("polars"));
  }
  const medians = (key) =>
    Object.fromEntries(Object.entries(results).map(([name, all]) => [name, median(all.map((one) => one[key]))]));
  const seconds = medians("seconds");
  const processor = medians("processor");
  for (const [name, all] of Object.entries(results)) {
    const peak = Math.max(...all.map((one) => one.peak)) / 2 ** 30;
    const times = `${seconds[name].toFixed(1)} s, ${processor[name].toFixed(1)} s of the processor`;
    console.log(`${name.padEnd(7)} ${times}, peak ${peak.toFixed(2)} GiB`);
  }
  for (const [what, times] of [
    ["time", seconds],
    ["processor", processor],
  ]) {
    const ratio = (peer) => (times[peer] / times.pipec).toFixed(2);
    console.log(`${what}: pandas / pipec ${ratio("pandas")}, polars / pipec ${ratio("polars")}`);
  }
  // Wall time; nodes run side by side. Contracts, profiles, baselines and resamples are work that the peers do not do.
  const nodes = results.pipec[0].nodes.map(([, id, milliseconds]) => `${id} ${(milliseconds / 1000).toFixed(1)}`);
  console.log(`seconds of pipec by node: ${nodes.join(", ")}`);
  for (const name of ["pandas", "polars"]) {
    const apart = results[name][0].folds.map((score, k) => Math.abs(score - results.pipec[0].folds[k]) / score);
    console.log(`scores of the folds, ${name} against pipec: at most ${Math.max(...apart).toExponential(1)} apart`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
