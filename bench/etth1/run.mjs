// The search of the language page's spec on ETTh1, side by side with LightGBM from Python: the same features, folds,
// horizon and hyperparameters (those that pipec's own trials drew), both on two threads, one after the other.
// Usage: node bench/etth1/run.mjs path/to/ETTh1.csv [trials] [python]   (python needs lightgbm, pandas, numpy)
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";

const [csv, trials = "5", python = "python3"] = process.argv.slice(2);
if (csv === undefined) {
  console.error("usage: node bench/etth1/run.mjs path/to/ETTh1.csv [trials] [python]");
  process.exit(2);
}
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "pipec-etth1-"));
try {
  mkdirSync(join(folder, "data"));
  copyFileSync(resolve(csv), join(folder, "data", "ETTh1.csv"));
  copyFileSync(here("../../test/fixtures/types/etth1.pipe"), join(folder, "etth1.pipe"));
  const start = performance.now();
  const args = [
    here("../../dist/pipec.js"),
    "run",
    join(folder, "etth1.pipe"),
    "--set",
    `trials=${trials}`,
    "--jobs",
    "2",
  ];
  const run = spawnSync(process.execPath, [...args, "--json", "--quiet"], { encoding: "utf8", maxBuffer: 1 << 28 });
  const seconds = (performance.now() - start) / 1000;
  if (run.status !== 0) throw new Error(`pipec run failed: ${run.stderr}`);
  const record = JSON.parse(run.stdout);
  const drawn = record.searches[0].trials.map(({ assignment, scores }) => ({ assignment, scores }));
  writeFileSync(join(folder, "trials.json"), JSON.stringify(drawn));
  const node = record.nodes.find(({ id }) => id === record.searches[0].node);
  const search = (node?.milliseconds ?? Number.NaN) / 1000;
  console.log(
    `pipec     whole run ${seconds.toFixed(1)} s, search ${search.toFixed(1)} s, ${drawn.length} trials x 3 folds x 6 steps`,
  );
  const peer = spawnSync(python, [here("peer.py"), join(folder, "data", "ETTh1.csv"), join(folder, "trials.json")], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (peer.status !== 0) throw new Error(`the peer did not run: ${python} needs lightgbm, pandas and numpy`);
  const { fit_seconds: fit, best } = JSON.parse(peer.stdout);
  const own = Math.min(...record.searches[0].trials.map(({ value }) => value ?? Number.POSITIVE_INFINITY));
  console.log(`lightgbm  search ${fit.toFixed(1)} s`);
  console.log(`ratio of the searches, pipec / lightgbm: ${(search / fit).toFixed(2)}`);
  console.log(`best validation MAE: pipec ${own.toFixed(4)}, lightgbm ${best.toFixed(4)}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
