// Splits in time: `holdout` in order, `expanding`, `sliding`, `purged_kfold`. One cut on the distinct times serves all
// series. Rolling origin: Tashman (2000); purging and embargo: López de Prado (2018), chapter 7.
import type { Span } from "../../specs/diagnostic.ts";
import type { SplitSpec } from "../../specs/plan.ts";
import { sharedInts } from "../frame/frame.ts";
import { createRandom } from "../numeric/random.ts";
import { plainFolds } from "./assign-folds.ts";
import { type Draft, type DraftFold, failedDraft, NO_ROWS, tooFewRows } from "./draft.ts";
import { groupCodes } from "./group-codes.ts";
import { dealGroups, fewestGroups, type GroupShares, type GroupSides, WITHOUT_GROUPS } from "./group-sides.ts";
import type { RowPool } from "./row-pool.ts";
import { splitDiagnostics } from "./split.diagnostics.ts";
import { afterEmbargo, type Boundary, beforeGap, endOf, moveBack, type TimeRuler } from "./time-ruler.ts";

/** Half-open ranges of indices of distinct times; `train` may have two of them. */
export interface Block {
  readonly train: readonly (readonly [number, number])[];
  readonly val: readonly [number, number] | null;
}

interface Frame {
  readonly test: readonly [number, number] | null;
  readonly calib: readonly [number, number] | null;
  /** Where training rows for the test part end. */
  readonly dev: Boundary;
  readonly blocks: readonly Block[];
}

export function cutTime(pool: RowPool, spec: SplitSpec, span: Span): Draft {
  const times = pool.times;
  if (times === null) throw new TypeError(`${spec.method} needs a time`);
  const every = pool.task.spec.time?.every ?? null;
  const ruler: TimeRuler = { times, total: times.length, isRegular: every !== null, zone: pool.task.spec.time?.zone };
  const frame = layOut(ruler, spec);
  if (frame === null) return failedDraft(tooFewRows("the first fold", spec, pool, span));
  const sides = groupSides(pool, spec, frame);
  if (sides === null) {
    const { count } = groupCodes(pool.task, spec.by!);
    const needed = fewestGroups(sharesOf(frame, times.length));
    return failedDraft(splitDiagnostics["too-few-groups"](span, { column: spec.by!, count, needed }));
  }
  // Without groups every row is on every side, and rows are many.
  const byGroup = (isSide: (row: number) => boolean): RowTest | null => (spec.by === null ? null : isSide);
  const firstJudged = frame.calib?.[0] ?? frame.test?.[0] ?? times.length;
  const folds = frame.blocks.map((block, fold): DraftFold => {
    const val = block.val;
    return {
      train: trainingRows(
        pool,
        block.train,
        val === null ? firstJudged : val[0],
        byGroup((row) => sides.inDev(row) && (val === null || !sides.inVal(fold, row))),
      ),
      val:
        val === null
          ? NO_ROWS
          : judgedRows(
              pool,
              val,
              byGroup((row) => sides.inVal(fold, row)),
            ),
    };
  });
  const part = (range: readonly [number, number] | null, isSide: (row: number) => boolean): Int32Array =>
    range === null ? NO_ROWS : judgedRows(pool, range, byGroup(isSide));
  return {
    folds,
    test: part(frame.test, sides.inTest),
    calib: part(frame.calib, sides.inCalib),
    dev: trainingRows(pool, [[0, frame.dev.index]], firstJudged, byGroup(sides.inDev)),
    diagnostics: [],
  };
}

/** Where the parts lie. Null when a fold would begin before the first row. */
function layOut(ruler: TimeRuler, spec: SplitSpec): Frame | null {
  const end = endOf(ruler, ruler.times.length);
  const testStart = spec.test === null ? null : moveBack(ruler, end, spec.test, 1);
  const beforeTest = testStart === null ? end : beforeGap(ruler, testStart.index, spec.gap);
  const calibStart = spec.calib === null ? null : moveBack(ruler, beforeTest, spec.calib, 1);
  const dev = calibStart === null ? beforeTest : beforeGap(ruler, calibStart.index, spec.gap);
  const blocks = blocksOf(ruler, spec, dev);
  if (blocks === null) return null;
  return {
    test: testStart === null ? null : [testStart.index, end.index],
    calib: calibStart === null ? null : [calibStart.index, beforeTest.index],
    dev,
    blocks,
  };
}

function blocksOf(ruler: TimeRuler, spec: SplitSpec, dev: Boundary): readonly Block[] | null {
  switch (spec.method) {
    case "holdout": {
      if (spec.val === null) return [{ train: [[0, dev.index]], val: null }];
      const start = moveBack(ruler, dev, spec.val, 1);
      return [{ train: [[0, beforeGap(ruler, start.index, spec.gap).index]], val: [start.index, dev.index] }];
    }
    case "purged_kfold":
      return purgedBlocks(ruler, spec, dev.index);
    default:
      return rollingBlocks(ruler, spec, dev);
  }
}

