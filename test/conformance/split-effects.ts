// What a split declares, tried out on random tasks: which rows may stand on which side.

import { createRandom, type Random } from "../../runtime/numeric/random.ts";
import { cutTask } from "../../runtime/split/cut-task.ts";
import type { FoldRows, Partitions, TaskData } from "../../runtime/task/task-data.ts";
import type { SplitDeclaration } from "../../specs/component.ts";
import type { Amount } from "../../specs/parameter.ts";
import type { SplitSpec } from "../../specs/plan.ts";
import { randomTask, type TaskShape } from "./random-task.ts";

const span = { file: "conformance.pipe", start: 0, end: 1 };

interface Side {
  readonly name: string;
  readonly train: Int32Array;
  readonly judged: Int32Array;
}

export function findSplitFaults(declaration: SplitDeclaration, trials: number): readonly string[] {
  const faults = new Set<string>();
  let cut = 0;
  let trainsAfter = 0;
  for (let draw = 0; draw < trials; draw++) {
    const random = createRandom(draw, declaration.name);
    const shape: TaskShape = {
      forecast: random.uniform() < 0.4,
      timed: declaration.separates !== "rows" || random.uniform() < 0.5,
    };
    const task = randomTask(shape, random.derive("task"));
    const split = randomSplit(declaration, task, random.derive("split"));
    const { partitions } = cutTask(task, split, span);
    if (partitions === null) continue;
    cut += 1;
    if (!same(partitions, cutTask(task, split, span).partitions)) faults.add("the same seed cuts otherwise");
    for (const side of sidesOf(partitions)) {
      for (const fault of sideFaults(declaration, split, task, side)) faults.add(`${side.name}: ${fault}`);
      if (standsAfter(task, side)) trainsAfter += 1;
    }
  }
  if (cut < trials / 4) faults.add(`only ${cut} of ${trials} random tasks could be cut`);
  if (!declaration.trainsAfterJudged && trainsAfter > 0)
    faults.add("`trainsAfterJudged: false`, but training rows stand after judged ones");
  if (declaration.trainsAfterJudged && trainsAfter === 0)
    faults.add("`trainsAfterJudged: true`, but no training row ever stood after a judged one");
  return [...faults].map((fault) => `${declaration.name}: ${fault}`);
}

const same = (a: Partitions, b: Partitions | null): boolean => JSON.stringify(a) === JSON.stringify(b);

export function randomSplit(declaration: SplitDeclaration, task: TaskData, random: Random): SplitSpec {
  const chance = (share: number): boolean => random.uniform() < share;
  const isTimed = declaration.separates === "later" || declaration.separates === "blocks";
  const gap =
    task.spec.kind === "forecast"
      ? { rows: (task.spec.horizon ?? 1) - 1 + random.below(3) }
      : { rows: random.below(3) };
  const plain = declaration.name === "nested" ? "kfold" : declaration.name;
  const spec: SplitSpec = {
    method: plain,
    folds: declaration.folds === "one" ? 1 : 2 + random.below(2),
    test: chance(0.7) ? { fraction: 0.2 } : null,
    val: valOf(declaration, random),
    calib: chance(0.3) ? { fraction: 0.1 } : null,
    train: plain === "sliding" ? { rows: 12 } : null,
    step: null,
    gap: isTimed ? gap : null,
    embargo: plain === "purged_kfold" ? { rows: 2 + random.below(3) } : null,
    by: plain === "group_kfold" || (plain !== "predefined" && chance(0.3)) ? "g" : null,
    stratify: plain === "stratified_kfold" ? "y" : null,
    column: plain === "predefined" ? "part" : null,
    shuffle: !isTimed && chance(0.6),
    seed: random.below(100),
    inner: null,
  };
  if (declaration.name !== "nested") return spec;
  return { ...spec, calib: null, inner: { ...spec, test: null, calib: null, folds: 2, seed: 3 } };
}

function valOf(declaration: SplitDeclaration, random: Random): Amount | null {
  if (declaration.name === "holdout") return random.uniform() < 0.6 ? { fraction: 0.2 } : null;
  return declaration.separates === "later" ? { rows: 5 } : null;
}

/** Every pair of a part that is fitted on and a part that is judged. */
function sidesOf({ folds, test, calib, dev }: Partitions): readonly Side[] {
  const pairs: Side[] = [
    { name: "dev and test", train: dev, judged: test },
    { name: "calib and test", train: calib, judged: test },
  ];
  const add = (fold: FoldRows): void => {
    pairs.push({ name: "train and val", train: fold.train, judged: fold.val });
    pairs.push({ name: "train and test", train: fold.train, judged: test });
    for (const inner of fold.inner) {
      pairs.push({ name: "inner train and inner val", train: inner.train, judged: inner.val });
      pairs.push({ name: "inner train and outer val", train: inner.train, judged: fold.val });
      pairs.push({ name: "inner val and outer val", train: inner.val, judged: fold.val });
    }
  };
  for (const fold of folds) add(fold);
  return pairs.filter(({ train, judged }) => train.length > 0 && judged.length > 0);
}

/** First and last moment that a row reads as its label: its own, or the next `horizon` ones. */
function labelEnd(task: TaskData, row: number): number {
  const ahead = task.spec.kind === "forecast" ? (task.spec.horizon ?? 0) : 0;
  return task.times === null ? row : task.times[row + ahead]!;
}

const timeOf = (task: TaskData, row: number): number => (task.times === null ? row : task.times[row]!);

/** For the outer test and calib a split in blocks or rows is chronological or not as the table says; the folds count. */
function standsAfter(task: TaskData, { name, train, judged }: Side): boolean {
  if (name.includes("test")) return false;
  const first = Math.min(...Array.from(judged, (row) => timeOf(task, row)));
  return train.some((row) => timeOf(task, row) > first);
}

function sideFaults(declaration: SplitDeclaration, split: SplitSpec, task: TaskData, side: Side): readonly string[] {
  const faults: string[] = [];
  const ids = new Set(Array.from(side.train, (row) => task.rowIds[row]!));
  if (side.judged.some((row) => ids.has(task.rowIds[row]!))) faults.push("a row stands on both sides");
  if (split.by !== null || declaration.separates === "groups") {
    const groups = groupOf(task);
    const trained = new Set(Array.from(side.train, (row) => groups[row]!));
    if (side.judged.some((row) => trained.has(groups[row]!))) faults.push("a group stands on both sides");
  }
  if (declaration.separates === "later") {
    const known = Math.max(...Array.from(side.train, (row) => labelEnd(task, row)));
    const origin = Math.min(...Array.from(side.judged, (row) => timeOf(task, row)));
    const isForecast = task.spec.kind === "forecast";
    if (isForecast ? known > origin : known >= origin) faults.push("`later`, but a training label is not known yet");
  }
  if (declaration.separates === "blocks" && side.name === "train and val") faults.push(...blockFaults(task, side));
  return faults;
}

/** No span from origin to label end of a training row touches one of a judged row. */
function blockFaults(task: TaskData, { train, judged }: Side): readonly string[] {
  const touches = train.some((a) =>
    judged.some((b) => timeOf(task, a) < labelEnd(task, b) && timeOf(task, b) < labelEnd(task, a)),
  );
  return touches ? ["`blocks`, but label windows of both sides overlap"] : [];
}

function groupOf(task: TaskData): Float64Array {
  const column = task.extras.find(({ name }) => name === "g");
  if (column?.kind !== "number") throw new TypeError("the trial task has no groups");
  return column.values;
}
