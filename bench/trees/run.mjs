// Boosting, forests, linear models and networks, side by side with LightGBM and scikit-learn from Python, in turns, each told to use
// as many threads. Ratios are own / peer, medians over the runs; time of the processor holds on a busy machine, wall time
// does not. FOLDER is written by data.py; python needs lightgbm and scikit-learn.
// Usage: node bench/trees/run.mjs FOLDER [--runs 3] [--threads 1,2] [--rounds N] [--python python3] [CASE...]
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";

const FOLDS = Array.from({ length: 5 }, (_, fold) => `etth1-${fold}`);
const CASES = [
  { name: "adult", sets: ["adult"], model: "boosting", rounds: 100, most: 1 },
  { name: "credit", sets: ["credit"], model: "boosting", rounds: 100, most: 1 },
  { name: "california", sets: ["california"], model: "boosting", rounds: 100, most: 1 },
  { name: "synthetic", sets: ["synthetic"], model: "boosting", rounds: 100, most: 1 },
  { name: "etth1", sets: FOLDS, model: "boosting", rounds: 200, most: 0.5 },
  ...[
    { name: "subsample-adult", own: { subsample: 0.8 }, peer: { subsample: 0.8, subsample_freq: 1 } },
    { name: "gradient-sampling-adult", own: { sampling: "gradient" }, peer: { data_sample_strategy: "goss" } },
  ].map((one) => ({ ...one, sets: ["adult"], model: "boosting", rounds: 100, most: 1 })),
  ...[
    {
      name: "quantile-california",
      own: { objective: "quantile", quantile: 0.9 },
      peer: { objective: "quantile", alpha: 0.9 },
    },
    { name: "absolute-california", own: { objective: "absolute" }, peer: { objective: "mae" } },
  ].map((one) => ({ ...one, sets: ["california"], model: "boosting", rounds: 100, most: 1 })),
  { name: "forest-adult", sets: ["adult"], model: "forest", rounds: 100, most: 0.5 },
  { name: "forest-credit", sets: ["credit"], model: "forest", rounds: 100, most: 0.5 },
  { name: "logistic-adult", sets: ["adult-levels"], model: "logistic", rounds: 0, most: 1 },
  { name: "logistic-synthetic", sets: ["synthetic"], model: "logistic", rounds: 0, most: 1 },
  { name: "ridge-adult", sets: ["adult-levels"], model: "ridge", rounds: 0, most: 1 },
  { name: "ridge-synthetic", sets: ["synthetic"], model: "ridge", rounds: 0, most: 1 },
  // scikit-learn's products of matrices run on wider registers than WebAssembly has, in numbers of 64 bits, too.
  { name: "network-adult", sets: ["adult-levels"], model: "network", rounds: 10, most: null },
  { name: "network-synthetic", sets: ["synthetic"], model: "network", rounds: 1, most: null },
];
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: "string", default: "3" },
    threads: { type: "string", default: "1,2" },
    rounds: { type: "string" },
    python: { type: "string", default: "python3" },
  },
});
const [folder, ...only] = positionals;
const unknown = only.filter((name) => CASES.every((one) => one.name !== name));
if (folder === undefined || unknown.length > 0) {
  console.error(
    `usage: node bench/trees/run.mjs FOLDER [--runs 3] [--threads 1,2] [--rounds N] [--python python3] [CASE...]`,
  );
  console.error(`cases: ${CASES.map(({ name }) => name).join(" ")}`);
  process.exit(2);
}
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const bundle = join(folder, "own.mjs");
await build({ entryPoints: [here("own.ts")], bundle: true, platform: "node", format: "esm", outfile: bundle });

const call = (command, args, threads) => {
  const env = { ...process.env, OMP_NUM_THREADS: threads, OPENBLAS_NUM_THREADS: threads };
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: "utf8", env });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}\n${stderr}`);
  return JSON.parse(stdout);
};
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
const read = (file) => {
  const bytes = readFileSync(join(folder, file));
  return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
};
const nothing = () => ({ fit: { wall: 0, cpu: 0 }, predict: { wall: 0, cpu: 0 }, memory: 0 });

/** Both sides on every set of a case, once. */
function runOnce({ sets, model, rounds, own = {}, peer = {} }, threads) {
  const sum = { own: nothing(), peer: nothing() };
  for (const set of sets) {
    const args = [folder, set, model, threads, options.rounds ?? String(rounds)];
    for (const [side, command] of [
      ["own", [process.execPath, [bundle, ...args, JSON.stringify(own)]]],
      ["peer", [options.python, [here("peer.py"), ...args, JSON.stringify(peer)]]],
    ]) {
      const result = call(...command, threads);
      for (const what of ["fit", "predict"]) {
        sum[side][what].wall += result[what].wall;
        sum[side][what].cpu += result[what].cpu;
      }
      sum[side].memory = Math.max(sum[side].memory, result.memory);
    }
    if (sets.length > 1) console.error(`  ${set}, ${threads} threads: done`);
  }
  return sum;
}

const TITLES = ["case", "threads", "fit s own / peer", "fit cpu", "wall", "bound", "predict cpu", "wall", "memory"];
const WIDTHS = [23, 8, 17, 8, 6, 7, 12, 6, 7];
console.log([...TITLES.map((title, i) => title.padEnd(WIDTHS[i])), "score own / peer"].join(" "));
for (const one of CASES.filter(({ name }) => only.length === 0 || only.includes(name))) {
  for (const threads of options.threads.split(",")) {
    const taken = Array.from({ length: Number(options.runs) }, () => runOnce(one, threads));
    const ratio = (of) => median(taken.map(({ own, peer }) => of(own) / of(peer))).toFixed(2);
    const seconds = (side) => median(taken.map((sum) => sum[side].fit.cpu)).toFixed(2);
    const cells = [
      one.name,
      threads,
      `${seconds("own")} / ${seconds("peer")}`,
      ratio(({ fit }) => fit.cpu),
      ratio(({ fit }) => fit.wall),
      one.most === null ? "" : `<= ${one.most}`,
      ratio(({ predict }) => predict.cpu),
      ratio(({ predict }) => predict.wall),
      ratio(({ memory }) => memory),
    ];
    const scores = ["own", "peer"].map((side) => scoreOf(one, side).toFixed(5)).join(" / ");
    console.log([...cells.map((cell, i) => cell.padEnd(WIDTHS[i])), scores].join(" "));
  }
}

/** Area under the ROC curve for classes, root mean squared error for numbers, over all sets of a case. */
function scoreOf({ sets }, side) {
  const parts = sets.map((set) => ({
    p: read(`${set}.${side}.p`),
    y: read(`${set}.test.y`),
    task: JSON.parse(readFileSync(join(folder, `${set}.json`), "utf8")).task,
  }));
  return parts.reduce((sum, { p, y, task }) => sum + (task === "classify" ? auc(p, y) : rmse(p, y)), 0) / parts.length;
}

function rmse(p, y) {
  return Math.sqrt(p.reduce((sum, value, i) => sum + (value - y[i]) ** 2, 0) / p.length);
}

function auc(p, y) {
  const order = Array.from(p.keys()).sort((a, b) => p[a] - p[b]);
  let ranks = 0;
  for (let i = 0; i < order.length; ) {
    let end = i;
    while (end < order.length && p[order[end]] === p[order[i]]) end++;
    for (let k = i; k < end; k++) if (y[order[k]] === 1) ranks += (i + end + 1) / 2;
    i = end;
  }
  const positive = y.filter((value) => value === 1).length;
  return (ranks - (positive * (positive + 1)) / 2) / (positive * (y.length - positive));
}
