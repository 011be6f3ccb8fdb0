// Runs a spec in this process as the command line does, in a store of its own.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { compileText } from "../../../cli/host/compile-spec.ts";
import type { RunEvent } from "../../../runtime/events/run-event.ts";
import { run } from "../../../runtime/index.ts";
import type { Diagnostic } from "../../../specs/diagnostic.ts";
import type { Plan } from "../../../specs/plan.ts";
import type { RunRecord } from "../../../specs/run-record.ts";
import { standardLibrary } from "../../../stdlib/declarations.ts";
import { implementations } from "../../../stdlib/implementations.ts";

export interface SpecRun {
  readonly plan: Plan;
  readonly record: RunRecord;
  readonly events: readonly RunEvent[];
  /** Errors and warnings. */
  readonly findings: readonly Diagnostic[];
}

export const newStore = (): string => mkdtempSync(join(tmpdir(), "pipec-store-"));

export async function runSpec(
  text: string,
  env: Readonly<Record<string, string>>,
  storeFolder: string = newStore(),
): Promise<SpecRun> {
  const options = { set: {}, profile: null, strict: false, asOf: null };
  const { plan, diagnostics } = compileText({ path: join(storeFolder, "spec.pipe"), text }, options);
  if (plan === null) throw new Error(diagnostics.map(({ id, message }) => `${id}: ${message}`).join("\n"));
  const events: RunEvent[] = [];
  const { record } = await run(plan, {
    registry: standardLibrary,
    implementations,
    storeFolder,
    resolvePath: (path) => resolve(storeFolder, path),
    jobs: 1,
    workerFile: new URL("file:///unused"),
    only: null,
    resume: false,
    env,
    signal: new AbortController().signal,
    clock: () => new Date(0),
    onEvent: (event) => events.push(event),
    pipecVersion: "test",
    revision: null,
  });
  const findings = record.diagnostics.filter(({ severity }) => severity !== "info");
  return { plan, record, events, findings };
}
