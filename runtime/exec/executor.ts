// Carries out plan nodes on demand: a value is taken from memory, then from the cache, and only then computed from its
// inputs. What nobody asks for is not even loaded, so a second run of an unchanged spec only reads results.
import type { Diagnostic, Span } from "../../specs/diagnostic.ts";
import type { NodeId, Plan, PlanNode } from "../../specs/plan.ts";
import type { NodeStatus } from "../../specs/run-record.ts";
import type { Cache } from "../cache/cache.ts";
import { ComponentError } from "../component.ts";
import { type Allowances, createAllowances } from "./allowed.ts";
import { type NodeContext, type RunServices, Stop } from "./context.ts";
import { runOperation } from "./operations.ts";
import { cannotStore, runDiagnostics } from "./run.diagnostics.ts";
import { removeJournal } from "./search.ts";
import { isKept, isRemade, type Value, type ValueKind, type ValueOf } from "./value.ts";
import { isAsWritten } from "./written-file.ts";

export interface NodeOutcome {
  readonly status: NodeStatus;
  readonly milliseconds: number;
}

export interface Executor {
  /** Makes sure that the node's value exists, in memory or in the cache. Never throws for user errors. */
  readonly settle: (id: NodeId) => Promise<NodeStatus>;
  readonly value: (id: NodeId) => Promise<Value>;
  /** What an operation may use, for work that looks at values of a run from outside. Findings go to `found`. */
  readonly context: (id: NodeId, found: Diagnostic[]) => NodeContext;
  readonly outcomes: ReadonlyMap<NodeId, NodeOutcome>;
  readonly diagnostics: readonly Diagnostic[];
  readonly allowances: Allowances;
}

export interface ExecutorOptions {
  readonly services: RunServices;
  readonly cache: Cache;
  readonly keys: ReadonlyMap<NodeId, string>;
  /** Nodes that must not run, with the finding that says why. */
  readonly failed: ReadonlyMap<NodeId, Diagnostic>;
}

/** A cached entry: the value and what was found while it was computed. What is remade keeps only its findings. */
interface Entry {
  readonly value: Value | null;
  readonly diagnostics: readonly Diagnostic[];
  /** Where the spec stood then; findings that point there point to the same place of the spec now. */
  readonly places: readonly Span[];
}

