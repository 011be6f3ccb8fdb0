// Carries out a plan and leaves a record of it. User errors become diagnostics; a failed node stops what depends on it
// and nothing else.
import { basename, join } from "node:path";
import type { Diagnostic } from "../../specs/diagnostic.ts";
import { fingerprint } from "../../specs/hash.ts";
import type { NodeId, Plan, PlanNode } from "../../specs/plan.ts";
import {
  type NodeRecord,
  type PredictionsMade,
  RUN_RECORD_VERSION,
  type RunRecord,
  type RunStatus,
} from "../../specs/run-record.ts";
import { checkCertificate } from "../contracts/certificate.ts";
import { columnNames } from "../frame/frame.ts";
import { openRegistry } from "../store/registry.ts";
import { openRunStore, runId } from "../store/run-store.ts";
import type { Executor } from "./executor.ts";
import { type Keys, wantedNodes } from "./keys.ts";
import { rememberRun } from "./last-run.ts";
import { cannotStore, runDiagnostics } from "./run.diagnostics.ts";
import { openSession, type SessionOptions } from "./session.ts";
import type { Value, ValueOf } from "./value.ts";

export interface RunOptions extends SessionOptions {
  /** Names of declarations; null or empty runs everything. */
  readonly only: readonly string[] | null;
  /** Without effect: every run continues where the cache and the journals of earlier runs end. */
  readonly resume: boolean;
}

export interface RunOutcome {
  readonly kind: RunStatus;
  readonly record: RunRecord;
  readonly diagnostics: readonly Diagnostic[];
  /** Searches, evaluations, predictions, published models and reports, by node. */
  readonly results: ReadonlyMap<NodeId, Value>;
}

/** Operations whose values are results; the rest is only computed where a result needs it. */
const RESULTS = new Set(["check", "contracts", "search", "evaluate", "predict", "publish", "report"]);

export async function run(plan: Plan, options: RunOptions): Promise<RunOutcome> {
  const started = options.clock();
  const planFingerprint = fingerprint(plan.nodes.map((node) => node.fingerprint));
  const id = runId(started, fingerprint([planFingerprint, started.getTime()]));
  const only = options.only !== null && options.only.length > 0 ? options.only : null;
  const unknown = (only ?? []).filter((name) => plan.declarations.every((declaration) => declaration.name !== name));
  const wanted = wantedNodes(plan, only);
  const session = await openSession(plan, options, { id, started, wanted });
  const { executor, keys } = session;
  options.onEvent({ kind: "run-started", id, nodes: wanted.size });
  const extra = unknown.map((name) => unknownName(plan, name));
  let results: ReadonlyMap<NodeId, Value>;
  try {
    results = await settleAll(plan, wanted, executor);
  } finally {
    await session.close();
  }
  const evaluations = [...results.values()].filter((value) => value.kind === "evaluation");
  const contracts = [...results.values()].filter((value) => value.kind === "contracts");
  // A run of a part, or one that stopped, says nothing about what it did not look at.
  const whole =
    only === null && [...executor.outcomes.values()].every(({ status }) => status === "done" || status === "cached");
  const unused = whole ? executor.allowances.unused() : [];
  const diagnostics = [...extra, ...executor.diagnostics, ...unused];
  const status = statusOf(options.signal, executor, diagnostics);
  const record: RunRecord = {
    version: RUN_RECORD_VERSION,
    id,
    status,
    pipeline: plan.pipeline,
    file: plan.file,
    started: started.toISOString(),
    finished: options.clock().toISOString(),
    planFingerprint,
    seed: plan.seed,
    ...(plan.asOf === undefined ? {} : { asOf: plan.asOf }),
    parameters: plan.parameters,
    environment: {
      node: process.version,
      pipec: options.pipecVersion,
      platform: `${process.platform}-${process.arch}`,
    },
    revision: options.revision,
    data: keys.data,
    nodes: plan.nodes.map((node) => nodeRecord(node, executor, keys)),
    searches: [...results.values()].filter((value) => value.kind === "search"),
    evaluations,
    published: [...results.values()].filter((value) => value.kind === "published"),
    predictions: [...results].flatMap(([node, value]) =>
      value.kind === "predictions" ? [predictionsMade(node, value)] : [],
    ),
    contracts,
    checks: [...results.values()].filter((value) => value.kind === "check"),
    certificate: checkCertificate({
      lines: plan.certificate,
      contracts,
      evaluations,
      matched: executor.allowances.matched(),
    }),
    allowed: plan.allowed,
    diagnostics,
  };
  const stored = await storeRecord(record, options, async () => {
    await session.saveHashes();
    const known = { time: record.started, version: options.pipecVersion, keys: keys.keys, data: keys.data };
    await rememberRun(options.storeFolder, specPath(plan, options), plan, known);
    await session.trim();
  });
  return { kind: status, record: stored, diagnostics: stored.diagnostics, results };
}

