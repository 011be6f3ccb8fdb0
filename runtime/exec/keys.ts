// Identities of values: what a node reads (its fingerprint), the content of the sources before it, the seed and the version of
// pipec; and the time of the run, where a node reads the clock. Two runs whose keys are equal have equal values.

import type { ComponentDeclaration, ConnectorDeclaration } from "../../specs/component.ts";
import { hideCredentials } from "../../specs/credential.ts";
import type { Diagnostic } from "../../specs/diagnostic.ts";
import { fingerprint } from "../../specs/hash.ts";
import type { Json } from "../../specs/json.ts";
import type { NodeId, Plan, PlanNode, SourceOperation } from "../../specs/plan.ts";
import type { DataFingerprint } from "../../specs/run-record.ts";
import { type FileHash, type FileHasher, hashOfFiles } from "../cache/data-hash.ts";
import { ComponentError } from "../component.ts";
import { dataDiagnostics } from "../data/data.diagnostics.ts";
import { environmentValues, readsEnvironment, resolveEnvironment } from "../data/environment.ts";
import { hideInText, hideSecrets } from "../data/files/hide-secrets.ts";
import { type FilePlaces, listFiles, pathsOf } from "../data/files/list-files.ts";
import { Refusal } from "../data/readers/reader.ts";
import { createClockReader } from "./clock.ts";
import { hashModelFiles } from "./model-files.ts";
import { pushedFilter } from "./pushed-filter.ts";
import { componentFailure, runDiagnostics } from "./run.diagnostics.ts";
import type { ServerSources } from "./server-sources.ts";

export interface KeyOptions extends FilePlaces {
  readonly plan: Plan;
  readonly declarations: readonly ComponentDeclaration[];
  readonly hasher: FileHasher;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly version: string;
  /** Makes data that cannot be hashed (what a server holds) different in every run. */
  readonly runId: string;
  /** The time of the run, ISO 8601: what `now()` and `freshness` see. */
  readonly clock: string;
  /** Null when no server may be asked: then what a server holds is different in every run, too. */
  readonly servers: ServerSources | null;
  /** Only these nodes are looked at. */
  readonly wanted: ReadonlySet<NodeId>;
}

export interface Keys {
  readonly keys: ReadonlyMap<NodeId, string>;
  readonly data: readonly DataFingerprint[];
  /** Sources whose files cannot be read. */
  readonly failed: ReadonlyMap<NodeId, Diagnostic>;
  /** After a source was read: a finding when its files are not any more what the keys say. */
  readonly changed: (node: PlanNode) => Promise<Diagnostic | null>;
}

export async function computeKeys(options: KeyOptions): Promise<Keys> {
  const { plan, version, wanted } = options;
  const keys = new Map<NodeId, string>();
  const before = new Map<NodeId, Origins>();
  const data: DataFingerprint[] = [];
  const failed = new Map<NodeId, Diagnostic>();
  const readsClock = createClockReader(options.declarations);
  for (const node of plan.nodes) {
    if (!wanted.has(node.id)) continue;
    const origins = originsOf(node, before, readsClock(node.op));
    if (node.op.kind === "source") {
      try {
        const declared = connectorOf(node.op, options.declarations);
        const found = await hashSource(node, node.op, declared, options);
        data.push({ node: node.id, ...found });
        origins.content.set(sourceIdentity(node, node.op, declared, plan), found.hash);
      } catch (error) {
        failed.set(node.id, hideSecrets(fileProblem(error, node), environmentValues(node.op.params, options.env)));
      }
    }
    try {
      const found = await hashModelFiles(node, options.declarations, options, options.hasher);
      if (found !== null) {
        data.push({ node: node.id, ...found });
        origins.content.set("models", found.hash);
      }
    } catch (error) {
      failed.set(node.id, fileProblem(error, node));
    }
    before.set(node.id, origins);
    const content = [...origins.content].sort(([a], [b]) => (a < b ? -1 : 1)).map((entry): Json => [...entry]);
    const clock = origins.clock ? options.clock : null;
    keys.set(node.id, fingerprint([version, plan.seed, node.fingerprint, content, clock]));
  }
  const changed = async (node: PlanNode): Promise<Diagnostic | null> => {
    const before = data.find((entry) => entry.node === node.id);
    if (node.op.kind !== "source" || before === undefined) return null;
    const declared = connectorOf(node.op, options.declarations);
    // Servers show one snapshot.
    if (declared?.server !== undefined) return null;
    const after = await hashSource(node, node.op, declared, options).catch(() => null);
    if (after?.hash === before.hash) return null;
    const differs = before.files.find(
      ({ path, hash }) => after?.files.find((file) => file.path === path)?.hash !== hash,
    );
    const path = hideCredentials(differs?.path ?? pathsOf(node.op.params.path)[0] ?? node.id);
    return dataDiagnostics["changed-while-reading"](node.span, { path });
  };
  return { keys, data, failed, changed };
}

