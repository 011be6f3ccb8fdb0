// Carries out plan nodes on demand: a value is taken from memory, then from the cache, and only then computed from its
// inputs. What nobody asks for is not even loaded, so a second run of an unchanged spec only reads results.
import type { Diagnostic } from "../../specs/diagnostic.ts";
import { fingerprint } from "../../specs/hash.ts";
import { canonicalJson } from "../../specs/json.ts";
import type { NodeId, Plan, PlanNode } from "../../specs/plan.ts";
import type { NodeStatus } from "../../specs/run-record.ts";
import { ComponentError } from "../component.ts";
import { allocationFailure } from "../workers/allocation-failure.ts";
import { type Allowances, createAllowances } from "./allowed.ts";
import { type NodeContext, type RunServices, Stop } from "./context.ts";
import { createEntry, type Entry, findingsAt, isFresh, valueFor } from "./entry.ts";
import { runOperation } from "./operations.ts";
import { cannotStore, componentFailure, diskProblem, runDiagnostics } from "./run.diagnostics.ts";
import { stillNeeded } from "./still-needed.ts";
import { isKept, isLeftOut, isRemade, type Value, type ValueKind, type ValueOf } from "./value.ts";

export interface NodeOutcome {
  readonly status: NodeStatus;
  readonly milliseconds: number;
}

export interface Executor {
  /** Makes sure that the node's value exists, in memory or in the cache. Never throws for user errors. */
  readonly settle: (id: NodeId) => Promise<NodeStatus>;
  readonly value: (id: NodeId) => Promise<Value>;
  /** Lets go of the values that none of these nodes, which are still to be settled, will ask for. */
  readonly release: (left: Iterable<NodeId>) => void;
  /** Once nothing runs any more, also what was begun for a node that has failed since. */
  readonly finished: () => Promise<void>;
  /** What an operation may use, for work that looks at values of a run from outside. Findings go to `found`. */
  readonly context: (id: NodeId, found: Diagnostic[]) => NodeContext;
  readonly outcomes: ReadonlyMap<NodeId, NodeOutcome>;
  readonly diagnostics: readonly Diagnostic[];
  readonly allowances: Allowances;
}

export interface ExecutorOptions {
  readonly services: RunServices;
  readonly keys: ReadonlyMap<NodeId, string>;
  /** Nodes that must not run, with the finding that says why. */
  readonly failed: ReadonlyMap<NodeId, Diagnostic>;
}

