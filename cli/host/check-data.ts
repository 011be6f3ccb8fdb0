// `check --data`: the sources of a spec as a run reads them, the rules of its checks, and what the lock file remembers.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { openEngine } from "../../runtime/data/engine.ts";
import { resolveEnvironment } from "../../runtime/data/environment.ts";
import { compareWithLock } from "../../runtime/infer/compare-lock.ts";
import type { Diagnostic } from "../../specs/diagnostic.ts";
import type { Plan } from "../../specs/plan.ts";
import type { CompiledSpec } from "./compile-spec.ts";
import { readLockOf } from "./compile-spec.ts";
import { executePlan } from "./execute-plan.ts";
import { pathResolver } from "./resolve-path.ts";
import { STDIN } from "./spec-paths.ts";

/** A spec with errors is not compared with data: they come first. */
export async function checkData(path: string, compiled: CompiledSpec): Promise<CompiledSpec> {
  const { plan } = compiled;
  if (plan === null) return compiled;
  // A store of its own: looking leaves nothing behind.
  const storeFolder = mkdtempSync(join(tmpdir(), "pipec-check-"));
  try {
    const only = plan.declarations.filter(({ kind }) => kind === "source" || kind === "check").map(({ name }) => name);
    if (only.length === 0) return compiled;
    const work = { signal: new AbortController().signal, onEvent: () => undefined };
    const record = await executePlan(plan, { path, storeFolder, only }, work);
    const failed = new Set(record.nodes.filter(({ status }) => status === "failed").map(({ id }) => id));
    const drift = await driftOf(path, plan, failed);
    return { ...compiled, diagnostics: [...compiled.diagnostics, ...record.diagnostics, ...drift] };
  } finally {
    rmSync(storeFolder, { recursive: true, force: true });
  }
}

async function driftOf(path: string, plan: Plan, failed: ReadonlySet<string>): Promise<readonly Diagnostic[]> {
  const lock = readLockOf(path);
  if (lock === null) return [];
  const engine = await openEngine({ threads: 1 });
  try {
    const found: Diagnostic[] = [];
    for (const { id, declaration, op, span } of plan.nodes) {
      const observed = lock.observed?.[declaration];
      if (op.kind !== "source" || failed.has(id) || observed === undefined || lock.sources[declaration] === undefined)
        continue;
      const resolved = { ...op, params: resolveEnvironment(op.params, process.env, { ...op, span }) };
      const resolvePath = pathResolver(resolve(path === STDIN ? "." : dirname(path)));
      found.push(...(await compareWithLock(engine, resolved, observed, { resolvePath, span })));
    }
    return found;
  } finally {
    engine.close();
  }
}
