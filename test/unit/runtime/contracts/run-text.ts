// Specs from their text to a run, in a folder of their own, with a standard library in which single components may lie.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { compile } from "../../../../compiler/index.ts";
import type { Implementations } from "../../../../runtime/component.ts";
import { type ProveResult, prove, type RunOutcome, run } from "../../../../runtime/index.ts";
import type { Plan } from "../../../../specs/plan.ts";
import type { ContractVerdict } from "../../../../specs/run-record.ts";
import { standardLibrary } from "../../../../stdlib/declarations.ts";
import { implementations } from "../../../../stdlib/implementations.ts";

export type Lies = Partial<Implementations>;

export interface Place {
  readonly folder: string;
  readonly write: (name: string, header: string, rows: readonly string[]) => void;
  readonly run: (plan: Plan, lies?: Lies) => Promise<RunOutcome>;
  readonly prove: (plan: Plan, lies?: Lies) => Promise<ProveResult>;
  readonly remove: () => void;
}

export function createPlace(): Place {
  const folder = mkdtempSync(join(tmpdir(), "pipec-contracts-"));
  let now = Date.UTC(2025, 0, 1);
  let stores = 0;
  const options = (lies: Lies) => ({
    registry: standardLibrary,
    implementations: { ...implementations, ...lies },
    // A lying library must not take the values of an honest one.
    storeFolder: join(folder, Object.keys(lies).length === 0 ? ".pipec" : `.pipec-${++stores}`),
    resolvePath: (path: string) => resolve(folder, path),
    jobs: 1,
    workerFile: new URL("file:///unused"),
    env: {},
    signal: new AbortController().signal,
    clock: () => {
      now += 1;
      return new Date(now);
    },
    onEvent: () => undefined,
    pipecVersion: "test",
    revision: null,
  });
  return {
    folder,
    write: (name, header, rows) => writeFileSync(join(folder, name), `${[header, ...rows].join("\n")}\n`),
    run: (plan, lies = {}) => run(plan, { ...options(lies), only: null, resume: false }),
    prove: (plan, lies = {}) => prove(plan, { ...options(lies), moments: 3, seeds: 3, seed: 1 }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export function planOf(text: string): Plan {
  const main = { path: "spec.pipe", text };
  const settings = { set: {}, profile: null, strict: false, asOf: null };
  const compiled = compile({ main, files: new Map(), lock: null, profiles: null }, standardLibrary, settings);
  if (compiled.kind !== "done" || compiled.plan === null) {
    const found = compiled.kind === "done" ? compiled.diagnostics : [];
    throw new TypeError(found.map(({ id, message }) => `${id}: ${message}`).join("\n"));
  }
  return compiled.plan;
}

export const verdictOf = ({ record }: RunOutcome, contract: ContractVerdict["contract"]): ContractVerdict | undefined =>
  record.contracts.flatMap(({ verdicts }) => verdicts).find((verdict) => verdict.contract === contract);

export const statusOf = ({ record }: RunOutcome, entry: string): string | undefined =>
  record.certificate.find((line) => line.entry === entry)?.status;

export const idsOf = ({ diagnostics }: Pick<RunOutcome, "diagnostics">): readonly string[] =>
  diagnostics.filter(({ severity }) => severity !== "info").map(({ id }) => id);

/** The text that a finding points at. */
export const pointedAt = (text: string, { diagnostics }: Pick<RunOutcome, "diagnostics">, id: string): string => {
  const found = diagnostics.find((diagnostic) => diagnostic.id === id);
  return found === undefined ? "" : text.slice(found.span.start, found.span.end);
};
