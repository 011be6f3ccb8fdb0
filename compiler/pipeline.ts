// The passes of the compiler, in order. Pure and synchronous: what is missing is asked for as data.
import type { Registry } from "../specs/component.ts";
import type { Diagnostic } from "../specs/diagnostic.ts";
import type { Json } from "../specs/json.ts";
import type { CertificateLine, Plan } from "../specs/plan.ts";
import type { CompileOptions, Needs, SchemaLock, SourceText } from "../specs/program.ts";
import { attest } from "./checks/attest.ts";
import { runChecks } from "./checks/index.ts";
import { compareDiagnostics, createSink } from "./diagnostics/sink.ts";
import { type Suppressed, suppress } from "./diagnostics/suppress.ts";
import { analyse } from "./graph/analysis/analyse.ts";
import { assertGraph } from "./graph/assert-graph.ts";
import { buildGraph } from "./graph/build.ts";
import type { FlowGraph } from "./graph/graph.ts";
import { allowSourceOf } from "./names/allow-scopes.ts";
import { findCircularLets } from "./names/lets.ts";
import { loadModules, type Program } from "./names/modules.ts";
import { names } from "./names/names.diagnostics.ts";
import { resolveParams } from "./names/params.ts";
import { buildScopes } from "./names/symbols.ts";
import { assertPlan } from "./plan/assert-plan.ts";
import { lowerPlan } from "./plan/lower.ts";
import type { SourceTree } from "./syntax/ast.ts";
import { parse } from "./syntax/parse.ts";
import { assertTyped } from "./types/assert-typed.ts";
import { elaborate } from "./types/elaborate.ts";
import { indexRegistry } from "./types/registry-index.ts";
import type { Typed } from "./types/typed.ts";

export interface CompileInput {
  readonly main: SourceText;
  /** Imported files by path relative to the main file's folder; null for one that does not exist. */
  readonly files: ReadonlyMap<string, string | null>;
  /** Null when it was not looked for; without a lock file give one without sources. */
  readonly lock: SchemaLock | null;
  /** Content of `pipec.profiles.json`; null without such a file. */
  readonly profiles: Json;
}

export interface Compiled {
  readonly kind: "done";
  readonly diagnostics: readonly Diagnostic[];
  readonly certificate: readonly CertificateLine[];
  readonly allowed: Plan["allowed"];
  /** The findings that allows have taken out. */
  readonly silenced: readonly SilencedFinding[];
  /** Null when there are errors, or when only a check was asked for. */
  readonly plan: Plan | null;
  readonly typed: Typed;
  readonly graph: FlowGraph;
  /** All files that were read, by path. */
  readonly sources: ReadonlyMap<string, SourceText>;
}

export interface SilencedFinding {
  readonly diagnostic: Diagnostic;
  readonly reason: string;
}

export type CompileResult = { readonly kind: "needs"; readonly needs: Needs } | Compiled;

export const PASSES = ["parse", "names", "types", "graph", "checks", "plan"] as const;
export type Pass = (typeof PASSES)[number];

/** Called after each pass with what it made, for dumps. */
export type Trace = (pass: Pass, value: unknown) => void;

const NO_TRACE: Trace = () => undefined;

/** Text -> checked plan. */
export function compile(
  input: CompileInput,
  registry: Registry,
  options: CompileOptions,
  trace: Trace = NO_TRACE,
): CompileResult {
  return runPasses(input, registry, options, true, trace);
}

/** The same without a plan. */
export function check(
  input: CompileInput,
  registry: Registry,
  options: CompileOptions,
  trace: Trace = NO_TRACE,
): CompileResult {
  return runPasses(input, registry, options, false, trace);
}

