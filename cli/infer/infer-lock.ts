// The lock file of a spec: schemas of its sources without a block, and what their data looked like, for `check --data`.
import { dirname, resolve } from "node:path";
import { lowerSourceParams } from "../../compiler/plan/lower/source.ts";
import { writeAtomic } from "../../runtime/cache/atomic-file.ts";
import type { Engine } from "../../runtime/data/engine.ts";
import { resolveEnvironment } from "../../runtime/data/environment.ts";
import { Refusal } from "../../runtime/data/readers/reader.ts";
import { runDiagnostics } from "../../runtime/exec/run.diagnostics.ts";
import { type Inferred, inferSource } from "../../runtime/infer/infer.ts";
import { plural } from "../../runtime/report/quantity.ts";
import type { Schema } from "../../specs/data-type.ts";
import type { Diagnostic } from "../../specs/diagnostic.ts";
import type { Json } from "../../specs/json.ts";
import type { ObservedTable, SchemaLock } from "../../specs/program.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { CommandFailure } from "../failure.ts";
import { compileWhole, ON_DISK } from "../host/compile-spec.ts";
import { pathResolver } from "../host/resolve-path.ts";
import { readSpec } from "../host/spec-paths.ts";
import { printFindings } from "../output/findings.ts";
import type { Terminal } from "../terminal.ts";
import type { InferFileOptions } from "./infer-file.ts";
import { stageReporter } from "./infer-output.ts";
import { proposeChecks } from "./propose-checks.ts";
import { proposeRoles } from "./propose-roles.ts";
import { rolesOf } from "./roles-of.ts";
import { declarationName } from "./spec-words.ts";

export async function inferLock(
  engine: Engine,
  path: string,
  options: InferFileOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  if (options.write !== undefined)
    throw new CommandFailure(
      "`--write` is for specs proposed from data",
      "the lock file has its place beside the spec",
    );
  const main = readSpec(path);
  const unlocked = openLock();
  // Any schema makes the compiler elaborate the sources; their arguments are what is wanted of it here.
  const { typed, diagnostics, sources } = compileWhole(main, NO_OPTIONS, ON_DISK, unlocked.lock);
  const wanted = typed.declarations.flatMap((one) =>
    one.kind === "source" && unlocked.asked.has(one.id) ? [one] : [],
  );
  const lookup = (file: string) => sources.get(file);
  if (wanted.length === 0) {
    const syntax = diagnostics.filter(({ severity, id }) => severity === "error" && id.startsWith("syntax/"));
    terminal.err(printFindings(syntax, lookup, terminal.errColours));
    if (terminal.json)
      terminal.out(`${JSON.stringify({ version: 1, file: null, lock: null, checks: [], diagnostics: syntax })}\n`);
    terminal.err(`every source of ${path} has its schema; there is nothing to lock\n`);
    return syntax.length === 0 ? EXIT.fine : EXIT.findings;
  }
  const schemas: Record<string, Schema> = {};
  const observed: Record<string, ObservedTable> = {};
  const checks: string[] = [];
  const found: Diagnostic[] = [];
  for (const source of wanted) {
    const { id, span, connector } = source;
    const params = lowerSourceParams(source, main.path);
    let all: typeof params;
    try {
      all = { ...resolveEnvironment(params, process.env, { span }) };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      found.push(error.diagnostic);
      continue;
    }
    // What is left at its default was not said; it is for the data to say.
    const given = Object.fromEntries(Object.entries(all).filter(([name, value]) => !isDefault(source, name, value)));
    const onStage = stageReporter(terminal);
    const target = options.target ?? null;
    const result = await inferSource(
      engine,
      { connector: connector.name, params: given },
      {
        resolvePath: pathResolver(resolve(dirname(path))),
        most: options.rows,
        target,
        span,
        copyColumns: () => [],
        onStage: (stage) => onStage(`${id}: ${stage}`),
      },
    );
    if (result.kind === "failed") found.push(...result.diagnostics);
    else {
      const problem = unreadableParams(result.inferred, given);
      if (problem !== null)
        found.push(runDiagnostics["cannot-infer"](span, { source: id, problem, connector: connector.name }));
      else {
        const proposals = proposeRoles(result.inferred, target);
        schemas[id] = { columns: proposals.map((one) => ({ ...one.column, roles: rolesOf(one, result.inferred) })) };
        observed[id] = observedOf(result.inferred);
        const rules = proposeChecks(result.inferred, proposals).map((rule) => `  ${rule}\n`);
        const name = declarationName(`${id}_quality`, new Set());
        checks.push(`check ${name} = ${id} {\n${rules.join("")}}\n`);
      }
    }
  }
  return finish(path, { sources: schemas, observed }, checks, found, lookup, terminal);
}

