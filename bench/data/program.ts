// pipec with one more model (marginal.ts). Bundled and run by run.mjs; prints what the peers print.
import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { compile } from "../../compiler/index.ts";
import { run } from "../../runtime/index.ts";
import { extended, registry } from "./marginal.ts";

/** `program`: this file as it was bundled, beside which the worker's is. */
export async function runSpec(
  path: string,
  store: string,
  jobs: number,
  memory: number,
  program: URL,
): Promise<object> {
  const text = readFileSync(path, "utf8");
  const main = { path, text };
  const compiled = compile({ main, files: new Map(), lock: null, profiles: null }, registry, {
    set: {},
    profile: null,
    strict: false,
    asOf: null,
  });
  if (compiled.kind !== "done" || compiled.plan === null) throw new Error(JSON.stringify(compiled, null, 1));
  const folder = dirname(path);
  const { record } = await run(compiled.plan, {
    registry,
    implementations: extended,
    storeFolder: store,
    resolvePath: (given) => `${folder}/${given}`,
    jobs,
    memory,
    workerFile: new URL("worker.js", program),
    only: [],
    resume: false,
    env: {},
    signal: new AbortController().signal,
    clock: () => new Date(),
    onEvent: () => undefined,
    pipecVersion: "bench",
    revision: null,
  });
  return record;
}
