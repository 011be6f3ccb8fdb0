// Column lineage through joins: at which moments the values of the right table are read, seen from a row of the left one.
import type { Duration, Roles } from "../../../specs/data-type.ts";
import type { Json } from "../../../specs/json.ts";
import type { Argument, TypedStep } from "../../types/typed.ts";
import { inputsOf, type NodeId, type StepNode } from "../graph.ts";
import type { Facts } from "./facts.ts";
import { blame, type ColumnLineage, follow, mergeUses, shift, type TableLineage, type Use } from "./lineage.ts";
import { ALWAYS_BEFORE, FOREVER_AFTER, HERE, negate, type Offset, ofDuration, ofRows } from "./offset.ts";

type Join = Extract<TypedStep, { kind: "join" }>;
type AsOf = Extract<TypedStep, { kind: "join_as_of" }>;

export function joinLineage(node: StepNode, step: Join, facts: Facts): TableLineage {
  const right = node.right!;
  const read = reader(node, step, facts);
  return addColumns(facts.lineage(node.input), facts.lineage(right), step.columns, read, node);
}

/** How a plain join moves a value of the right table. */
function reader(node: StepNode, step: Join, facts: Facts): (use: Use) => Use {
  const right = node.right!;
  const columns = facts.lineage(right);
  const keys = step.on.map((pair) => columns.get(pair.right)).filter((column) => column !== undefined);
  const onTime = keys.some(isTimeKey);
  const past = (use: Use): Use => ({ ...use, low: ALWAYS_BEFORE });
  const known = hasSourceWith(right, "knownAt", facts) || step.within !== null;
  const last = lastVersionOf(right, facts);
  if (last !== null && !onTime)
    return (use) => blame({ ...past(use), high: FOREVER_AFTER }, "overwritten", last.span, last.label);
  const aggregation = aggregationOf(right, facts);
  if (aggregation === null) {
    const timed = hasSourceWith(right, "time", facts);
    if (!timed || onTime || known) return (use) => use;
    return (use) => blame({ ...past(use), high: FOREVER_AFTER }, "join", node.span, node.label);
  }
  // A bin of time is known when it ends, one row of the bins later.
  if (onTime) return (use) => blame(shift(use, HERE, ofRows(1)), "bin", node.span, node.label);
  if (isOwn(node, facts)) return (use) => ownAggregate(use, aggregation);
  if (known) return past;
  return (use) => blame({ ...past(use), high: FOREVER_AFTER }, "join", node.span, node.label);
}

const ownAggregate = (use: Use, aggregation: StepNode): Use =>
  blame({ ...use, low: ALWAYS_BEFORE, high: FOREVER_AFTER }, "own-aggregate", aggregation.span, aggregation.label);

export function asOfLineage(node: StepNode, step: AsOf, facts: Facts): TableLineage {
  const columns = facts.lineage(node.right!);
  const within = durationOf(step.within);
  const back = within === null ? ALWAYS_BEFORE : negate(ofDuration(within));
  const ahead = within === null ? FOREVER_AFTER : ofDuration(within);
  const stamp = step.right.schema.columns.find(({ roles }) => roles.knownAt === true)?.name;
  // The event time says when it happened, the stamp when it could be read.
  const late = stamp !== undefined && step.time.right !== stamp;
  const read = (use: Use): Use => {
    if (late) return blame({ ...use, low: back, high: FOREVER_AFTER }, "join", node.span, node.label);
    switch (step.direction) {
      case "backward":
        return { ...use, low: back, high: step.strict ? plusRow(use.high) : use.high };
      case "forward":
        return blame({ ...use, high: ahead }, "forward", node.span, node.label);
      case "nearest":
        return blame({ ...use, low: back, high: ahead }, "forward", node.span, node.label);
      default:
        return step.direction satisfies never;
    }
  };
  return addColumns(facts.lineage(node.input), columns, step.columns, read, node);
}

const plusRow = (offset: Offset): Offset => ({ ...offset, rows: offset.rows - 1 });

function addColumns(
  left: TableLineage,
  right: TableLineage,
  added: readonly { readonly from: string; readonly to: string }[],
  read: (use: Use) => Use,
  node: StepNode,
): TableLineage {
  const table = new Map(left);
  const place = { span: node.span, message: "joined here" };
  for (const { from, to } of added) {
    const column: ColumnLineage | undefined = right.get(from);
    if (column === undefined) continue;
    const uses = mergeUses(column.uses.map((use) => follow(read(use), place)));
    table.set(to, { uses, entry: column.entry, key: null });
  }
  return table;
}

/** The last aggregation on the way from a source or a partition to this table. */
export function aggregationOf(id: NodeId, facts: Facts): StepNode | null {
  const node = facts.node(id);
  if (node.kind === "step") return node.effect === "aggregate" ? node : aggregationOf(node.input, facts);
  return node.kind === "apply" ? aggregationOf(node.input, facts) : null;
}

/** A step on the way to this table that keeps the last of several rows of one key, in the order of time. */
function lastVersionOf(id: NodeId, facts: Facts): StepNode | null {
  const node = facts.node(id);
  if (node.kind !== "step") return null;
  const { step } = node;
  if (step.kind !== "dedupe" || step.keep !== "last" || node.effect !== "filter")
    return lastVersionOf(node.input, facts);
  const timed = (name: string): boolean =>
    facts
      .lineage(node.input)
      .get(name)
      ?.uses.some(({ base }) => isStamp(base?.roles)) === true;
  const ordered = step.by === null ? [...facts.lineage(node.input).keys()].some(timed) : timed(step.by);
  return ordered && !step.on.some(timed) ? node : lastVersionOf(node.input, facts);
}

const isStamp = (roles: Roles | undefined): boolean => roles?.time !== undefined || roles?.knownAt === true;

/** Whether the right rows of a join are rows that the left table has too. */
export function isOwn(node: StepNode, facts: Facts): boolean {
  if (node.right === null) return false;
  const origins = new Set(facts.rows(node.input).map(({ origin }) => origin));
  return facts.rows(node.right).some(({ origin }) => origins.has(origin));
}

/** True for a time column and for what is made from it alone (a day, a month). */
export const isTimeKey = (column: ColumnLineage): boolean =>
  column.uses.length > 0 && column.uses.every(({ base }) => base !== null && base.roles.time !== undefined);

/** Whether an aggregate of the right table groups by time, so that a row sums up a bin and not the whole history. */
export function isTimeBinned(aggregation: StepNode, facts: Facts): boolean {
  if (aggregation.step.kind !== "aggregate") return true;
  const input = facts.lineage(aggregation.input);
  return aggregation.step.by.some((name) => {
    const column = input.get(name);
    return column !== undefined && isTimeKey(column);
  });
}

/** Whether some source on the way has a column of this role, also where later steps drop that column. */
function hasSourceWith(id: NodeId, role: "time" | "knownAt", facts: Facts): boolean {
  const node = facts.node(id);
  if (node.kind === "source") return node.schema.columns.some(({ roles }) => roles[role] !== undefined);
  return inputsOf(node).some((input) => hasSourceWith(input, role, facts));
}

function durationOf(argument: Argument | null): Duration | null {
  if (argument === null || argument.value.kind !== "json") return null;
  const json: Json = argument.value.json;
  if (typeof json !== "object" || json === null || Array.isArray(json)) return null;
  const { months, milliseconds } = json as { readonly months?: Json; readonly milliseconds?: Json };
  return typeof months === "number" && typeof milliseconds === "number" ? { months, milliseconds } : null;
}
