// When the label of a row is observed and known.
import { type Duration, findColumn } from "../../specs/data-type.ts";
import { labelSteps } from "../split/row-pool.ts";
import { addDuration } from "../task/calendar-time.ts";
import type { ContractInput } from "./contract.ts";

export interface LabelTimes {
  /** Moment at which the row predicts. */
  readonly origin: (row: number) => number;
  /** Moment at which its label ends. */
  readonly observed: (row: number) => number;
  /** Moment at which its label is known: the end of the label plus the delay of the target. */
  readonly known: (row: number) => number;
  /**
   * Own-row labels are observed at their own moment, so a judged row of the same moment is not later; a label that ends at
   * a judged origin is known there.
   */
  readonly mayTouch: boolean;
}

/** Null without a time. */
export function labelTimes({ task, schema }: Pick<ContractInput, "task" | "schema">): LabelTimes | null {
  const { times } = task;
  if (times === null) return null;
  const delay: Duration | undefined = findColumn(schema, task.spec.target)?.roles.target?.delay;
  const ahead = labelSteps(task);
  return {
    origin: (row) => times[row]!,
    observed: (row) => times[row + ahead]!,
    known: (row) =>
      delay === undefined ? times[row + ahead]! : addDuration(times[row + ahead]!, delay, 1, task.spec.time?.zone),
    mayTouch: ahead > 0 || delay !== undefined,
  };
}

export const isoTime = (time: number): string => new Date(time).toISOString();