/** Adjacent blocks of length `val` that end where dev ends, moved by `step`; oldest first. */
function rollingBlocks(ruler: TimeRuler, spec: SplitSpec, dev: Boundary): readonly Block[] | null {
  // As scikit-learn's TimeSeriesSplit: without a length, folds + 1 equal parts.
  const length = spec.val ?? { rows: Math.floor(dev.index / (spec.folds + 1)) };
  const step = spec.step ?? length;
  const blocks: Block[] = [];
  for (let back = spec.folds - 1; back >= 0; back--) {
    const end = back === 0 ? dev : moveBack(ruler, dev, step, back);
    const start = moveBack(ruler, end, length, 1);
    const trainEnd = beforeGap(ruler, start.index, spec.gap);
    const trainStart = spec.train === null ? 0 : moveBack(ruler, trainEnd, spec.train, 1).index;
    if (trainEnd.index - trainStart <= 0 || start.index >= end.index) return null;
    blocks.push({ train: [[trainStart, trainEnd.index]], val: [start.index, end.index] });
  }
  return blocks;
}

function purgedBlocks(ruler: TimeRuler, spec: SplitSpec, end: number): readonly Block[] | null {
  if (end < spec.folds) return null;
  const foldOf = plainFolds(end, spec.folds, null);
  return Array.from({ length: spec.folds }, (_, fold): Block => {
    const start = foldOf.indexOf(fold);
    const stop = foldOf.lastIndexOf(fold) + 1;
    const before = beforeGap(ruler, start, spec.gap).index;
    const after = afterEmbargo(ruler, stop, spec.embargo);
    return {
      train: [
        [0, before],
        [after, end],
      ],
      val: [start, stop],
    };
  });
}

type RowTest = (row: number) => boolean;

/** Origins of some ranges whose labels end no later than `latest`, unless the origin is in `free` or later. */
interface Choice {
  readonly ranges: readonly (readonly [number, number])[];
  readonly latest: number;
  readonly free: number;
}

const rooms = new WeakMap<RowPool, Int32Array>();

/** One list for all parts that are picked from a pool: fresh memory costs more than picking. */
function roomFor(pool: RowPool): Int32Array {
  const room = rooms.get(pool) ?? new Int32Array(pool.rows.length);
  rooms.set(pool, room);
  return room;
}

/** Threads that fit on the rows see them without a copy. */
function pickRows(pool: RowPool, { ranges, latest, free }: Choice, isSide: RowTest | null): Int32Array {
  const { rows, originIndex, labelIndex, times } = pool;
  const isOrigin = new Uint8Array(times!.length);
  for (const [start, end] of ranges) if (start < end) isOrigin.fill(1, start, end);
  const found = roomFor(pool);
  let count = 0;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    const origin = originIndex[row]!;
    if (isOrigin[origin] === 0 || (labelIndex[row]! > latest && origin < free)) continue;
    if (isSide === null || isSide(row)) found[count++] = row;
  }
  const shared = sharedInts(count);
  shared.set(found.subarray(0, count));
  return shared;
}

/** A judged part holds an origin when the whole label lies inside the part. */
const judgedRows = (pool: RowPool, range: readonly [number, number], isSide: RowTest | null): Int32Array =>
  pickRows(pool, { ranges: [range], latest: range[1] - 1, free: Number.POSITIVE_INFINITY }, isSide);

/**
 * A training part before the judged one holds an origin when its label ends no later than the first judged origin; one after
 * it holds all its origins.
 */
function trainingRows(
  pool: RowPool,
  ranges: readonly (readonly [number, number])[],
  firstJudged: number,
  isSide: RowTest | null,
): Int32Array {
  const isOpen = firstJudged >= pool.times!.length;
  const latest = isOpen ? Number.POSITIVE_INFINITY : firstJudged;
  return pickRows(pool, { ranges, latest, free: firstJudged }, isSide);
}

function groupSides(pool: RowPool, spec: SplitSpec, frame: Frame): GroupSides | null {
  if (spec.by === null) return WITHOUT_GROUPS;
  const groups = groupCodes(pool.task, spec.by);
  return dealGroups(groups, sharesOf(frame, pool.times!.length), createRandom(spec.seed, "groups"));
}

/** Each part gets the share of groups that it has of the times. */
function sharesOf(frame: Frame, total: number): GroupShares {
  const share = (range: readonly [number, number] | null): number =>
    range === null ? 0 : (range[1] - range[0]) / total;
  const val = frame.blocks[0]?.val ?? null;
  return { test: share(frame.test), calib: share(frame.calib), val: share(val), folds: frame.blocks.length };
}
