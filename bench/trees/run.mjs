// Boosting and forests, side by side with LightGBM and scikit-learn from Python: both on two threads, in turns.
// Usage: node bench/trees/run.mjs FOLDER [runs] [python] [set...]   (FOLDER written by data.py; python needs lightgbm, sklearn)
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const [folder, runs = "3", python = "python3", ...only] = process.argv.slice(2);
if (folder === undefined) {
  console.error("usage: node bench/trees/run.mjs FOLDER [runs] [python] [set...]");
  process.exit(2);
}
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const bundle = join(folder, "own.mjs");
await build({ entryPoints: [here("own.ts")], bundle: true, platform: "node", format: "esm", outfile: bundle });
const FOLDS = Array.from({ length: 5 }, (_, fold) => `etth1-${fold}`);
const CASES = [
  { name: "adult", sets: ["adult"], model: "boosting", rounds: 100, most: 1 },
  { name: "credit default", sets: ["credit"], model: "boosting", rounds: 100, most: 1 },
  { name: "california", sets: ["california"], model: "boosting", rounds: 100, most: 1 },
  { name: "synthetic 500k x 28", sets: ["synthetic"], model: "boosting", rounds: 100, most: 1 },
  { name: "ETTh1, 5 folds", sets: FOLDS, model: "boosting", rounds: 200, most: 0.5 },
  { name: "forest, adult", sets: ["adult"], model: "forest", rounds: 100, most: 0.5 },
  { name: "forest, credit", sets: ["credit"], model: "forest", rounds: 100, most: 0.5 },
];
const call = (command, args) => {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}\n${stderr}`);
  return JSON.parse(stdout);
};
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
const read = (file) => {
  const bytes = readFileSync(join(folder, file));
  return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
};

console.log("case                  fit own / peer s      ratio  bound  predict  memory  score own / peer");
for (const { name, sets, model, rounds, most } of CASES.filter(
  (one) => only.length === 0 || only.includes(one.sets[0]),
)) {
  const taken = [];
  for (let run = 0; run < Number(runs); run++) {
    const sum = { own: { fit: 0, predict: 0, memory: 0 }, peer: { fit: 0, predict: 0, memory: 0 } };
    for (const set of sets) {
      const args = [folder, set, model, "2", String(rounds)];
      for (const [side, result] of [
        ["own", call(process.execPath, [bundle, ...args])],
        ["peer", call(python, [here("peer.py"), ...args])],
      ]) {
        sum[side].fit += result.fit;
        sum[side].predict += result.predict;
        sum[side].memory = Math.max(sum[side].memory, result.memory);
      }
    }
    taken.push(sum);
  }
  const ratio = (what) => median(taken.map(({ own, peer }) => own[what] / peer[what])).toFixed(2);
  const seconds = (side) => median(taken.map((sum) => sum[side].fit)).toFixed(2);
  const scores = ["own", "peer"].map((side) => scoreOf(sets, side).toFixed(5)).join(" / ");
  console.log(
    [
      name.padEnd(20),
      `${seconds("own")} / ${seconds("peer")}`.padEnd(20),
      ratio("fit").padStart(6),
      `<= ${most}`.padStart(7),
    ]
      .concat([ratio("predict").padStart(7), ratio("memory").padStart(7), scores])
      .join(" "),
  );
}

/** Area under the ROC curve for classes, root mean squared error for numbers, over all sets of a case. */
function scoreOf(sets, side) {
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
