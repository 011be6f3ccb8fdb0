// The contracts operation: verifies on the rows of a split, before anything is fitted on them, what the compiler could only
// assume about the data.
import { rmSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { type ContractName, contractNamed } from "../../specs/contract.ts";
import type { Severity } from "../../specs/diagnostic.ts";
import type { ContractOperation, NodeId } from "../../specs/plan.ts";
import type { ContractsResult, ContractVerdict } from "../../specs/run-record.ts";
import { ALL_CONTRACTS } from "../contracts/all-contracts.ts";
import type { ContractInput, Finding } from "../contracts/contract.ts";
import { sampleCells } from "../contracts/sampled-cells.ts";
import { createTableChain, type TableChain } from "../replay/table-chain.ts";
import { runWindows, type WindowsJob, type WindowsResult } from "../windows/run-windows.ts";
import { type NodeContext, partitionRows } from "./context.ts";

export async function runContracts(context: NodeContext<ContractOperation>): Promise<ContractsResult> {
  const { op, node } = context;
  const input = await contractInput(context);
  const begun = beginWaiting(op.contracts, input);
  const sampled = sampleCells(input);
  sampled.catch(() => undefined);
  try {
    const verdicts: ContractVerdict[] = [];
    for (const [i, name] of op.contracts.entries()) {
      const { check, id, entries } = contractNamed(name);
      context.onEvent({ kind: "progress", node: node.id, done: i, total: op.contracts.length, label: name });
      const { outcome, note, evidence, diagnostics } = await (begun.get(name) ?? ALL_CONTRACTS[name].verify(input));
      context.report(...diagnostics);
      verdicts.push({ contract: name, check, id, entries, outcome, severity: worst(diagnostics), note, evidence });
      await setImmediate();
      context.signal.throwIfAborted();
    }
    return { kind: "contracts", node: node.id, split: node.inputs[1]!, verdicts };
  } finally {
    // Nothing that they read may be closed before they have ended.
    await Promise.allSettled([...begun.values(), sampled]);
  }
}

/** Contracts that wait for others begin at once; what they find is said in its turn. */
function beginWaiting(
  names: readonly ContractName[],
  input: ContractInput,
): ReadonlyMap<ContractName, Promise<Finding>> {
  const begun = new Map<ContractName, Promise<Finding>>();
  for (const name of names) {
    const contract = ALL_CONTRACTS[name];
    if (contract.waits !== true) continue;
    const finding = (async () => contract.verify(input))();
    // Whoever waits for it sees the failure.
    finding.catch(() => undefined);
    begun.set(name, finding);
  }
  return begun;
}

export async function contractInput(context: NodeContext<ContractOperation>): Promise<ContractInput> {
  const { op, node, library } = context;
  const [taskId, splitId] = node.inputs;
  const { task } = await context.value(taskId!, "task");
  const { partitions } = await context.value(splitId!, "split");
  const taskOp = context.nodeOf(taskId!).op;
  const splitOp = context.nodeOf(splitId!).op;
  if (taskOp.kind !== "task" || splitOp.kind !== "split") throw new TypeError(`${node.id} has no task or no split`);
  const transforms: ContractInput["transforms"][number][] = [];
  for (const { transform, partition } of op.transforms)
    transforms.push({ transform, rows: (await partitionRows(context, partition)).rows });
  const places = new Map(op.places.map(({ name, span }) => [name, span]));
  let chain: Promise<TableChain> | null = null;
  return {
    task,
    partitions,
    split: splitOp.split,
    schema: taskOp.schema,
    seed: context.plan.seed,
    library,
    transforms,
    chain: () => {
      chain ??= openChain(context, context.nodeOf(taskId!).inputs[0]!);
      return chain;
    },
    readCells: context.pool.columns,
    splitSpan: node.span,
    spanOf: (name) => places.get(name) ?? node.span,
  };
}

/** Fewer rows are done sooner than they are handed over. */
const FEWEST_FOR_THREADS = 20_000;

/** Tables are computed when a contract asks for them. */
export async function openChain(context: NodeContext, last: NodeId): Promise<TableChain> {
  return createTableChain({
    engine: await context.engine(),
    functions: context.library.implementations.functions,
    last,
    nodeOf: context.nodeOf,
    tableOf: async (id) => (await context.value(id, "table")).table,
    windows: (rows) =>
      rows < FEWEST_FOR_THREADS || context.pool.jobs <= 1
        ? undefined
        : {
            runWindows: (job) => windowsInThreads(context, job),
            threads: context.pool.jobs,
            onWindow: () => undefined,
          },
  });
}

/** A thread that dies must not leave a table unverified: this one then does its work. */
async function windowsInThreads(
  { pool, signal, library }: Pick<NodeContext, "pool" | "signal" | "library">,
  job: WindowsJob,
): Promise<WindowsResult> {
  try {
    return await pool.columns(job);
  } catch {
    signal.throwIfAborted();
    rmSync(job.target, { force: true });
    return runWindows(job, library.implementations.functions);
  }
}

function worst(diagnostics: Finding["diagnostics"]): Severity | null {
  const order = ["error", "warning", "info"] as const;
  return order.find((severity) => diagnostics.some((diagnostic) => diagnostic.severity === severity)) ?? null;
}
