// When the labels of rows are observed and known. Rows of all series share few times, so that what follows from a time is worked
// out once for each of them.
import { type Duration, findColumn } from "../../specs/data-type.ts";
import { labelSteps } from "../split/row-pool.ts";
import { addDuration } from "../task/calendar-time.ts";
import { forEachPiece, timeIndex } from "../task/time-index.ts";
import type { ContractInput } from "./contract.ts";

export interface LabelTimes {
  /** The distinct times of the task, ascending. */
  readonly times: Float64Array;
  /** At which of them a row predicts. */
  readonly origin: Int32Array;
  readonly stretches: Int32Array;
  /** How many rows later its label ends. */
  readonly ahead: number;
  /** By distinct time: when a label that ends there is known, which is then plus the delay of the target. */
  readonly known: Float64Array;
  /**
   * Own-row labels are observed at their own moment, so a judged row of the same moment is not later; a label that ends at
   * a judged origin is known there.
   */
  readonly mayTouch: boolean;
}

const found = new WeakMap<object, LabelTimes>();

/** Null without a time. */
export function labelTimes(input: Pick<ContractInput, "task" | "schema">): LabelTimes | null {
  const { task, schema } = input;
  if (task.times === null) return null;
  const before = found.get(input);
  if (before !== undefined) return before;
  const delay: Duration | undefined = findColumn(schema, task.spec.target)?.roles.target?.delay;
  const ahead = labelSteps(task);
  const { times, of, stretches } = timeIndex(task.times);
  const zone = task.spec.time?.zone;
  const known = delay === undefined ? times : times.map((time) => addDuration(time, delay, 1, zone));
  const made = { times, origin: of, stretches, ahead, known, mayTouch: ahead > 0 || delay !== undefined };
  found.set(input, made);
  return made;
}

/** Of rows that predict at the same time the latest end of a label, in time order. */
export interface LabelEnds {
  readonly from: Float64Array;
  readonly to: Float64Array;
}

/** `end`: by distinct time, when a label that ends there does. */
export function latestEnds(rows: Int32Array, at: LabelTimes, end: Float64Array): LabelEnds {
  const { times, origin, ahead } = at;
  const latest = new Float64Array(times.length).fill(Number.NEGATIVE_INFINITY);
  const isThere = new Uint8Array(times.length);
  const look = (row: number): void => {
    const from = origin[row]!;
    isThere[from] = 1;
    const to = end[origin[row + ahead]!]!;
    if (to > latest[from]!) latest[from] = to;
  };
  /** By distinct time: how many more pieces hold it than the time before. */
  const more = new Int32Array(times.length + 1);
  const isInPieces = forEachPiece(rows, at.stretches, (first, count, stretchEnd) => {
    // Labels that end in the same stretch end one after the other.
    const regular = Math.max(0, Math.min(count, stretchEnd - ahead - first));
    more[origin[first]!]! += 1;
    more[origin[first]! + regular]! -= 1;
    for (let row = first + regular; row < first + count; row++) look(row);
  });
  if (!isInPieces) for (let i = 0; i < rows.length; i++) look(rows[i]!);
  let held = 0;
  let count = 0;
  for (let i = 0; i < times.length; i++) {
    held += more[i]!;
    if (held > 0) {
      isThere[i] = 1;
      latest[i] = Math.max(latest[i]!, end[i + ahead]!);
    }
    count += isThere[i]!;
  }
  const found = { from: new Float64Array(count), to: new Float64Array(count) };
  for (let i = 0, next = 0; i < times.length; i++) {
    if (isThere[i] === 0) continue;
    found.from[next] = times[i]!;
    found.to[next++] = latest[i]!;
  }
  return found;
}

export const isoTime = (time: number): string => new Date(time).toISOString();
