// The public door of the package: `import { check, compile, run } from "pipec"`. Findings are values, never exceptions.
import { availableParallelism } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { Diagnostic } from "../specs/diagnostic.ts";
import type { CertificateLine, Plan } from "../specs/plan.ts";
import type { RunRecord } from "../specs/run-record.ts";
import { cacheLimit } from "./host/cache-limit.ts";
import { type CompiledSpec, compileSpec, compileText } from "./host/compile-spec.ts";
import { availableMemory } from "./host/memory.ts";
import { type PredictionTable, predictionTables } from "./host/prediction-tables.ts";
import { pathResolver } from "./host/resolve-path.ts";
import { readRevision } from "./host/revision.ts";
import { STORE_NAME } from "./host/store-folder.ts";
import { readVersion } from "./host/version.ts";
import { workerFile } from "./host/worker-file.ts";

export type { Diagnostic, Severity, Span } from "../specs/diagnostic.ts";
export type { CertificateLine, Plan } from "../specs/plan.ts";
export type { EvaluationResult, RunRecord, SearchResult } from "../specs/run-record.ts";
export type { PredictionTable } from "./host/prediction-tables.ts";

/** A spec on disk, or its text; `path` then only says what relative paths are relative to. */
export interface SpecSource {
  readonly path: string;
  readonly text?: string;
}

export interface SpecSettings {
  /** Values of params, as on the command line. */
  readonly set?: Readonly<Record<string, string>>;
  readonly profile?: string;
  readonly strict?: boolean;
  /** ISO 8601; default: the end of the data. */
  readonly asOf?: string;
}

export interface RunSettings extends SpecSettings {
  /** Worker threads; default: the number of cores. Results do not depend on it. */
  readonly jobs?: number;
  /** Bytes that the process should stay within; default: a share of what the machine has. Results do not depend on it. */
  readonly memory?: number;
  /** Names of declarations; default: all. */
  readonly only?: readonly string[];
  readonly resume?: boolean;
  /** Where results are kept; default: `.pipec` beside the spec. */
  readonly store?: string;
  readonly signal?: AbortSignal;
}

export interface Checked {
  /** True when there is no error; there may be warnings. */
  readonly ok: boolean;
  readonly diagnostics: readonly Diagnostic[];
  readonly certificate: readonly CertificateLine[];
}

export interface Planned extends Checked {
  /** Null when there are errors. */
  readonly plan: Plan | null;
}

/** Proves a spec without data. */
export function check(source: SpecSource, settings: SpecSettings = {}): Checked {
  const { ok, diagnostics, certificate } = compile(source, settings);
  return { ok, diagnostics, certificate };
}

/** Proves a spec and plans it. */
export function compile(source: SpecSource, settings: SpecSettings = {}): Planned {
  const { plan, diagnostics, certificate } = compileSource(source, settings);
  return { ok: plan !== null, plan, diagnostics, certificate };
}

/** A spec that has errors was not run. */
export class SpecError extends Error {
  readonly diagnostics: readonly Diagnostic[];
  constructor(diagnostics: readonly Diagnostic[]) {
    const first = diagnostics.find(({ severity }) => severity === "error");
    super(first === undefined ? "the spec has errors" : `${first.id}: ${first.message}`);
    this.name = "SpecError";
    this.diagnostics = diagnostics;
  }
}

/** The record of the run, and the predictions that it made. */
export interface RunResult extends RunRecord {
  /** By the name of the `predict` declaration, with or without `into:`; those that failed are absent. */
  readonly tables: ReadonlyMap<string, PredictionTable>;
}

/** Runs a spec; a run that failed on data is a record with `status: "failed"`. Throws SpecError when the spec itself has errors. */
export async function run(source: SpecSource, settings: RunSettings = {}): Promise<RunResult> {
  const { plan, diagnostics } = compileSource(source, settings);
  if (plan === null) throw new SpecError(diagnostics);
  // Loaded late: whoever only checks never loads the data engine.
  const [runtime, { standardLibrary }, { implementations }] = await Promise.all([
    import("../runtime/index.ts"),
    import("../stdlib/declarations.ts"),
    import("../stdlib/implementations.ts"),
  ]);
  const folder = resolve(dirname(source.path));
  const { record, results } = await runtime.run(plan, {
    registry: standardLibrary,
    implementations,
    storeFolder: resolve(settings.store ?? join(folder, STORE_NAME)),
    resolvePath: pathResolver(folder),
    jobs: settings.jobs ?? availableParallelism(),
    memory: settings.memory ?? availableMemory(),
    workerFile: workerFile(),
    only: settings.only ?? [],
    resume: settings.resume === true,
    env: process.env,
    signal: settings.signal ?? new AbortController().signal,
    clock: () => new Date(),
    onEvent: () => undefined,
    pipecVersion: readVersion(),
    revision: readRevision(folder),
    cacheLimit: cacheLimit(undefined),
  });
  return { ...record, tables: predictionTables(results) };
}

function compileSource({ path, text }: SpecSource, settings: SpecSettings): CompiledSpec {
  const options = {
    set: settings.set ?? {},
    profile: settings.profile ?? null,
    strict: settings.strict === true,
    asOf: settings.asOf ?? null,
  };
  return text === undefined ? compileSpec(path, options) : compileText({ path, text }, options);
}