const NO_OPTIONS = { set: {}, profile: null, strict: false, asOf: null } as const;

/** A lock that gives every source it is asked for an empty schema, and remembers which. */
function openLock(): { readonly lock: SchemaLock; readonly asked: ReadonlySet<string> } {
  const asked = new Set<string>();
  const sources = new Proxy<Record<string, Schema>>(
    {},
    {
      get: (_, name) => {
        asked.add(String(name));
        return { columns: [] };
      },
    },
  );
  return { lock: { sources }, asked };
}

type Source = Extract<ReturnType<typeof compileWhole>["typed"]["declarations"][number], { kind: "source" }>;

function isDefault({ connector }: Source, name: string, value: Json): boolean {
  const declared = connector.params[name];
  return declared !== undefined && "default" in declared && JSON.stringify(declared.default) === JSON.stringify(value);
}

/** What the connector must be told stands in the spec, not in the lock. */
function unreadableParams({ params }: Inferred, given: { readonly [name: string]: Json }): string | null {
  const missing = Object.entries(params).filter(
    ([name, value]) => JSON.stringify(given[name]) !== JSON.stringify(value),
  );
  if (missing.length === 0) return null;
  const written = missing.map(([name, value]) => `\`${name}: ${JSON.stringify(value)}\``).join(", ");
  return `its connector must be told ${written}`;
}

const LOCKED_LEVELS = 12;

function observedOf({ rows, allRows, profile }: Inferred): ObservedTable {
  const columns = profile.columns.map((column): [string, ObservedTable["columns"][string]] => [
    column.name,
    {
      missing: column.missing / rows,
      levels: column.distinct <= LOCKED_LEVELS ? column.levels.map(({ value }) => value).sort() : null,
    },
  ]);
  return { rows: allRows, columns: Object.fromEntries(columns) };
}

async function finish(
  path: string,
  lock: SchemaLock,
  checks: readonly string[],
  found: readonly Diagnostic[],
  lookup: Parameters<typeof printFindings>[1],
  terminal: Terminal,
): Promise<ExitCode> {
  const file = `${path.replace(/\.pipe$/, "")}.lock.json`;
  const failed = found.some(({ severity }) => severity === "error");
  if (!failed) await writeAtomic(resolve(file), `${JSON.stringify(lock, null, 2)}\n`);
  if (terminal.json) {
    terminal.out(`${JSON.stringify({ version: 1, file: failed ? null : file, lock, checks, diagnostics: found })}\n`);
    return failed ? EXIT.findings : EXIT.fine;
  }
  terminal.err(printFindings(found, lookup, terminal.errColours));
  if (failed) {
    terminal.err(`${file} was not written\n`);
    return EXIT.findings;
  }
  const columns = Object.values(lock.sources).reduce((sum, { columns: all }) => sum + all.length, 0);
  const sources = plural(Object.keys(lock.sources).length, "source");
  if (terminal.loudness !== "quiet") {
    terminal.err(`wrote ${file}: ${sources}, ${plural(columns, "column")}\n`);
    terminal.err("rules that hold on the data, to be put into the spec where they are meant:\n");
  }
  terminal.out(checks.join("\n"));
  return EXIT.fine;
}
