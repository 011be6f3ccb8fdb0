// Row provenance (A1): which rows a table may hold, as a union of symbolic atoms. Two atoms are disjoint when some split
// puts them into disjoint parts, or when filters exclude each other: a condition and its negation,
// or bounds of one column. Else they may overlap.
import type { Span } from "../../../specs/diagnostic.ts";
import type { PartitionName } from "../../../specs/plan.ts";
import type { NodeId } from "../graph.ts";

/** `same`: the fold at hand; `all`: the union over folds; `one`: the part exists once. */
export type FoldMark = "same" | "all" | "one";

export interface PartConstraint {
  /** The split; the inner cut of a nested split is a split of its own. */
  readonly split: NodeId;
  readonly part: PartitionName;
  readonly fold: FoldMark;
  /** As the author wrote it: `cv.train`. */
  readonly label: string;
}

/** `low <= column <= high`; open ends are told by the flags. The column is one of the origin. */
export interface Interval {
  readonly column: string;
  readonly low: number | string | null;
  readonly high: number | string | null;
  readonly lowOpen: boolean;
  readonly highOpen: boolean;
}

/** A condition of the row's own values that holds, or that does not. Equal keys mean equal conditions. */
export interface Condition {
  readonly key: string;
  readonly holds: boolean;
}

export interface RowAtom {
  /** What the rows are read from. */
  readonly origin: string;
  readonly source: string;
  readonly parts: readonly PartConstraint[];
  readonly intervals: readonly Interval[];
  readonly conditions: readonly Condition[];
  /** Filters and samples on the way, for messages. */
  readonly narrowed: readonly Span[];
}

export type RowSet = readonly RowAtom[];

export function overlaps(a: RowSet, b: RowSet): boolean {
  return a.some((left) => b.some((right) => !areDisjoint(left, right)));
}

/** Those atoms of `a` that may hold rows of `b`. */
export const overlapping = (a: RowSet, b: RowSet): RowSet =>
  a.filter((left) => b.some((right) => !areDisjoint(left, right)));

export function areDisjoint(a: RowAtom, b: RowAtom): boolean {
  if (a.origin !== b.origin) return true;
  if (a.parts.some((left) => b.parts.some((right) => left.split === right.split && partsDisjoint(left, right))))
    return true;
  if (a.conditions.some((left) => b.conditions.some((right) => left.key === right.key && left.holds !== right.holds)))
    return true;
  return a.intervals.some((left) => b.intervals.some((right) => intervalsDisjoint(left, right)));
}

const LEAVES: Readonly<Record<PartitionName, readonly PartitionName[]>> = {
  train: ["train"],
  val: ["val"],
  test: ["test"],
  calib: ["calib"],
  dev: ["train", "val"],
  all: ["train", "val", "test", "calib"],
};

/** True when the part holds rows of the sealed test. */
export const holdsTest = (part: PartitionName): boolean => LEAVES[part].includes("test");

/** Both hold rows that are cut apart from each other nowhere else. */
export const shareRows = (a: PartitionName, b: PartitionName): boolean =>
  LEAVES[a].some((leaf) => LEAVES[b].includes(leaf));

/**
 * Train, val and calib of one fold are disjoint, but the training rows of one fold are judged in another; the test part is
 * cut off first and lies outside every fold.
 */
export function partsDisjoint(a: PartConstraint, b: PartConstraint): boolean {
  const left = LEAVES[a.part];
  const right = LEAVES[b.part];
  if (left.some((leaf) => right.includes(leaf))) return false;
  if (a.part === "test" || b.part === "test") return true;
  return a.fold === b.fold && a.fold !== "all";
}

function intervalsDisjoint(a: Interval, b: Interval): boolean {
  return a.column === b.column && (isBefore(a, b) || isBefore(b, a));
}

function isBefore(a: Interval, b: Interval): boolean {
  if (a.high === null || b.low === null || typeof a.high !== typeof b.low) return false;
  return a.high < b.low || (a.high === b.low && (a.highOpen || b.lowOpen));
}

export const constrain = (rows: RowSet, part: PartConstraint): RowSet =>
  rows.map((atom) => ({ ...atom, parts: [...atom.parts, part] }));

/** The value no longer exists per fold: what it saw is the union over folds. */
export function widen(rows: RowSet, which: (split: NodeId) => boolean = () => true): RowSet {
  return rows.map((atom) => ({
    ...atom,
    parts: atom.parts.map((part) => (part.fold === "same" && which(part.split) ? { ...part, fold: "all" } : part)),
  }));
}

/** `cv.train`, `hourly` or ``the rows of `etth1` ``: how a row set is named in messages. */
export function printRows(rows: RowSet): string {
  const names = rows.map((atom) => {
    const last = atom.parts.at(-1);
    if (last === undefined) return `all rows of \`${atom.source}\``;
    return last.fold === "all" ? `\`${last.label}\` of all folds` : `\`${last.label}\``;
  });
  return [...new Set(names)].join(" and ");
}
