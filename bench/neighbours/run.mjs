// Steps and models that look for neighbours, side by side with imbalanced-learn and scikit-learn, in turns, on one thread:
// wall time on 22,500 rows x 12 columns, medians over the runs. FOLDER is written when it holds no sets.
// Usage: node bench/neighbours/run.mjs FOLDER PATH-TO-SHARED [--runs 3] [--python python3] [smote|knn_impute|knn...]
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";

const WHAT = ["smote", "knn_impute", "knn"];
const SETS = ["credit", "normal"];
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: "string", default: "3" }, python: { type: "string", default: "python3" } },
});
const [folder, shared, ...only] = positionals;
if (shared === undefined || only.some((what) => !WHAT.includes(what))) {
  console.error(
    `usage: node bench/neighbours/run.mjs FOLDER PATH-TO-SHARED [--runs 3] [--python python3] [${WHAT.join("|")}]`,
  );
  process.exit(2);
}
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const bundle = join(folder, "own.mjs");
await build({ entryPoints: [here("own.ts")], bundle: true, platform: "node", format: "esm", outfile: bundle });

const call = (command, ...args) => {
  const env = { ...process.env, OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" };
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: "utf8", env });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}\n${stderr}`);
  return stdout;
};
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
if (SETS.some((set) => !existsSync(join(folder, `${set}.json`)))) {
  call(options.python, here("peer.py"), "write", shared, folder);
}

console.log(["set", "what", "own s", "peer s", "own / peer"].map((title) => title.padEnd(12)).join(""));
for (const set of SETS) {
  for (const what of WHAT.filter((name) => only.length === 0 || only.includes(name))) {
    const taken = Array.from({ length: Number(options.runs) }, () => ({
      own: JSON.parse(call(process.execPath, bundle, folder, set, what)).seconds,
      peer: JSON.parse(call(options.python, here("peer.py"), folder, set, what)).seconds,
    }));
    const cells = [
      set,
      what,
      median(taken.map(({ own }) => own)).toFixed(2),
      median(taken.map(({ peer }) => peer)).toFixed(2),
      median(taken.map(({ own, peer }) => own / peer)).toFixed(2),
    ];
    console.log(cells.map((cell) => cell.padEnd(12)).join(""));
  }
}
