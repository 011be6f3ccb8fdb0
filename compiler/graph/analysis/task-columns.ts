// What a task may not read: its own label, and what is not yet known at the moment a prediction is made.

import { oncePer } from "../../base/once-per.ts";
import type { TypedTask } from "../../types/typed.ts";
import type { FlowNode, NodeId, TaskNode } from "../graph.ts";
import type { Facts } from "./facts.ts";
import { horizonOf } from "./horizon.ts";
import type { ColumnLineage, Use } from "./lineage.ts";
import {
  ALWAYS_BEFORE,
  FOREVER_AFTER,
  HERE,
  isBefore,
  isInfinite,
  isNotAfter,
  lowerMilliseconds,
  negate,
  type Offset,
  ofDuration,
  plus,
  upperMilliseconds,
} from "./offset.ts";

/** A feature or known covariate of a task with what it is made from, or what a transform is given beside the features. */
export interface TaskColumn {
  readonly name: string;
  /** The name in `features:` or `known:` where the author wrote it. */
  readonly named: TypedTask["targetSpan"] | null;
  readonly lineage: ColumnLineage;
  /** It only tells groups of rows apart, and its own values reach no model. */
  readonly groups?: true;
}

export const featuresOf = (node: TaskNode, facts: Facts): readonly TaskColumn[] => features(facts)(node);

/** Nearly every check asks for them. */
const features = oncePer((facts: Facts) =>
  oncePer((node: TaskNode): readonly TaskColumn[] => {
    const table = facts.lineage(node.input);
    const features = node.task.features.flatMap(({ column, span, given }): readonly TaskColumn[] => {
      const lineage = table.get(column);
      return lineage === undefined ? [] : [{ name: column, named: given ? span : null, lineage }];
    });
    return [...features, ...besideOf(node, facts)];
  }),
);

/** Features and what stands beside them, with all that they read: for how far back that is. */
export const windowsOf = (node: TaskNode, facts: Facts): readonly TaskColumn[] => [
  ...featuresOf(node, facts),
  ...madeBeside(node, facts),
];

/** What is a feature too is judged as one, and a window that reads nothing later than its feature by that. */
function besideOf(node: TaskNode, facts: Facts): readonly TaskColumn[] {
  const { task, input } = node;
  const table = facts.lineage(input);
  const groups = task.beside.flatMap(({ column, span, made }): readonly TaskColumn[] => {
    const lineage = table.get(column);
    if (made !== null || lineage === undefined) return [];
    if (task.features.some((feature) => feature.column === column)) return [];
    return [{ name: column, named: span, lineage, groups: true }];
  });
  return [...groups, ...madeBeside(node, facts).filter(({ isNew }) => isNew)];
}

interface MadeColumn extends TaskColumn {
  /** It reads something, or something later, than the feature that it was computed from. */
  readonly isNew: boolean;
  readonly ahead: boolean;
}

function madeBeside({ task, input }: TaskNode, facts: Facts): readonly MadeColumn[] {
  const table = facts.lineage(input);
  return task.beside.flatMap(({ column, span, made, ahead }) => {
    const lineage = table.get(column);
    if (made === null || lineage === undefined) return [];
    const own = table.get(made.from)?.uses ?? [];
    const isNew = !lineage.uses.every((use) => own.some((one) => isRepeated(use, one)));
    return [{ name: column, named: span, lineage, isNew, ahead }];
  });
}

const isRepeated = (use: Use, own: Use): boolean =>
  own.base === use.base &&
  isNotAfter(difference(use.high, own.high)) &&
  use.causes.every(({ cause, span }) =>
    own.causes.some((one) => one.cause === cause && one.span.file === span.file && one.span.start === span.start),
  );

export function knownOf(node: TaskNode, facts: Facts): readonly TaskColumn[] {
  const table = facts.lineage(node.input);
  const known = node.task.known.flatMap(({ column, span }) => {
    const lineage = table.get(column);
    return lineage === undefined ? [] : [{ name: column, named: span, lineage }];
  });
  return [...known, ...madeBeside(node, facts).filter(({ ahead, isNew }) => ahead && isNew)];
}

/** Known for the future too, or for all time: its value needs no row to have happened. */
export function isKnownAhead({ base }: Use): boolean {
  if (base === null) return false;
  const { time, known, series, forecastOf } = base.roles;
  return time !== undefined || known === true || series === true || forecastOf !== undefined;
}

/** How long after its moment the value of the base column is published. */
export function delayOf({ base }: Use, task: TypedTask): Offset {
  if (base === null) return HERE;
  const { delay, target } = base.roles;
  if (delay !== undefined) return ofDuration(delay);
  if (target?.delay !== undefined) return ofDuration(target.delay);
  return base.column === task.target && task.labelDelay !== null ? ofDuration(task.labelDelay) : HERE;
}