async function settleAll(
  plan: Plan,
  wanted: ReadonlySet<NodeId>,
  executor: Executor,
): Promise<ReadonlyMap<NodeId, Value>> {
  const results = new Map<NodeId, Value>();
  const used = new Set(plan.nodes.filter((node) => wanted.has(node.id)).flatMap((node) => node.inputs));
  const isResult = ({ op }: PlanNode): boolean => RESULTS.has(op.kind);
  const asked = plan.nodes.filter((node) => wanted.has(node.id) && (isResult(node) || !used.has(node.id)));
  const left = new Set(asked.map(({ id }) => id));
  for (const node of asked) {
    const status = await executor.settle(node.id);
    const isMade = status === "done" || status === "cached";
    if (isResult(node) && isMade) results.set(node.id, await executor.value(node.id));
    // Contracts that do not hold are a result too; only those that broke down have none.
    if (status === "failed" && (node.op.kind === "contracts" || node.op.kind === "check"))
      await executor.value(node.id).then(
        (value) => results.set(node.id, value),
        () => undefined,
      );
    left.delete(node.id);
    executor.release(left);
  }
  return results;
}

function statusOf(signal: AbortSignal, executor: Executor, diagnostics: readonly Diagnostic[]): RunStatus {
  const outcomes = [...executor.outcomes.values()];
  if (signal.aborted && outcomes.some(({ status }) => status === "cancelled")) return "cancelled";
  const failed = outcomes.some(({ status }) => status === "failed" || status === "skipped");
  return failed || diagnostics.some(({ severity }) => severity === "error") ? "failed" : "done";
}

function nodeRecord(node: PlanNode, executor: Executor, keys: Keys): NodeRecord {
  const { id } = node;
  const outcome = executor.outcomes.get(id) ?? { status: "unneeded", milliseconds: 0 };
  return { id, declaration: node.declaration, op: node.op.kind, ...outcome, key: keys.keys.get(id) ?? "" };
}

const predictionsMade = (node: NodeId, { frame, written }: ValueOf<"predictions">): PredictionsMade => ({
  node,
  path: written?.path ?? null,
  rows: frame.rows,
  columns: columnNames(frame),
});

/** A spec is the same for the store from wherever it was named. */
const specPath = (plan: Plan, { resolvePath }: RunOptions): string => join(resolvePath("."), basename(plan.file));

function unknownName(plan: Plan, name: string): Diagnostic {
  const names = plan.declarations.map((declaration) => `\`${declaration.name}\``).join(", ");
  const span = { file: plan.file, start: 0, end: 0 };
  return runDiagnostics["unknown-name"](span, { name, suggestion: `the spec declares ${names}` });
}

/** A full disk must not lose the results: the record is returned all the same, and says that it was not stored. */
async function storeRecord(record: RunRecord, options: RunOptions, keep: () => Promise<void>): Promise<RunRecord> {
  try {
    await keep();
    const registry = openRegistry(options.storeFolder);
    for (const { name, version } of record.published)
      if (version !== null) await registry.certify(name, version, record.certificate);
    await openRunStore(options.storeFolder).write(record);
    return record;
  } catch (error) {
    const place = { node: { span: { file: record.file, start: 0, end: 0 } }, storeFolder: options.storeFolder };
    const finding = cannotStore(place, error);
    options.onEvent({ kind: "diagnostic", diagnostic: finding });
    return { ...record, diagnostics: [...record.diagnostics, finding] };
  }
}
