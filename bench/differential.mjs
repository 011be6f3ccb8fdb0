// Differential soundness at length: `node bench/differential.mjs [cases] [first seed]`, 10,000 random specs by default.
import { spawnSync } from "node:child_process";

const [cases = "10000", seed = "1000"] = process.argv.slice(2);
const result = spawnSync("npx", ["vitest", "run", "test/differential", "--reporter", "verbose"], {
  stdio: "inherit",
  env: { ...process.env, PIPEC_DIFFERENTIAL_CASES: cases, PIPEC_DIFFERENTIAL_SEED: seed },
});
process.exitCode = result.status ?? 1;
