// The edit-run loop: how long `pipec run` takes again after nothing changed, after a comment, after a feature, after a file was
// added to a partitioned source. `node bench/edit-loop.mjs [rows]`, 200,000 by default; needs `npm run build`. Times are of the
// whole command, in seconds; the ratio is to the first run.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const rows = Number(process.argv[2] ?? 200_000);
const pipec = fileURLToPath(new URL("../dist/pipec.js", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "pipec-edit-"));
const PARTS = 8;
mkdirSync(join(folder, "parts"));

let state = 1;
const uniform = () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
};

function writePart(part, count) {
  const lines = ["id,a,b,c,d,e,f,city,sold"];
  for (let i = 0; i < count; i++) {
    const [a, b, c, d, e, f] = Array.from({ length: 6 }, () => uniform().toFixed(5));
    const city = ["Paris", "Lyon", "Nice", "Lille"][Math.floor(uniform() * 4)];
    lines.push(
      `${part * 1e7 + i},${a},${b},${c},${d},${e},${f},${city},${(3 * a - 2 * b + a * c + uniform()).toFixed(5)}`,
    );
  }
  writeFileSync(join(folder, "parts", `part-${String(part).padStart(3, "0")}.csv`), `${lines.join("\n")}\n`);
}
for (let part = 0; part < PARTS; part++) writePart(part, rows / PARTS);

const SPEC = `pipeline loop

source orders = csv("parts/*.csv") {
  id: int @id
  a: float
  b: float
  c: float
  d: float
  e: float
  f: float
  city: category
  sold: float @target
}

check quality = orders {
  not_null(a, b)
  between(a, 0, 1)
}

table rows = orders |> derive {
  ab = a * b
  cd = c / (d + 1)
  unread = e - f
}

task sales = regress(sold, from: rows, features: [a, b, c, ab, cd, city])

split cv = kfold(sales, folds: 3, test: 20%, seed: 1)

model linear = { numeric: standardize(), categorical: onehot() } |> ridge(alpha: 0.1..10 log)

search tuned = random(linear, trials: 12, seed: 1) {
  fit: cv.train
  score: cv.val
  minimize: rmse
}

fit champion = tuned.best on cv.dev

evaluate final = champion on cv.test {
  metrics: [rmse]
}
`;

function run(name, text, first) {
  writeFileSync(join(folder, "loop.pipe"), text);
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, [pipec, "run", "loop.pipe", "--json"], {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  const seconds = (performance.now() - started) / 1000;
  if (status !== 0) throw new Error(stderr);
  const done = JSON.parse(stdout).nodes.filter((node) => node.status === "done");
  const kinds = [...new Set(done.map(({ op }) => op))].join(" ");
  const ratio = first === null ? "1" : (seconds / first).toFixed(2);
  console.log(`${name.padEnd(34)} ${seconds.toFixed(2).padStart(7)} s  ${ratio.padStart(5)}  ${kinds || "nothing"}`);
  return seconds;
}

try {
  console.log(`${rows.toLocaleString("en")} rows in ${PARTS} files`);
  const first = run("first run", SPEC, null);
  run("nothing changed", SPEC, first);
  run("a comment", SPEC.replace("task sales", "# what is predicted\ntask sales"), first);
  run("another name of a table", SPEC.replaceAll("rows", "all_rows"), first);
  run("a derived column nobody reads", SPEC.replace("e - f", "e + f"), first);
  run("another metric in the evaluation", SPEC.replace("metrics: [rmse]", "metrics: [rmse, mae]"), first);
  run("24 trials instead of 12", SPEC.replace("trials: 12", "trials: 24"), first);
  run("a feature", SPEC.replace("ab = a * b", "ab = a * b * b"), first);
  writePart(PARTS, rows / PARTS);
  run("one more file", SPEC, first);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
