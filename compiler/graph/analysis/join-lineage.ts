// Column lineage through joins: at which moments the values of the right table are read, seen from a row of the left one.
import type { Duration, Roles } from "../../../specs/data-type.ts";
import type { Json } from "../../../specs/json.ts";
import type { Argument, TypedStep } from "../../types/typed.ts";
import type { NodeId, StepNode } from "../graph.ts";
import type { Facts } from "./facts.ts";
import {
  blame,
  type Cause,
  type ColumnLineage,
  follow,
  type Moment,
  mergeUses,
  readAll,
  readPast,
  shift,
  type TableLineage,
  type Use,
} from "./lineage.ts";
import { moveMoment } from "./moment.ts";
import {
  ALWAYS_BEFORE,
  FOREVER_AFTER,
  HERE,
  isBefore,
  isInfinite,
  negate,
  type Offset,
  ofDuration,
  ofRows,
  ofSteps,
  plus,
  upperMilliseconds,
} from "./offset.ts";
import { atRowTime, type Distance, distanceByKeys, distanceOf, hasSourceWith } from "./row-distance.ts";

type Join = Extract<TypedStep, { kind: "join" }>;
type AsOf = Extract<TypedStep, { kind: "join_as_of" }>;

export function joinLineage(node: StepNode, step: Join, facts: Facts): TableLineage {
  const right = node.right!;
  return addColumns(facts.lineage(node.input), facts.lineage(right), step.columns, reader(node, step, facts), node);
}

interface Reading {
  readonly read: (use: Use) => Use;
  /** Null where the right rows stand at no known distance. */
  readonly distance: Distance | null;
}

/** How a plain join moves a value of the right table. */
function reader(node: StepNode, step: Join, facts: Facts): Reading {
  const right = node.right!;
  const distance = distanceByKeys(step.on, node.input, right, facts);
  const timed = hasSourceWith(right, "time", facts);
  const known = hasSourceWith(right, "knownAt", facts) || step.within !== null;
  const at = (read: (use: Use) => Use): Reading => ({ read, distance: null });
  const everAfter =
    (cause: Cause, place: StepNode) =>
    (use: Use): Use =>
      blame(readAll(use), cause, place.span, place.label);
  const last = lastVersionOf(right, facts);
  const aggregation = aggregationOf(right, facts);
  if (typeof distance !== "string") {
    const end = aggregation === null ? null : binEnd(aggregation, facts);
    return { read: apart(distance, end, node), distance };
  }
  if (last !== null) return at(everAfter("overwritten", last));
  if (aggregation === null) {
    if (!timed) return at((use) => use);
    if (known) return at(distance === "unknown" ? readPast : (use) => use);
    const later = everAfter("join", node);
    // What is planned for all time is known whichever row it is read from.
    return at((use) => (isPlanned(use) ? readPast(use) : later(use)));
  }
  if (distance === "unknown" && timed) return at(everAfter("bin", node));
  if (isOwn(node, facts)) return at((use) => ownAggregate(use, aggregation));
  return at(known ? readPast : everAfter("join", node));
}

const isPlanned = ({ base, causes }: Use): boolean =>
  causes.length === 0 && base !== null && (base.roles.known === true || base.roles.series === true);

/**
 * Read from a row at a known distance: what the author shifts into the future is read from there. `end`: what sums up the rows
 * of one moment is known when that has passed.
 */
function apart({ low, high, bin }: Distance, end: Offset | null, node: StepNode): (use: Use) => Use {
  const known = end === null || isBefore(high) ? high : plus(high, end);
  if (upperMilliseconds(known) <= 0) return (use) => shift(use, low, known);
  // The author's own shift into the future, or the end of a bin that begins at the row.
  const cause: Cause = upperMilliseconds(high) > 0 && !bin ? "forward" : "bin";
  return (use) => blame(shift(use, low, known), cause, node.span, node.label);
}

/** One step after its moment; a bin that begins at its moment has its length in its columns already. */
function binEnd(aggregation: StepNode, facts: Facts): Offset {
  const key = timeKeyOf(aggregation, facts);
  if (key === null || !isEqual(key.moment.low, key.moment.high)) return HERE;
  return ofSteps(1, key.every);
}

const isEqual = (a: Offset, b: Offset): boolean =>
  a.rows === b.rows && a.months === b.months && a.milliseconds === b.milliseconds;

const ownAggregate = (use: Use, aggregation: StepNode): Use =>
  blame(readAll(use), "own-aggregate", aggregation.span, aggregation.label);