/** The latest moment, relative to the row's time, at which the inputs are known. */
export function reachOf(use: Use, task: TypedTask): Offset {
  if (isInfinite(use.high) && upperMilliseconds(use.high) > 0) return FOREVER_AFTER;
  if (isKnownAhead(use)) return ALWAYS_BEFORE;
  return isInfinite(use.high) ? use.high : plus(use.high, delayOf(use, task));
}

/** What a feature's reach must not exceed: the row itself, or the horizon before it where the row stands at the target's time. */
export function latestAllowed(task: TypedTask): Offset {
  if (task.of === "forecast") return HERE;
  const horizon = horizonOf(task);
  return { rows: -horizon.rows, months: -horizon.months, milliseconds: -horizon.milliseconds };
}

/** Proved to be known in time. */
export function isInTime(reach: Offset, limit: Offset): boolean {
  if (isInfinite(reach)) return upperMilliseconds(reach) < 0;
  const opposite = { rows: -limit.rows, months: -limit.months, milliseconds: -limit.milliseconds };
  return isNotAfter(plus(reach, opposite));
}

/** The base columns whose value in the label's own row (or later) defines the label, each with how the label reads it. */
export interface LabelBases {
  readonly uses: ReadonlyMap<string, Use>;
}

const keyOf = (use: Use): string | null => (use.base === null ? null : `${use.base.origin}\0${use.base.column}`);

/**
 * A label that looks ahead (`lead(price, 5) / price`) is defined by its latest inputs: what is known at the row is no part
 * of the answer. A label of its own row is defined by all columns it reads there; the row of a bin is the whole bin, though
 * it is stamped with its start.
 */
export const labelBases = (node: TaskNode, facts: Facts): LabelBases => bases(facts)(node);

/** Every check of features and filters asks for them. */
const bases = oncePer((facts: Facts) => oncePer((node: TaskNode) => basesOf(node, facts)));

function basesOf(node: TaskNode, facts: Facts): LabelBases {
  const all = facts.lineage(labelledTable(node, facts)).get(node.task.target)?.uses ?? [];
  const present = all.filter((use) => use.base !== null && !isBefore(use.high));
  const observed = present.filter((use) => !isKnownAhead(use));
  // A label made of planned columns alone is defined by them: to know them ahead is to know the answer.
  const own = observed.length > 0 ? observed : present.filter(({ base }) => base?.roles.known === true);
  if (own.some((use) => upperMilliseconds(use.high) > 0 && !isOfBin(use))) return { uses: new Map() };
  const uses = new Map<string, Use>();
  for (const use of own) {
    const key = keyOf(use);
    const known = key === null ? undefined : uses.get(key);
    if (key !== null && (known === undefined || !isNotAfter(difference(use.high, known.high)))) uses.set(key, use);
  }
  return { uses };
}

/** It reads later moments only because its row is stamped with the start of its bin. */
export const isOfBin = ({ causes }: Use): boolean => causes.length > 0 && causes.every(({ cause }) => cause === "bin");

const difference = (a: Offset, b: Offset): Offset => (isInfinite(a) || isInfinite(b) ? a : plus(a, negate(b)));

/** Labels that are made up after a split are not those that the task defines. */
function labelledTable(node: TaskNode, facts: Facts): NodeId {
  const task = facts.node(node.id);
  if (task.kind !== "task") return node.input;
  let table: FlowNode = facts.node(node.input);
  while (table.kind === "step" || table.kind === "apply" || table.kind === "part" || table.kind === "cut")
    table = facts.node(table.input);
  return table.id === node.id ? task.input : node.input;
}

/** Whether the interval of a use holds the row itself: its last moment, where a bin stands for its row. */
const holdsOwnRow = (use: Use, label: Use): boolean =>
  lowerMilliseconds(use.low) <= 0 &&
  (isOfBin(label) ? isNotAfter(difference(label.high, use.high)) : !isBefore(use.high));

/** The uses by which a column knows the label of its own row: none unless it knows all columns that define the label. */
export function labelUses(uses: readonly Use[], label: LabelBases): readonly Use[] {
  const own = uses.filter((use) => {
    const key = keyOf(use);
    const defining = key === null ? undefined : label.uses.get(key);
    return defining !== undefined && holdsOwnRow(use, defining);
  });
  const covered = new Set(own.map(keyOf));
  return label.uses.size > 0 && [...label.uses.keys()].every((key) => covered.has(key)) ? own : [];
}
