// Proves on the data what `pipec check` proves from the spec: a metamorphic test of a whole plan. Values that a run has made
// come from the store; the test itself stores nothing and is no look at a sealed test, because no score is computed.
import { setImmediate } from "node:timers/promises";
import type { Diagnostic } from "../../specs/diagnostic.ts";
import { fingerprint } from "../../specs/hash.ts";
import type { ContractOperation, Plan, PlanNode } from "../../specs/plan.ts";
import type { NodeContext } from "../exec/context.ts";
import { Stop } from "../exec/context.ts";
import { contractInput } from "../exec/contracts.ts";
import { wantedNodes } from "../exec/keys.ts";
import { openSession, type Session, type SessionOptions } from "../exec/session.ts";
import { momentsOf } from "../replay/invariance.ts";
import { runId } from "../store/run-store.ts";
import { proveFeatures } from "./prove-features.ts";
import { attempt, proveBatch, provePredictions, proveRefit, proveShuffled } from "./prove-fit.ts";
import type { ProvePart, ProveResult } from "./prove-result.ts";
import { openSubject, subjectsOf } from "./subject.ts";

export interface ProveOptions extends SessionOptions {
  /** How many moments are tried. */
  readonly moments: number;
  /** How many times labels are shuffled. */
  readonly seeds: number;
  readonly seed: number;
}

export async function prove(plan: Plan, options: ProveOptions): Promise<ProveResult> {
  const started = options.clock();
  const id = runId(started, fingerprint([plan.file, started.getTime()]));
  const session = await openSession(plan, options, { id, started, wanted: wantedNodes(plan, null) });
  const parts: ProvePart[] = [];
  try {
    for (const node of plan.nodes) {
      if (node.op.kind === "contracts") parts.push(...(await onData(session, node, (c) => features(c, node, options))));
    }
    for (const node of subjectsOf(plan)) {
      parts.push(...(await onData(session, node, (context) => fits(context, plan, options))));
    }
    await session.saveHashes();
  } finally {
    await session.close();
  }
  const lines = parts.map(({ line }) => line);
  const diagnostics = [...session.executor.diagnostics, ...parts.flatMap((part) => part.diagnostics)];
  const broken = diagnostics.some(({ severity }) => severity === "error");
  const proved = !broken && lines.some(({ outcome }) => outcome === "held");
  return { version: 1, file: plan.file, seed: options.seed, moments: options.moments, proved, lines, diagnostics };
}

/** What cannot be computed has reported why; the rest goes on. */
async function onData(
  { executor }: Session,
  node: PlanNode,
  test: (context: NodeContext) => Promise<readonly ProvePart[]>,
): Promise<readonly ProvePart[]> {
  const found: Diagnostic[] = [];
  try {
    return await test(executor.context(node.id, found));
  } catch (error) {
    if (error instanceof Stop) return [];
    throw error;
  }
}

async function features(context: NodeContext, node: PlanNode, options: ProveOptions): Promise<readonly ProvePart[]> {
  const input = await contractInput({ ...context, op: node.op as ContractOperation });
  const split = node.inputs[1]!;
  const onTrial = progressOf(options, split, "moments");
  return [await proveFeatures(split, input, { moments: options.moments, seed: options.seed, onTrial })];
}

async function fits(context: NodeContext, plan: Plan, options: ProveOptions): Promise<readonly ProvePart[]> {
  const { library, node } = context;
  const subject = await openSubject(context, plan);
  const { times } = subject.task;
  const moments = times === null ? [] : momentsOf({ times, moments: options.moments }, Number.NEGATIVE_INFINITY);
  const onSeed = progressOf(options, node.id, "shuffles");
  const tests: readonly (() => ProvePart)[] = [
    () => attempt(subject, "predictions", () => provePredictions(subject, moments, library)),
    () => attempt(subject, "refit", () => proveRefit(subject, library)),
    () =>
      attempt(subject, "shuffled-labels", () =>
        proveShuffled(subject, options.seeds, options.seed, library, (done) => onSeed(done, options.seeds)),
      ),
    () => attempt(subject, "batch-of-one", () => proveBatch(subject, library)),
  ];
  const parts: ProvePart[] = [];
  for (const test of tests) {
    parts.push(test());
    await setImmediate();
    options.signal.throwIfAborted();
  }
  return parts;
}

const progressOf =
  ({ onEvent }: ProveOptions, node: string, label: string) =>
  (done: number, total: number): void =>
    onEvent({ kind: "progress", node, done, total, label });
