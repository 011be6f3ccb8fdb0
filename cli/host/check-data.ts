// `check --data`: the sources of a spec as a run reads them, the rules of its checks, and what the lock file remembers.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { resolveEnvironment } from "../../runtime/data/environment.ts";
import type { InspectSource } from "../../runtime/exec/context.ts";
import { compareWithLock } from "../../runtime/infer/compare-lock.ts";
import type { CompiledSpec } from "./compile-spec.ts";
import { readLockOf } from "./compile-spec.ts";
import { executePlan } from "./execute-plan.ts";

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
    const inspectSource = compareDrift(path);
    const record = await executePlan(plan, { path, storeFolder, only, inspectSource }, work);
    return { ...compiled, diagnostics: [...compiled.diagnostics, ...record.diagnostics] };
  } finally {
    rmSync(storeFolder, { recursive: true, force: true });
  }
}

/** Compares each source with what the lock file remembers of it, in the run that reads it. */
function compareDrift(path: string): InspectSource | undefined {
  const lock = readLockOf(path);
  if (lock === null) return undefined;
  return async ({ node, op, engine, filePlaces, report }, table) => {
    const { declaration, span } = node;
    const observed = lock.observed?.[declaration];
    if (observed === undefined || lock.sources[declaration] === undefined) return;
    const read = { ...op, params: resolveEnvironment(op.params, process.env, { ...op, span }) };
    report(...(await compareWithLock(await engine(), read, table, observed, { ...filePlaces, span })));
  };
}
