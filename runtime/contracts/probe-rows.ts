// The rows and targets that probes of single columns use: training rows only, so that a probe is no look at the test.
import { createRandom, permutation } from "../numeric/random.ts";
import type { TaskData } from "../task/task-data.ts";
import type { ContractInput } from "./contract.ts";
import { mainPair } from "./pairs.ts";
import { type ProbeTarget, probeTarget } from "./probe.ts";
import { PROBE_ROWS, takeEvenly } from "./sample.ts";

export interface ProbeRows {
  readonly rows: Int32Array;
  /** The rows before them. */
  readonly before: Int32Array;
  readonly target: ProbeTarget;
  /** Whether numbers are probed as changes from the row before. */
  readonly changes: boolean;
}

const FEWEST_ROWS = 40;

const known = new WeakMap<ContractInput, ProbeRows | null>();

/** Null when there are too few labelled rows. */
export function probeRows(input: ContractInput): ProbeRows | null {
  let rows = known.get(input);
  if (rows === undefined) {
    rows = findRows(input);
    known.set(input, rows);
  }
  return rows;
}

function findRows({ task, partitions, seed }: ContractInput): ProbeRows | null {
  const train = mainPair(partitions)?.train ?? partitions.all;
  const changes = task.times !== null && task.classes === null;
  const { label } = task;
  const kept = new Int32Array(train.length);
  let count = 0;
  for (let i = 0; i < train.length; i++) {
    const row = train[i]!;
    if (Number.isNaN(label[row]!)) continue;
    if (!changes || (hasRowBefore(task, row) && !Number.isNaN(label[row - 1]!))) kept[count++] = row;
  }
  const labelled = kept.subarray(0, count);
  if (labelled.length < FEWEST_ROWS) return null;
  // Shuffled, so that halves of alternating rows are no pattern of the file.
  const taken = takeEvenly(labelled, PROBE_ROWS);
  const order = permutation(taken.length, createRandom(seed, "probe"));
  const rows = Int32Array.from(order, (i) => taken[i]!);
  const target = probeTarget(
    Float64Array.from(rows, (row) => (changes ? label[row]! - label[row - 1]! : label[row]!)),
    task.classes,
  );
  return { rows, before: rows.map((row) => Math.max(0, row - 1)), target, changes };
}

export const hasRowBefore = ({ series }: TaskData, row: number): boolean => row > 0 && series[row] === series[row - 1];
