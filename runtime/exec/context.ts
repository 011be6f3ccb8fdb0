// What the carrying out of one operation may use: the values of its inputs, the engine, the workers, the store. Failures
// are reported as diagnostics and then signalled by `Stop`, which only the executor catches.
import type { ComponentDeclaration } from "../../specs/component.ts";
import type { Diagnostic } from "../../specs/diagnostic.ts";
import type { NodeId, Operation, PartitionRef, Plan, PlanNode, SourceOperation } from "../../specs/plan.ts";
import type { Cache } from "../cache/cache.ts";
import type { FileHasher } from "../cache/data-hash.ts";
import type { Engine } from "../data/engine.ts";
import type { FilePlaces } from "../data/files/list-files.ts";
import type { Table } from "../data/table.ts";
import type { RunEvent } from "../events/run-event.ts";
import type { Library } from "../model/library.ts";
import type { Ledger } from "../store/ledger.ts";
import type { ModelRegistry } from "../store/registry.ts";
import type { TaskData } from "../task/task-data.ts";
import type { WorkPool } from "../workers/pool.ts";
import type { ServerSources } from "./server-sources.ts";
import type { Value, ValueKind, ValueOf } from "./value.ts";

/** Ends the work on a node; its reason has been reported already. */
export class Stop extends Error {
  readonly why: "failed" | "skipped" | "cancelled";
  constructor(why: "failed" | "skipped" | "cancelled") {
    super(`stopped: ${why}`);
    this.why = why;
  }
}

export interface RunServices {
  readonly plan: Plan;
  readonly library: Library;
  readonly declarations: readonly ComponentDeclaration[];
  readonly engine: () => Promise<Engine>;
  readonly servers: ServerSources;
  readonly pool: WorkPool;
  readonly ledger: Ledger;
  readonly registry: ModelRegistry;
  readonly storeFolder: string;
  readonly cache: Cache;
  readonly hasher: FileHasher;
  readonly resolvePath: (path: string) => string;
  readonly filePlaces: FilePlaces;
  /** A finding when the files of a source are not any more what its key says. */
  readonly sourceChanged: (node: PlanNode) => Promise<Diagnostic | null>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly clock: () => Date;
  readonly onEvent: (event: RunEvent) => void;
  readonly runId: string;
  readonly pipecVersion: string;
  readonly revision: string | null;
  readonly dataFingerprint: () => string;
  /** Looks at each source that was read, and reports what it finds. */
  readonly inspectSource?: InspectSource | undefined;
}

export type InspectSource = (context: NodeContext<SourceOperation>, table: Table) => Promise<void>;

export interface NodeContext<Op extends Operation = Operation> extends RunServices {
  readonly node: PlanNode;
  readonly op: Op;
  /** Identity of the node's value. */
  readonly key: string;
  readonly keyOf: (id: NodeId) => string;
  readonly value: <K extends ValueKind>(id: NodeId, kind: K) => Promise<ValueOf<K>>;
  readonly anyValue: (id: NodeId) => Promise<Value>;
  readonly report: (...diagnostics: readonly Diagnostic[]) => void;
  readonly nodeOf: (id: NodeId) => PlanNode;
  /** Waits until a node is done, from the cache or computed, without its value. */
  readonly settled: (id: NodeId) => Promise<void>;
}

/** Reports what a step found and stops when it gave nothing to go on with. */
export function needed<T>(context: NodeContext, result: T | null, diagnostics: readonly Diagnostic[]): T {
  context.report(...diagnostics);
  if (result === null) throw new Stop("failed");
  return result;
}

export interface PartitionRows {
  readonly task: TaskData;
  readonly rows: Int32Array;
  /** Identity of the rows, without what is done with them. */
  readonly key: string;
}

/** The rows that a reference names, and the task they are rows of: the one that its split cuts. `inner`: which inner fold. */
export async function partitionRows(context: NodeContext, ref: PartitionRef, inner = 0): Promise<PartitionRows> {
  const split = context.nodeOf(ref.split);
  const { task } = await context.value(split.inputs[0]!, "task");
  const { partitions } = await context.value(ref.split, "split");
  const key = `${context.keyOf(ref.split)}/${ref.part}/${ref.fold ?? ""}`;
  const fold = partitions.folds[ref.fold ?? 0];
  switch (ref.part) {
    case "test":
    case "dev":
    case "all":
    case "calib":
      return { task, rows: partitions[ref.part], key };
    case "train":
    case "val":
      return { task, rows: fold?.[ref.part] ?? new Int32Array(0), key };
    case "inner.train":
    case "inner.val": {
      const part = ref.part === "inner.train" ? "train" : "val";
      return { task, rows: fold?.inner[inner]?.[part] ?? new Int32Array(0), key: `${key}/${inner}` };
    }
    case "inner.test":
    case "inner.dev":
    case "inner.all":
    case "inner.calib":
      // An inner split of a fold cuts its training rows; everything of it is the fold's training part.
      return { task, rows: fold?.train ?? new Int32Array(0), key };
    default:
      return ref.part satisfies never;
  }
}

export const printRef = (ref: PartitionRef): string =>
  `${ref.split}.${ref.part}${ref.fold === null ? "" : `[${ref.fold}]`}`;