export function createExecutor({ services, cache, keys, failed }: ExecutorOptions): Executor {
  const { plan, onEvent, clock } = services;
  const nodes = new Map(plan.nodes.map((node) => [node.id, node]));
  const order = new Map(plan.nodes.map((node, index) => [node.id, index]));
  const guards = guardsByNode(plan, keys);
  const allowances = createAllowances(plan);
  const outcomes = new Map<NodeId, NodeOutcome>();
  const diagnostics: Diagnostic[] = [];
  const values = new Map<NodeId, Promise<Value>>();
  const settled = new Map<NodeId, Promise<NodeStatus>>();
  const nodeOf = (id: NodeId): PlanNode => {
    const node = nodes.get(id);
    if (node === undefined) throw new TypeError(`the plan has no node ${id}`);
    return node;
  };
  const keyOf = (id: NodeId): string => keys.get(id) ?? "";

  let storeFailed = false;
  /** Whether the node may be built on: an error that is left stops what comes after a check or a contract. */
  const report = (found: readonly Diagnostic[], node: PlanNode | null): boolean => {
    const left = allowances.sift(found, node !== null && isGuard(node));
    for (const diagnostic of left) {
      // A disk that is full for one value is full for the next: said once.
      if (diagnostic.id === runDiagnostics["cannot-store"].id) {
        if (storeFailed) continue;
        storeFailed = true;
      }
      diagnostics.push(diagnostic);
      onEvent({ kind: "diagnostic", diagnostic });
    }
    return node === null || !isGuard(node) || left.every(({ severity }) => severity !== "error");
  };
  const finish = (node: PlanNode, status: NodeStatus, started: number): void => {
    const milliseconds = clock().getTime() - started;
    outcomes.set(node.id, { status, milliseconds });
    onEvent({ kind: "node-finished", node: node.id, op: node.op.kind, status, milliseconds });
  };

  /** A hit whose file or data is damaged counts as a miss, with a warning. */
  const readCache = async (node: PlanNode): Promise<Entry | null> => {
    const read = await cache.read(keyOf(node.id));
    if (read.kind === "corrupt") report([runDiagnostics["cache-corrupt"](node.span, { node: node.id })], null);
    if (read.kind !== "hit") return null;
    // Only this executor writes under these keys, and the key holds its version.
    const entry = read.value as Entry;
    return (await isStale(entry.value, services.resolvePath)) ? null : entry;
  };

  const writeCache = async (node: PlanNode, entry: Entry): Promise<void> => {
    const kept = isKept(node.op.kind) ? entry : { ...entry, value: null };
    try {
      await cache.write(keyOf(node.id), kept);
      if (node.op.kind === "search") await removeJournal(services.storeFolder, keyOf(node.id));
    } catch (error) {
      report([cannotStore({ node, storeFolder: services.storeFolder }, error)], null);
    }
  };

  /** Broken rules of a table stop what comes after it, also what the cache holds. */
  const guard = async (id: NodeId, visited: Set<NodeId>): Promise<void> => {
    if (visited.has(id)) return;
    visited.add(id);
    for (const input of nodeOf(id).inputs) {
      await guard(input, visited);
      for (const check of guards.get(input) ?? []) {
        const status = await settle(check);
        if (status === "failed" || status === "skipped") throw new Stop("skipped");
      }
    }
  };

  const contextOf = (node: PlanNode, found: Diagnostic[]): NodeContext => ({
    ...services,
    node,
    op: node.op,
    key: keyOf(node.id),
    keyOf,
    nodeOf,
    anyValue: value,
    settled: async (id) => {
      const status = await settle(id);
      if (status === "failed" || status === "skipped") throw new Stop("skipped");
      if (status === "cancelled") throw new Stop("cancelled");
    },
    value: async <K extends ValueKind>(id: NodeId, kind: K) => ofKind(await value(id), kind, id),
    report: (...added) => found.push(...added),
  });

  const compute = async (node: PlanNode): Promise<Value> => {
    const started = clock().getTime();
    const index = order.get(node.id) ?? 0;
    onEvent({ kind: "node-started", node: node.id, op: node.op.kind, index });
    const found: Diagnostic[] = [];
    try {
      services.signal.throwIfAborted();
      const problem = failed.get(node.id);
      if (problem !== undefined) {
        found.push(problem);
        throw new Stop("failed");
      }
      const made = await runOperation(contextOf(node, found));
      const passed = report(found, node);
      await writeCache(node, { value: made, diagnostics: found, places: placesOf(node) });
      finish(node, passed ? "done" : "failed", started);
      return made;
    } catch (error) {
      const why = services.signal.aborted ? "cancelled" : error instanceof Stop ? error.why : "failed";
      if (why === "failed" && !(error instanceof Stop)) found.push(describe(error, node));
      report(found, null);
      finish(node, why, started);
      throw new Stop(why === "failed" ? "skipped" : why);
    }
  };

  const value = (id: NodeId): Promise<Value> => {
    const known = values.get(id);
    if (known !== undefined) return known;
    const node = nodeOf(id);
    const made = (async (): Promise<Value> => {
      if (isKept(node.op.kind) && !failed.has(id)) {
        const started = clock().getTime();
        const entry = await readCache(node);
        if (entry?.value) {
          const first = outcomes.get(id) === undefined;
          const passed = !first || report(placed(entry, node), node);
          if (first) finish(node, passed ? "cached" : "failed", started);
          return renamed(entry.value, node.id);
        }
      }
      return compute(node);
    })();
    values.set(id, made);
    // The failure is reported where it happened; who waits for it sees the rejection.
    made.catch(() => undefined);
    return made;
  };

  const settle = (id: NodeId): Promise<NodeStatus> => {
    const known = settled.get(id);
    if (known !== undefined) return known;
    const status = settleNode(nodeOf(id));
    settled.set(id, status);
    return status;
  };

  const settleNode = async (node: PlanNode): Promise<NodeStatus> => {
    try {
      // The checks of one table do not wait for each other, only for those of the tables before it.
      if (isGuard(node)) for (const input of node.inputs) await guard(input, new Set());
      else await guard(node.id, new Set());
    } catch (error) {
      const why = error instanceof Stop ? error.why : "failed";
      if (!outcomes.has(node.id)) finish(node, why, clock().getTime());
      return why;
    }
    // What is remade on demand need not be made again for its own sake.
    if (isRemade(node.op.kind) && !failed.has(node.id)) {
      const started = clock().getTime();
      const entry = await readCache(node);
      if (entry !== null) {
        report(placed(entry, node), node);
        finish(node, "cached", started);
        return "cached";
      }
    }
    try {
      await value(node.id);
    } catch (error) {
      if (!(error instanceof Stop)) throw error;
    }
    return outcomes.get(node.id)?.status ?? "failed";
  };

  return { settle, value, context: (id, found) => contextOf(nodeOf(id), found), outcomes, diagnostics, allowances };
}