function runPasses(
  input: CompileInput,
  registry: Registry,
  options: CompileOptions,
  withPlan: boolean,
  trace: Trace,
): CompileResult {
  const sink = createSink();
  const { report } = sink;
  const index = indexRegistry(registry);

  const sources = new Map<string, SourceText>();
  const parseFile = (file: SourceText): SourceTree => {
    sources.set(file.path, file);
    const { tree, diagnostics } = parse(file);
    sink.reportAll(diagnostics);
    return tree;
  };
  const loaded = loadModules(input.main, input.files, parseFile, report);
  if (loaded.kind === "needs") return { kind: "needs", needs: { files: loaded.files, locks: [] } };
  const { program } = loaded;
  for (const { tree } of program.modules.values())
    for (const { path, span } of tree.uses) report(names["no-plugins"](span, { path }));
  if (program.modules.get(input.main.path)?.tree.items.length === 0 && !sink.hasErrors())
    report(names["nothing-declared"]({ file: input.main.path, start: 0, end: 0 }, {}));
  trace(
    "parse",
    [...program.modules.values()].map((module) => module.tree),
  );
  if (input.lock === null && needsLock(program))
    return { kind: "needs", needs: { files: [], locks: [lockPath(input.main.path)] } };

  const scopes = buildScopes(program, report);
  const circularLets = findCircularLets(scopes, report);
  const start = { file: input.main.path, start: 0, end: 0 };
  const { set, profile } = options;
  const params = resolveParams(scopes, { set, profile, profiles: input.profiles, start }, report);
  trace("names", { scopes, params });

  const { lock } = input;
  const incomplete = sink.hasErrors();
  const typed = elaborate({ program, scopes, params, circularLets, lock, registry: index, incomplete }, report);
  assertTyped(typed);
  trace("types", typed);

  const graph = buildGraph(typed, index);
  assertGraph(graph);
  trace("graph", graph);

  const findings = runChecks(graph, typed, options, report);
  const allows = allowSourceOf([...program.modules.values()].map((module) => module.tree));
  const beforePlan = suppress(allows, sink.list());
  const certificate = attest(findings, beforePlan.allowed);
  trace("checks", certificate);

  let plan: Plan | null = null;
  if (withPlan && !typed.incomplete && !blocksPlan(beforePlan.diagnostics)) {
    const allowed = allowedLines(beforePlan);
    plan = lowerPlan({
      typed,
      facts: analyse(graph),
      registry: index,
      asOf: inUtc(options.asOf),
      outputsOf: options.outputsOf ?? null,
      certificate,
      allowed,
      report,
    });
    assertPlan(plan);
    trace("plan", plan);
  }
  // Once more: planning has findings of its own, which an allow may cover.
  const final = suppress(allows, sink.list());
  // Of a spec that could not be read to its end nobody knows what an allow would have covered.
  const usable = final.diagnostics.filter(({ id }) => !typed.incomplete || id !== "lint/unused-allow");
  const diagnostics = [...usable].sort(compareDiagnostics);
  const failed = diagnostics.some((diagnostic) => diagnostic.severity === "error");
  const allowed = allowedLines(final);
  const silenced = final.allowed.map(({ allow, diagnostic }) => ({ diagnostic, reason: allow.reason }));
  const result = { diagnostics, certificate, allowed, silenced, typed, graph, sources };
  return { kind: "done", ...result, plan: plan === null || failed ? null : { ...plan, allowed } };
}

/** `2024-01-31` and `2024-01-31T06:00` are UTC; an offset counts. */
function inUtc(moment: string | null): string | null {
  if (moment === null) return null;
  const hasOffset = !moment.includes("T") || /(Z|[+-]\d{2}:\d{2})$/.test(moment);
  return new Date(hasOffset ? moment : `${moment}Z`).toISOString();
}

/** An allow that seems unused may be about a finding of the plan. */
function blocksPlan(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ severity, id }) => severity === "error" && id !== "lint/unused-allow");
}

/** Allows of findings that only a run can make stay in the plan, so that the run can honour them. */
function allowedLines({ allowed, pending }: Suppressed): Plan["allowed"] {
  const used = new Set(allowed.map(({ allow }) => allow));
  return [...used, ...pending].map(({ id, reason, span, scope }) => ({
    id,
    reason,
    span,
    scope,
    pending: pending.some((allow) => allow.id === id && allow.span === span),
  }));
}

function needsLock(program: Program): boolean {
  return [...program.modules.values()].some((module) =>
    module.tree.declarations.some((declaration) => declaration.of === "source" && declaration.block === null),
  );
}

/** `a.pipe` has `a.lock.json` beside it. */
function lockPath(main: string): string {
  const file = main.replaceAll("\\", "/").split("/").pop() ?? main;
  return `${file.replace(/\.pipe$/, "")}.lock.json`;
}
