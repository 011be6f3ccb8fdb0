// RC1 to RC4 and RC12 on data, written without the product's own contracts: which rows shaped each value of a plan, followed
// from node to node with the row numbers themselves, and whether any value is judged on rows that shaped it.
import { cutTask } from "../../runtime/split/cut-task.ts";
import type { FoldRows, Partitions, TaskData } from "../../runtime/task/task-data.ts";
import type { PartitionRef, Plan, PlanNode } from "../../specs/plan.ts";
import { DAY, type Dataset } from "./random-data.ts";
import type { RandomSpec } from "./random-spec.ts";

const span = { file: "spec.pipe", start: 0, end: 1 };

type Rids = ReadonlySet<number>;
const NONE: Rids = new Set();

interface Rows {
  readonly rids: Rids;
  /** Times at which labels of these rows end and are known, the latest; and the first origin. */
  readonly known: number;
  readonly origin: number;
}

interface Judged {
  readonly place: string;
  readonly split: string;
  readonly influences: Rids;
  readonly known: number;
  readonly rows: Rows;
}

export interface SplitFacts {
  readonly task: TaskData;
  readonly partitions: Partitions;
}

export interface Influences {
  readonly violations: readonly string[];
  /** Pairs of fitted and judged rows that were compared. */
  readonly compared: number;
}

/** `facts` by the id of the split's node; null when the data are too small for it. */
export function cutSplits(plan: Plan, tasks: ReadonlyMap<string, TaskData>): ReadonlyMap<string, SplitFacts> | null {
  const facts = new Map<string, SplitFacts>();
  for (const node of plan.nodes) {
    if (node.op.kind !== "split") continue;
    const task = tasks.get(node.inputs[0]!);
    if (task === undefined) continue;
    const { partitions } = cutTask(task, node.op.split, span);
    if (partitions === null) return null;
    facts.set(node.id, { task, partitions });
  }
  return facts;
}

export function rowViolations(
  plan: Plan,
  data: Dataset,
  claim: RandomSpec["claim"],
  splits: ReadonlyMap<string, SplitFacts>,
): Influences {
  const isFuture = data.timed && claim === "default";
  const separate = claim === "new(user)" ? "user" : claim === "new(store)" ? "store" : null;
  const violations: string[] = [];
  const judged = followPlan(plan, (ref) => rowsOf(ref, splits, data));
  const blocks = new Set(
    plan.nodes.flatMap(({ id, op }) => (op.kind === "split" && op.split.method === "purged_kfold" ? [id] : [])),
  );
  for (const { place, split, influences, known, rows } of judged) {
    const shared = [...rows.rids].filter((rid) => influences.has(rid));
    // A transductive claim knows the judged rows beforehand, but never their labels.
    if (shared.length > 0) violations.push(`RC1 ${place}: ${shared.length} judged rows shaped the value`);
    if (isFuture && blocks.has(split) && touches(influences, rows.rids, splits.get(split)!, data))
      violations.push(`RC4 ${place}: spans from look-back to label touch`);
    if (isFuture && !blocks.has(split) && known > rows.origin)
      violations.push(`RC3 ${place}: a label known at ${iso(known)} for an origin at ${iso(rows.origin)}`);
    const column = separate ?? (isRepeatedEntity(data, claim) ? "user" : null);
    const groups = column === null ? undefined : data.groups[column];
    if (groups !== undefined) {
      const trained = new Set([...influences].map((rid) => groups[rid]));
      const both = [...rows.rids].find((rid) => trained.has(groups[rid]!));
      if (both !== undefined) violations.push(`RC2 ${place}: \`${column}\` ${String(groups[both])} on both sides`);
    }
  }
  return { violations, compared: judged.length };
}

/**
 * RC4: the delay until a label is published counts towards later judged rows (RC3), not towards later training rows.
 * Blocks of time may have training rows on both sides: what a row reads before its origin, and when its label is known, must
 * not touch the same of a row on the other side.
 */
function touches(trained: Rids, judged: Rids, { task }: SplitFacts, data: Dataset): boolean {
  const known = new Map<number, number>();
  const ids = ridsOf(task);
  for (let row = 0; row < task.rows; row++) known.set(ids[row]!, labelKnown(task, row, data));
  const step = data.step === "1h" ? 3_600_000 : data.step === "1d" ? DAY : 0;
  const start = (rid: number): number => data.times[rid]! - task.spec.warmup * step;
  return [...trained].some((a) =>
    [...judged].some((b) =>
      data.times[a]! < data.times[b]! ? known.get(a)! > data.times[b]! : start(a) < known.get(b)! - data.delay.label,
    ),
  );
}

const iso = (time: number): string => (Number.isFinite(time) ? new Date(time).toISOString() : String(time));

