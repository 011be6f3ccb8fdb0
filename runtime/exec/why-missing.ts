// Why a value is not in the cache: what is different from the last run of the spec. For people; keys alone decide what is
// computed.
import { canonicalJson, type Json } from "../../specs/json.ts";
import type { NodeId, Plan, PlanNode } from "../../specs/plan.ts";
import type { DataFingerprint } from "../../specs/run-record.ts";
import { type LastNode, type LastRun, plainOperation } from "./last-run.ts";

export type MissReason =
  | { readonly kind: "first-run" }
  /** The same value as in the last run, but it is no longer there (pruned, or the run did not get so far). */
  | { readonly kind: "not-kept" }
  | { readonly kind: "version"; readonly from: string; readonly to: string }
  | { readonly kind: "seed"; readonly from: number; readonly to: number }
  | { readonly kind: "data"; readonly source: NodeId; readonly files: readonly FileChange[] }
  | { readonly kind: "changed"; readonly changes: readonly Change[] }
  /** What stands before it has changed: the nearest nodes with a reason of their own. */
  | { readonly kind: "input"; readonly causes: readonly Cause[] }
  /** It reads the time of the run. */
  | { readonly kind: "clock" };

export interface FileChange {
  readonly path: string;
  readonly change: "added" | "removed" | "changed";
}

/** Null: not there. */
export interface Change {
  readonly path: string;
  readonly from: Json;
  readonly to: Json;
}

export interface Cause {
  readonly node: NodeId;
  readonly reason: Extract<MissReason, { kind: "data" | "changed" | "first-run" }>;
}

export interface Now {
  readonly plan: Plan;
  readonly version: string;
  readonly keys: ReadonlyMap<NodeId, string>;
  readonly data: readonly DataFingerprint[];
}

const SHOWN_CAUSES = 3;

export function whyMissing(node: PlanNode, now: Now, last: LastRun | null): MissReason {
  const before = last?.nodes[node.id];
  if (last === null || before === undefined) return { kind: "first-run" };
  if (before.key === now.keys.get(node.id)) return { kind: "not-kept" };
  if (last.version !== now.version) return { kind: "version", from: last.version, to: now.version };
  if (last.seed !== now.plan.seed) return { kind: "seed", from: last.seed, to: now.plan.seed };
  const own = ownReason(node, now, last);
  if (own !== null) return own;
  const causes = causesOf(node, now, last);
  return causes.length > 0 ? { kind: "input", causes } : { kind: "clock" };
}

/** What changed in the node itself: its data or its operation. */
function ownReason(node: PlanNode, now: Now, last: LastRun): Cause["reason"] | null {
  const before = last.nodes[node.id];
  if (before === undefined) return { kind: "first-run" };
  const changes = differences(before.op, plainOperation(node.op));
  if (changes.length > 0) return { kind: "changed", changes };
  const inputs = differences([...before.inputs], [...node.inputs]);
  if (inputs.length > 0) return { kind: "changed", changes: [{ path: "inputs", ...changeOfInputs(before, node) }] };
  const files = fileChanges(node.id, now.data, last.data);
  return files.length === 0 ? null : { kind: "data", source: node.id, files };
}

const changeOfInputs = (before: LastNode, node: PlanNode): Pick<Change, "from" | "to"> => ({
  from: before.inputs.filter((id) => !node.inputs.includes(id)).join(", "),
  to: node.inputs.filter((id) => !before.inputs.includes(id)).join(", "),
});

/** Breadth first, not beyond a node that has a reason of its own. */
function causesOf(node: PlanNode, now: Now, last: LastRun): readonly Cause[] {
  const byId = new Map(now.plan.nodes.map((entry) => [entry.id, entry]));
  const causes: Cause[] = [];
  const visited = new Set<NodeId>();
  const queue = [...node.inputs];
  for (const id of queue) {
    const input = byId.get(id);
    if (visited.has(id) || input === undefined) continue;
    visited.add(id);
    // What has its old key is as it was.
    if (last.nodes[id]?.key === now.keys.get(id)) continue;
    const reason = ownReason(input, now, last);
    if (reason === null) queue.push(...input.inputs);
    else if (causes.length < SHOWN_CAUSES) causes.push({ node: id, reason });
  }
  return causes;
}

function fileChanges(
  source: NodeId,
  now: readonly DataFingerprint[],
  before: readonly DataFingerprint[],
): readonly FileChange[] {
  const found = (data: readonly DataFingerprint[]): ReadonlyMap<string, string> =>
    new Map(data.find(({ node }) => node === source)?.files.map(({ path, hash }) => [path, hash]));
  const [old, current] = [found(before), found(now)];
  const changes: FileChange[] = [];
  for (const [path, hash] of current) {
    if (!old.has(path)) changes.push({ path, change: "added" });
    else if (old.get(path) !== hash) changes.push({ path, change: "changed" });
  }
  for (const path of old.keys()) if (!current.has(path)) changes.push({ path, change: "removed" });
  return changes;
}

/** Where two operations differ. Entries of lists that have names are told apart by them. */
function differences(from: Json, to: Json, path = ""): readonly Change[] {
  if (canonicalJson(from) === canonicalJson(to)) return [];
  const [a, b] = [entriesOf(from), entriesOf(to)];
  if (a === null || b === null || isWhole(from) || isWhole(to)) return [{ path, from, to }];
  const names = [...new Set([...a.keys(), ...b.keys()])];
  return names.flatMap((name) =>
    differences(a.get(name) ?? null, b.get(name) ?? null, path === "" ? name : `${path}.${name}`),
  );
}

/** Expressions, durations and components that became others are shown as a whole. */
const isWhole = (value: Json): boolean =>
  isObject(value) && ("function" in value || "literal" in value || "branches" in value || "milliseconds" in value);

const isObject = (value: Json): value is { readonly [key: string]: Json } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function entriesOf(value: Json): ReadonlyMap<string, Json> | null {
  if (isObject(value)) return new Map(Object.entries(value));
  if (!Array.isArray(value)) return null;
  const items = value as readonly Json[];
  const names = items.map((item) => (isObject(item) && typeof item.name === "string" ? item.name : null));
  if (items.length === 0 || names.includes(null) || new Set(names).size < names.length) {
    return items.every((item) => typeof item === "object") ? new Map(items.map((item, i) => [String(i), item])) : null;
  }
  return new Map(items.map((item, i) => [names[i]!, item]));
}
