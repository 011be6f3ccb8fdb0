// Cold start of the command line, side by side with an empty Node.js process. Prints medians and the bound that must
// hold: check <= 3 x `node -e 0` + 150 ms. Usage: node bench/cold-start.mjs [rounds]
import { spawnSync } from "node:child_process";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";

const rounds = Number(process.argv[2] ?? 15);
const pipec = fileURLToPath(new URL("../dist/pipec.js", import.meta.url));
const spec = fileURLToPath(new URL("../examples/airline/airline.pipe", import.meta.url));
const COMMANDS = {
  "node -e 0": ["-e", "0"],
  "pipec --version": [pipec, "--version"],
  "pipec fmt --check": [pipec, "fmt", "--check", spec],
  "pipec check": [pipec, "check", spec],
};

const times = Object.fromEntries(Object.keys(COMMANDS).map((name) => [name, []]));
// Interleaved, so that a slow spell of the machine hits all alike; the first round warms the file cache.
for (let round = 0; round <= rounds; round++) {
  for (const [name, args] of Object.entries(COMMANDS)) {
    const start = performance.now();
    const { error } = spawnSync(process.execPath, args, { stdio: "ignore" });
    if (error) throw error;
    if (round > 0) times[name].push(performance.now() - start);
  }
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const empty = median(times["node -e 0"]);
for (const [name, values] of Object.entries(times)) {
  const value = median(values);
  console.log(`${name.padEnd(18)} ${value.toFixed(0).padStart(5)} ms  ${(value / empty).toFixed(2)} x`);
}
const bound = 3 * empty + 150;
const check = median(times["pipec check"]);
console.log(`bound for check    ${bound.toFixed(0).padStart(5)} ms  ${check <= bound ? "holds" : "BROKEN"}`);
process.exitCode = check <= bound ? 0 : 1;