/** A time split may share entities unless the claim says otherwise; any other split of repeated entities may not. */
const isRepeatedEntity = (data: Dataset, claim: RandomSpec["claim"]): boolean =>
  data.kind === "entities" && (claim === "default" || claim === "new_rows");

function ridsOf(task: TaskData): Float64Array {
  const column = [...task.extras, ...task.features].find(({ name }) => name === "rid");
  if (column?.kind !== "number") throw new TypeError("the task lost its row numbers");
  return column.values;
}

function partOf(folds: FoldRows, part: string): Int32Array {
  if (part === "train") return folds.train;
  if (part === "val") return folds.val;
  throw new TypeError(`no fold has ${part}`);
}

function rowsOf(ref: PartitionRef, splits: ReadonlyMap<string, SplitFacts>, data: Dataset): readonly Rows[] {
  const facts = splits.get(ref.split);
  if (facts === undefined) throw new TypeError(`split ${ref.split} was not cut`);
  const { task, partitions } = facts;
  const describe = (rows: Int32Array): Rows => {
    const ids = ridsOf(task);
    const rids = Array.from(rows, (row) => ids[row]!);
    return {
      rids: new Set(rids),
      known: Math.max(...Array.from(rows, (row) => labelKnown(task, row, data))),
      origin: Math.min(...rids.map((rid) => data.times[rid]!)),
    };
  };
  const { part } = ref;
  if (part === "test" || part === "dev" || part === "all" || part === "calib") return [describe(partitions[part])];
  if (part.startsWith("inner.")) {
    const outer = partitions.folds[ref.fold ?? 0]!;
    return outer.inner.map((inner) => describe(partOf(inner, part.slice("inner.".length))));
  }
  return [describe(partOf(partitions.folds[ref.fold ?? 0]!, part))];
}

/** When the last label of a row is known: own-row labels count as a moment after their own time. */
function labelKnown(task: TaskData, row: number, data: Dataset): number {
  if (task.times === null) return Number.NEGATIVE_INFINITY;
  const ahead = task.spec.kind === "forecast" ? (task.spec.horizon ?? 0) : 0;
  const end = task.times[row + ahead]! + data.delay.label;
  return ahead > 0 || data.delay.label > 0 ? end : end + 1;
}

const union = (sets: readonly Rids[]): Rids => new Set(sets.flatMap((set) => [...set]));

/** Walks the plan in order and returns every place where a value meets rows that judge it. */
function followPlan(plan: Plan, rowsAt: (ref: PartitionRef) => readonly Rows[]): readonly Judged[] {
  const shaped = new Map<string, Rids>();
  const known = new Map<string, number>();
  const judged: Judged[] = [];
  const all = (refs: readonly PartitionRef[]): readonly Rows[] => refs.flatMap((ref) => rowsAt(ref));
  const add = (node: PlanNode, refs: readonly PartitionRef[]): void => {
    const rows = all(refs);
    shaped.set(node.id, union([...node.inputs.map((id) => shaped.get(id) ?? NONE), ...rows.map(({ rids }) => rids)]));
    const before = node.inputs.map((id) => known.get(id) ?? Number.NEGATIVE_INFINITY);
    known.set(node.id, Math.max(...before, ...rows.map((part) => part.known)));
  };
  const present = (refs: readonly (PartitionRef | null)[]): readonly PartitionRef[] =>
    refs.filter((ref) => ref !== null);
  for (const node of plan.nodes) {
    const { op } = node;
    switch (op.kind) {
      case "transform":
        add(node, present([op.partition]));
        break;
      case "fit":
        add(node, present([op.partition, op.validate]));
        break;
      case "ensemble":
        add(node, op.partitions);
        break;
      case "search":
        for (const [i, fold] of op.folds.entries()) {
          const fitted = all(present([fold.fit]));
          for (const [k, rows] of rowsAt(fold.score).entries()) {
            // Inner folds pair off; without them there is one of each.
            const own = fitted[k] ?? fitted[0]!;
            judged.push({
              place: `${node.id} fold ${i}`,
              split: fold.score.split,
              influences: own.rids,
              known: own.known,
              rows,
            });
          }
        }
        add(
          node,
          op.folds.flatMap(({ fit, score, validate }) => present([fit, score, validate])),
        );
        break;
      case "evaluate":
        for (const { name, nodes } of op.subjects)
          for (const [i, ref] of op.partitions.entries()) {
            const own = nodes.length === op.partitions.length ? [nodes[i]!] : nodes;
            const influences = union(own.map((id) => shaped.get(id) ?? NONE));
            const last = Math.max(...own.map((id) => known.get(id) ?? Number.NEGATIVE_INFINITY));
            for (const rows of rowsAt(ref))
              judged.push({ place: `${node.id} ${name} fold ${i}`, split: ref.split, influences, known: last, rows });
          }
        break;
      default:
        add(node, []);
    }
  }
  return judged;
}
