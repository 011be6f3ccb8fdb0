// The built command line as a process that can be killed.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { RunRecord } from "../../../specs/run-record.ts";
import type { KillSpec } from "./specs.ts";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
export const PIPEC = join(ROOT, "dist/pipec.js");

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
  readonly milliseconds: number;
}

export function startRun(folder: string, spec: KillSpec, more: readonly string[] = []): ChildProcess {
  const args = [PIPEC, "run", `${spec.name}.pipe`, "--json", "--store", "store", ...more];
  return spawn(process.execPath, args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
}

export function ended(child: ChildProcess): Promise<Ended> {
  const started = performance.now();
  let out = "";
  let err = "";
  child.stdout?.on("data", (text: Buffer) => {
    out += text.toString();
  });
  child.stderr?.on("data", (text: Buffer) => {
    err += text.toString();
  });
  return new Promise((resolve) =>
    child.on("close", (code, signal) => resolve({ code, signal, out, err, milliseconds: performance.now() - started })),
  );
}

/** What a run gave, without what belongs to the moment: times, ids, what came from the cache. */
export function resultsOf({ out }: Ended, folder: string, spec: KillSpec): unknown {
  const { searches, evaluations, contracts, predictions, published, data } = JSON.parse(out) as RunRecord;
  const files = spec.outputs.map((path) => {
    const full = join(folder, path);
    return existsSync(full) ? readFileSync(full, "utf8") : null;
  });
  const models = published.map(({ reason: _, ...model }) => model);
  return { searches, evaluations, contracts, predictions, models, hashes: data.map(({ hash }) => hash), files };
}
