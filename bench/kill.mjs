// Kills runs of the built command line at random moments: `node bench/kill.mjs [kills]`, 200 by default. Every fourth time the
// run may end, and must give what an undisturbed one gives.
import { spawnSync } from "node:child_process";

const [kills = "200"] = process.argv.slice(2);
const result = spawnSync("npx", ["vitest", "run", "test/integration/kill", "--reporter", "verbose"], {
  stdio: "inherit",
  env: { ...process.env, PIPEC_KILLS: kills },
});
process.exitCode = result.status ?? 1;