/** What a node comes from, outside the spec. */
interface Origins {
  /** Content by source. */
  readonly content: Map<string, string>;
  readonly clock: boolean;
}

function originsOf(node: PlanNode, before: ReadonlyMap<NodeId, Origins>, clock: boolean): Origins {
  const inputs = node.inputs.map((id) => before.get(id)).filter((found) => found !== undefined);
  return {
    content: new Map(inputs.flatMap(({ content }) => [...content])),
    clock: clock || inputs.some((input) => input.clock),
  };
}

/**
 * Which rows a source reads, whatever it makes of them: the schema counts with the columns that are read. What a server gave
 * is known for the declared columns and the rows that were asked for only.
 */
function sourceIdentity(
  { id }: PlanNode,
  { connector, params, schema }: SourceOperation,
  declared: ConnectorDeclaration | null,
  plan: Plan,
): string {
  if (declared?.server === undefined) return fingerprint({ connector, params });
  const columns = schema.columns.map(({ name }) => name);
  return fingerprint({ connector, params, columns, filter: JSON.stringify(pushedFilter(plan, id)) });
}

function connectorOf(
  { connector }: SourceOperation,
  declarations: readonly ComponentDeclaration[],
): ConnectorDeclaration | null {
  const found = declarations.find(({ family, name }) => family === "connector" && name === connector);
  return found?.family === "connector" ? found : null;
}

async function hashSource(
  node: PlanNode,
  op: SourceOperation,
  declaration: ConnectorDeclaration | null,
  options: KeyOptions,
): Promise<{ readonly files: readonly FileHash[]; readonly hash: string }> {
  // Where the server stands is no part of the identity: the same rows elsewhere are the same rows.
  if (declaration?.server !== undefined) {
    const hash = (await options.servers?.identify(node, op)) ?? fingerprint(options.runId);
    return { files: [], hash };
  }
  const params = resolveEnvironment(op.params, options.env, { ...op, ...node });
  const secrets = environmentValues(op.params, options.env);
  const files: FileHash[] = [];
  // Of a repository the definitions count and the files that they name, not when `feast apply` ran.
  if (declaration?.entities !== undefined) {
    const { featureFiles } = await import("../data/feast/feature-files.ts");
    const used = await featureFiles({ ...op, params }, { resolvePath: options.resolvePath, span: node.span });
    for (const path of used.files) files.push(await options.hasher.hash(path));
    return { files, hash: fingerprint([hashOfFiles(files), used.definition]) };
  }
  const names = declaration?.paths ?? ["path"];
  const others: string[] = [];
  for (const [name, value] of Object.entries(params)) {
    // The value of a secret never reaches a key, and what it changes besides the files is taken for new in every run; that of
    // a plain variable does.
    const reads = readsEnvironment(op.params[name] ?? null);
    if (reads === "env") others.push(`${name}=${JSON.stringify(value)}`);
    if (!names.includes(name)) {
      if (reads === "secret") others.push(options.runId);
      continue;
    }
    for (const file of await listFiles(value, options, node.span)) {
      const shown = hideInText(file.shown, secrets);
      files.push({ ...(await options.hasher.hash(file.path)), path: shown });
      for (const { name: column, value: text } of file.partitions) others.push(`${column}=${text ?? ""}`);
      for (const ending of declaration?.companions ?? []) {
        const companion = await options.hasher.hash(file.path + ending).catch(() => null);
        if (companion !== null) files.push({ ...companion, path: shown + ending });
      }
    }
  }
  return { files, hash: fingerprint([hashOfFiles(files), ...others]) };
}

function fileProblem(error: unknown, node: PlanNode): Diagnostic {
  if (error instanceof Refusal) return error.diagnostic;
  if (error instanceof ComponentError) return componentFailure(error, node);
  const problem = error instanceof Error ? error.message : String(error);
  return runDiagnostics["unreadable-file"](node.span, { path: pathOf(node), problem });
}

const pathOf = (node: PlanNode): string =>
  node.op.kind === "source" ? hideCredentials(pathsOf(node.op.params.path).join(", ") || node.id) : node.id;

/** What must be computed for the named declarations, or for everything. */
export function wantedNodes(plan: Plan, only: readonly string[] | null): ReadonlySet<NodeId> {
  if (only === null) return new Set(plan.nodes.map((node) => node.id));
  const byId = new Map(plan.nodes.map((node) => [node.id, node]));
  const wanted = new Set<NodeId>();
  const add = (id: NodeId): void => {
    if (wanted.has(id)) return;
    wanted.add(id);
    for (const input of byId.get(id)?.inputs ?? []) add(input);
  };
  for (const declaration of plan.declarations) if (only.includes(declaration.name)) declaration.nodes.forEach(add);
  for (const node of plan.nodes) {
    // A rule that guards a table guards whoever uses it; so do the contracts of a split.
    if ((node.op.kind === "check" || node.op.kind === "contracts") && node.inputs.every((id) => wanted.has(id)))
      wanted.add(node.id);
  }
  return wanted;
}
