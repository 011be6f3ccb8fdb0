// The rows and targets that probes of single columns use: training rows only, so that a probe is no look at the test.
import type { FrameColumn } from "../frame/frame.ts";
import { createRandom, permutation } from "../numeric/random.ts";
import type { TaskData } from "../task/task-data.ts";
import type { ContractInput } from "./contract.ts";
import { mainPair } from "./pairs.ts";
import { type ProbeTarget, probeTarget } from "./probe.ts";
import { PROBE_ROWS, takeEvenly } from "./sample.ts";

export interface ProbeRows {
  readonly rows: Int32Array;
  readonly target: ProbeTarget;
  /** The column as it is probed: in a task with time, numbers as changes from the row before. */
  readonly column: (column: FrameColumn) => FrameColumn;
}

const FEWEST_ROWS = 40;

/** Null when there are too few labelled rows. */
export function probeRows({
  task,
  partitions,
  seed,
}: Pick<ContractInput, "task" | "partitions" | "seed">): ProbeRows | null {
  const train = mainPair(partitions)?.train ?? partitions.all;
  const changes = task.times !== null && task.classes === null;
  const label = changes ? changesOf(task, task.label) : task.label;
  const labelled = train.filter((row) => !Number.isNaN(label[row]!));
  if (labelled.length < FEWEST_ROWS) return null;
  // Shuffled, so that halves of alternating rows are no pattern of the file.
  const taken = takeEvenly(labelled, PROBE_ROWS);
  const order = permutation(taken.length, createRandom(seed, "probe"));
  const rows = Int32Array.from(order, (i) => taken[i]!);
  const target = probeTarget(
    Float64Array.from(rows, (row) => label[row]!),
    task.classes,
  );
  const column = (given: FrameColumn): FrameColumn =>
    changes && given.kind === "number" ? { ...given, values: changesOf(task, given.values) } : given;
  return { rows, target, column };
}

/**
 * A slow series predicts itself from its last value, which is no leak; its changes are what only a leak predicts. The first
 * row of a series has none.
 */
function changesOf({ series }: TaskData, values: Float64Array): Float64Array {
  return values.map((value, row) =>
    row > 0 && series[row] === series[row - 1] ? value - values[row - 1]! : Number.NaN,
  );
}