/** Nothing is built on a table whose rules are broken, nor on a split whose contracts are. */
const isGuard = ({ op }: PlanNode): boolean => op.kind === "check" || op.kind === "contracts";

function guardsByNode(plan: Plan, keys: ReadonlyMap<NodeId, string>): ReadonlyMap<NodeId, readonly NodeId[]> {
  const guards = new Map<NodeId, NodeId[]>();
  for (const node of plan.nodes) {
    const guarded = node.op.kind === "contracts" ? node.inputs[1] : node.inputs[0];
    if (!isGuard(node) || guarded === undefined || !keys.has(node.id)) continue;
    guards.set(guarded, [...(guards.get(guarded) ?? []), node.id]);
  }
  return guards;
}

function ofKind<K extends ValueKind>(value: Value, kind: K, id: NodeId): ValueOf<K> {
  if (value.kind !== kind) throw new TypeError(`${id} is a ${value.kind}, not a ${kind}`);
  // Narrowing by a generic discriminant is beyond the checker.
  return value as ValueOf<K>;
}

function describe(error: unknown, node: PlanNode): Diagnostic {
  if (error instanceof ComponentError && error.id !== "run/internal") {
    const { message, help } = error;
    const made = runDiagnostics["component-failed"](node.span, { node: node.id, message, help });
    return { ...made, id: error.id };
  }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return runDiagnostics.internal(node.span, { node: node.id, message });
}

/** A result of another run, or of the same value under another name. */
const renamed = (value: Value, node: NodeId): Value => ("node" in value ? { ...value, node } : value);

/** What findings of a node point at: its declaration, the rule, the column. */
function placesOf({ op, span }: PlanNode): readonly Span[] {
  if (op.kind === "check") return [span, ...op.rules.map((rule) => rule.span)];
  const columns = op.kind === "contracts" || op.kind === "source" ? (op.places ?? []) : [];
  return [span, ...columns.map((place) => place.span)];
}

/** The spec may have moved since. Equal fingerprints mean the same rules and columns, so places agree one by one. */
function placed({ diagnostics, places }: Entry, node: PlanNode): readonly Diagnostic[] {
  const now = placesOf(node);
  return diagnostics.map((diagnostic) => {
    const { file, start } = diagnostic.span;
    const at = places.findLastIndex((place) => place.file === file && place.start === start);
    return { ...diagnostic, span: now[at] ?? node.span };
  });
}

/** Predictions that were written to a file are made again when the file is no longer as it was written. */
async function isStale(value: Value | null, resolvePath: (path: string) => string): Promise<boolean> {
  if (value?.kind !== "predictions" || value.written === null) return false;
  return !(await isAsWritten(value.written, resolvePath));
}