export function asOfLineage(node: StepNode, step: AsOf, facts: Facts): TableLineage {
  const { input, right } = node;
  const columns = facts.lineage(right!);
  const within = durationOf(step.within);
  const back = within === null ? ALWAYS_BEFORE : negate(ofDuration(within));
  const ahead = within === null ? FOREVER_AFTER : ofDuration(within);
  const apartBy = asOfDistance(node, step, facts);
  if (apartBy === null) {
    const read = (use: Use): Use =>
      isPlanned(use) ? readPast(use) : blame(readAll(use), "join", node.span, node.label);
    return addColumns(facts.lineage(input), columns, step.columns, { read, distance: null }, node);
  }
  const { low, high, bin } = apartBy;
  const distance: Distance =
    step.direction === "backward"
      ? { low: plus(low, back), high: step.strict ? plus(high, ofRows(-1)) : high, bin }
      : { low: step.direction === "forward" ? low : plus(low, back), high: plus(high, ahead), bin: false };
  const isForward = upperMilliseconds(distance.high) > 0;
  const read = (use: Use): Use => {
    // How old a partner may be does not count: a row at the head of a series that has one lacks nothing.
    const head = isInfinite(distance.low) ? HERE : plus(use.head, low);
    const moved = { ...shift(use, distance.low, distance.high), head };
    return isForward ? blame(moved, distance.bin ? "bin" : "forward", node.span, node.label) : moved;
  };
  return addColumns(facts.lineage(input), columns, step.columns, { read, distance }, node);
}

/** The distance of rows whose times are equal. Null: one of the times is at no known distance from its row. */
function asOfDistance(node: StepNode, step: AsOf, facts: Facts): Distance | null {
  const right = node.right!;
  const a = atRowTime(facts.lineage(node.input).get(step.time.left), node.input, facts);
  const column = facts.lineage(right).get(step.time.right);
  if (a === null || column === undefined) return null;
  // The event time says when it happened, the stamp when it could be read.
  const isStamped = hasSourceWith(right, "knownAt", facts);
  const stamp = isStamped ? column.moment : null;
  const b = isStamped ? (isStampOf(column) ? stamp : null) : atRowTime(column, right, facts);
  return b === null ? null : distanceOf(a, b);
}

/** Made from the moment at which rows became known, and from nothing else. */
const isStampOf = ({ uses }: ColumnLineage): boolean =>
  uses.length > 0 && uses.every(({ base }) => base?.roles.knownAt === true);

function addColumns(
  left: TableLineage,
  right: TableLineage,
  added: readonly { readonly from: string; readonly to: string }[],
  { read, distance }: Reading,
  node: StepNode,
): TableLineage {
  const table = new Map(left);
  const place = { span: node.span, message: "joined here" };
  const own = new Set([...left.values()].flatMap(({ uses }) => uses.map(({ base }) => base?.origin)));
  for (const { from, to } of added) {
    const column: ColumnLineage | undefined = right.get(from);
    if (column === undefined) continue;
    const uses = mergeUses(column.uses.map((use) => follow(read(use), place)));
    const { moment, identity } = column;
    table.set(to, {
      uses,
      entry: column.entry,
      key: joinedKey(node, to, left),
      // A clock of its own is one of the right rows.
      moment: distance === null || moment?.clock !== null ? null : moveMoment(moment, distance.low, distance.high),
      // What names a row of another table names none of these.
      identity: identity !== null && own.has(identity.base.origin) ? identity : null,
    });
  }
  return table;
}

/** A row has one value of the right table where the right key is unique and its own key is settled. */
function joinedKey({ id, step }: StepNode, name: string, left: TableLineage): string | null {
  if (step.kind !== "join" || !step.rightUnique) return null;
  return step.on.every((pair) => left.get(pair.left)?.key != null) ? `${id}\0${name}` : null;
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

/** The key of an aggregation that says when its groups are, with its moment in the rows that are summed up. */
export function timeKeyOf(
  aggregation: StepNode,
  facts: Facts,
): { readonly name: string; readonly moment: Moment; readonly every: Duration | null } | null {
  if (aggregation.step.kind !== "aggregate") return null;
  const input = facts.lineage(aggregation.input);
  const found = aggregation.step.by.flatMap((name) => {
    const column = input.get(name);
    const moment = atRowTime(column, aggregation.input, facts);
    const every = column?.uses.find(({ base }) => base?.roles.time !== undefined)?.base?.roles.time?.every ?? null;
    return moment === null ? [] : [{ name, moment, every }];
  });
  return found.find(({ moment }) => isEqual(moment.low, moment.high)) ?? found[0] ?? null;
}

/** True for a time column and for what is made from it alone (a day, a month). */
const isTimeKey = (column: ColumnLineage): boolean =>
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

function durationOf(argument: Argument | null): Duration | null {
  if (argument === null || argument.value.kind !== "json") return null;
  const json: Json = argument.value.json;
  if (typeof json !== "object" || json === null || Array.isArray(json)) return null;
  const { months, milliseconds } = json as { readonly months?: Json; readonly milliseconds?: Json };
  return typeof months === "number" && typeof milliseconds === "number" ? { months, milliseconds } : null;
}