export function createExecutor({ services, keys, failed }: ExecutorOptions): Executor {
  const { plan, cache, onEvent, clock } = services;
  const nodes = new Map(plan.nodes.map((node) => [node.id, node]));
  const order = new Map(plan.nodes.map((node, index) => [node.id, index]));
  const guards = guardsByNode(plan, keys);
  const allowances = createAllowances(plan);
  const outcomes = new Map<NodeId, NodeOutcome>();
  const diagnostics: Diagnostic[] = [];
  const values = new Map<NodeId, Promise<Value>>();
  const settled = new Map<NodeId, Promise<NodeStatus>>();
  const running = new Set<Promise<Value>>();
  const nodeOf = (id: NodeId): PlanNode => {
    const node = nodes.get(id);
    if (node === undefined) throw new TypeError(`the plan has no node ${id}`);
    return node;
  };
  const keyOf = (id: NodeId): string => keys.get(id) ?? "";
  const inputsOf = (node: PlanNode): string => fingerprint(node.inputs.map(keyOf));

  let storeFailed = false;
  const told = new Set<string>();
  /** Whether the node may be built on: an error that is left stops what comes after a check or a contract. */
  const report = (found: readonly Diagnostic[], node: PlanNode | null): boolean => {
    const left = allowances.sift(found, node !== null && isGuard(node));
    for (const diagnostic of left) {
      // A disk that is full for one value is full for the next: said once.
      if (diagnostic.id === runDiagnostics["cannot-store"].id) {
        if (storeFailed) continue;
        storeFailed = true;
      }
      // A value that came from the cache with its findings may be made again for what needs it whole.
      const { id, message, span } = diagnostic;
      const finding = canonicalJson([id, message, span.file, span.start, span.end]);
      if (told.has(finding)) continue;
      told.add(finding);
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
    return (await isFresh(entry, node, inputsOf(node), services.resolvePath)) ? entry : null;
  };

  const writeCache = async (node: PlanNode, entry: Entry): Promise<void> => {
    try {
      const isWritten = isKept(node.op.kind) && entry.value !== null && !isLeftOut(entry.value);
      await cache.write(keyOf(node.id), isWritten ? entry : { ...entry, value: null });
    } catch (error) {
      report([cannotStore({ node, storeFolder: services.storeFolder }, error)], null);
    }
  };

  const made = async (id: NodeId): Promise<void> => {
    const status = await settle(id);
    if (status === "failed" || status === "skipped") throw new Stop("skipped");
    if (status === "cancelled") throw new Stop("cancelled");
  };

  /** Broken rules of a table stop what comes after it, also what the cache holds. */
  const guard = async (id: NodeId, visited: Set<NodeId>): Promise<void> => {
    if (visited.has(id)) return;
    visited.add(id);
    for (const input of nodeOf(id).inputs) {
      await guard(input, visited);
      // What is declared about a source is held to its data, also where nothing that is computed reads it.
      if (nodeOf(input).op.kind === "source") await made(input);
      for (const check of guards.get(input) ?? []) {
        await made(check);
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
    settled: made,
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
      const value = await runOperation(contextOf(node, found));
      const passed = report(found, node);
      await writeCache(node, createEntry(node, { value, diagnostics: found, inputs: inputsOf(node) }));
      finish(node, passed ? "done" : "failed", started);
      return value;
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
    const found = (async (): Promise<Value> => {
      if (isKept(node.op.kind) && !failed.has(id)) {
        const started = clock().getTime();
        const entry = await readCache(node);
        if (entry?.value) {
          const first = outcomes.get(id) === undefined;
          const passed = !first || report(findingsAt(entry, node), node);
          if (first) finish(node, passed ? "cached" : "failed", started);
          return valueFor(entry, entry.value, node);
        }
      }
      return compute(node);
    })();
    values.set(id, found);
    running.add(found);
    // The failure is reported where it happened; who waits for it sees the rejection.
    found.catch(() => undefined).finally(() => running.delete(found));
    return found;
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
    const known = outcomes.get(node.id);
    if (known !== undefined) return known.status;
    // What is remade on demand need not be made again for its own sake.
    if (isRemade(node.op.kind) && !failed.has(node.id)) {
      const started = clock().getTime();
      const entry = await readCache(node);
      if (entry !== null) {
        report(findingsAt(entry, node), node);
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

  /** Tables stay: they live in the data engine, and what is left here is their name. */
  const release = (left: Iterable<NodeId>): void => {
    // What could not be stored cannot be read again.
    if (storeFailed) return;
    const isMade = (id: NodeId): boolean => ["done", "cached"].includes(outcomes.get(id)?.status ?? "");
    const needed = stillNeeded(left, nodeOf, isMade);
    for (const id of values.keys()) if (!needed.has(id) && isKept(nodeOf(id).op.kind) && isMade(id)) values.delete(id);
  };

  return {
    settle,
    value,
    release,
    finished: async () => {
      while (running.size > 0) await Promise.allSettled(running);
    },
    context: (id, found) => contextOf(nodeOf(id), found),
    outcomes,
    diagnostics,
    allowances,
  };
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

/** Operations whose results are files outside the cache. */
const isWriter = ({ op }: PlanNode): boolean => op.kind === "publish" || op.kind === "predict";

function describe(error: unknown, node: PlanNode): Diagnostic {
  if (error instanceof ComponentError && error.id !== "run/internal") return componentFailure(error, node);
  const tooLarge = allocationFailure(error);
  if (tooLarge !== null) return componentFailure(tooLarge, node);
  const problem = isWriter(node) ? diskProblem(error) : null;
  if (problem !== null) return runDiagnostics["cannot-write"](node.span, { node: node.id, problem });
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return runDiagnostics.internal(node.span, { node: node.id, message });
}
