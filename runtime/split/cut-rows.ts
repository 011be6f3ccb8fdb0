// Splits of rows or groups: `kfold`, `stratified_kfold`, `group_kfold`, and `holdout` at random.
import type { Diagnostic, Span } from "../../specs/diagnostic.ts";
import type { Amount } from "../../specs/parameter.ts";
import type { SplitSpec } from "../../specs/plan.ts";
import { createRandom, type Random } from "../numeric/random.ts";
import { groupFolds, plainFolds, stratifiedFolds, stratifiedGroupFolds } from "./assign-folds.ts";
import { type Draft, type DraftFold, failedDraft, NO_ROWS, tooFewRows } from "./draft.ts";
import { type GroupCodes, groupCodes } from "./group-codes.ts";
import type { RowPool } from "./row-pool.ts";
import { splitDiagnostics } from "./split.diagnostics.ts";
import { takePart } from "./take-part.ts";
import { beforeGap, countOf, endOf, moveBack, type TimeRuler } from "./time-ruler.ts";

interface Cut {
  readonly pool: RowPool;
  readonly spec: SplitSpec;
  readonly groups: GroupCodes | null;
  readonly strata: GroupCodes | null;
  readonly random: Random;
}

export function cutRows(pool: RowPool, spec: SplitSpec, span: Span): Draft {
  const needsTime = (["test", "val", "calib"] as const).find((part) => isInTime(spec[part]));
  if (pool.times === null && needsTime !== undefined) {
    return failedDraft(splitDiagnostics["needs-time"](span, { part: needsTime }));
  }
  const stratify = spec.stratify ?? (spec.method === "stratified_kfold" ? pool.task.spec.target : null);
  const cut: Cut = {
    pool,
    spec,
    groups: spec.by === null ? null : groupCodes(pool.task, spec.by),
    strata: stratify === null ? null : groupCodes(pool.task, stratify),
    random: createRandom(spec.seed, `split ${spec.method}`),
  };
  const ordered = inTableOrder(pool);
  const { part: test, rest: outside } = cutTest(cut, ordered);
  const { part: calib, rest: dev } = cutPart(cut, "calib", outside);
  const finish = (folds: readonly DraftFold[], diagnostics: readonly Diagnostic[] = []): Draft => ({
    folds: folds.map((fold) => ({ train: fold.train.slice().sort(), val: fold.val.slice().sort() })),
    test: test.slice().sort(),
    calib: calib.slice().sort(),
    dev: dev.slice().sort(),
    diagnostics,
  });
  if (spec.method === "holdout") {
    if (spec.val === null) return finish([{ train: dev, val: NO_ROWS }]);
    const { part: val, rest: train } = cutPart(cut, "val", dev);
    return finish([{ train, val }]);
  }
  const tooFew = findTooFew(cut, dev, span);
  if (tooFew !== null) return failedDraft(tooFew);
  const foldOf = assign(cut, dev);
  const folds = Array.from({ length: spec.folds }, (_, fold) => ({
    train: dev.filter((_row, i) => foldOf[i] !== fold),
    val: dev.filter((_row, i) => foldOf[i] === fold),
  }));
  return finish(folds, rareClass(cut, dev, span));
}

const isInTime = (amount: Amount | null): boolean => amount !== null && countOf(amount, 1) === null;

/** Rows in time order where there is a time, else in the order of the table. */
function inTableOrder(pool: RowPool): Int32Array {
  const times = pool.task.times;
  const rows = pool.rows.slice();
  return times === null ? rows : rows.sort((a, b) => times[a]! - times[b]! || a - b);
}

interface Taken {
  readonly part: Int32Array;
  readonly rest: Int32Array;
}

function cutPart(cut: Cut, name: "test" | "val" | "calib", rows: Int32Array): Taken {
  const amount = cut.spec[name];
  if (amount === null) return { part: NO_ROWS, rest: rows };
  const share = countOf(amount, cut.pool.rows.length) ?? rowsSince(cut, amount, rows);
  const random = cut.spec.shuffle ? cut.random.derive(name) : null;
  return takePart(rows, share, { groups: cut.groups, strata: cut.strata, random });
}

function rulerOf({ times, task }: RowPool): TimeRuler {
  if (times === null) throw new TypeError("durations and dates need a time");
  return {
    times,
    total: times.length,
    isRegular: (task.spec.time?.every ?? null) !== null,
    zone: task.spec.time?.zone,
  };
}

/** How many of the rows stand in the last part of that length. */
function rowsSince({ pool }: Cut, amount: Amount, rows: Int32Array): number {
  const ruler = rulerOf(pool);
  const start = moveBack(ruler, endOf(ruler, ruler.times.length), amount, 1).index;
  return rows.filter((row) => pool.originIndex[row]! >= start).length;
}

/** On a table with time the test part is the latest one, unless rows are shuffled and a share of them is asked for. */
function cutTest(cut: Cut, rows: Int32Array): Taken {
  const { pool, spec } = cut;
  const canCut = pool.times !== null && spec.test !== null && cut.groups === null;
  if (!canCut || (spec.shuffle && !isInTime(spec.test))) return cutPart(cut, "test", rows);
  const ruler = rulerOf(pool);
  const start = moveBack(ruler, endOf(ruler, ruler.times.length), spec.test, 1).index;
  const devEnd = beforeGap(ruler, start, spec.gap).index;
  return {
    part: rows.filter((row) => pool.originIndex[row]! >= start),
    rest: rows.filter((row) => pool.originIndex[row]! < devEnd && pool.labelIndex[row]! <= start),
  };
}

function assign(cut: Cut, rows: Int32Array): Int32Array {
  const { spec, groups, strata } = cut;
  const random = spec.shuffle ? cut.random.derive("folds") : null;
  if (groups === null) {
    if (strata === null) return plainFolds(rows.length, spec.folds, random);
    return stratifiedFolds(
      rows.map((row) => strata.codes[row]!),
      spec.folds,
      random,
    );
  }
  const groupOf = rows.map((row) => groups.codes[row]!);
  if (strata === null) return groupFolds(groupOf, groups.count, spec.folds, random);
  const classOf = rows.map((row) => strata.codes[row]!);
  return stratifiedGroupFolds(groupOf, groups.count, classOf, strata.count, spec.folds, random);
}

function findTooFew(cut: Cut, rows: Int32Array, span: Span): Diagnostic | null {
  const { spec, groups, pool } = cut;
  if (rows.length < spec.folds) return tooFewRows("a fold", spec, pool, span);
  if (groups === null) return null;
  const count = new Set(rows.map((row) => groups.codes[row]!)).size;
  if (count >= spec.folds) return null;
  return splitDiagnostics["too-few-groups"](span, { column: spec.by!, count, needed: spec.folds });
}

function rareClass(cut: Cut, rows: Int32Array, span: Span): readonly Diagnostic[] {
  const { strata, spec, pool } = cut;
  if (strata === null) return [];
  const counts = new Map<number, number>();
  for (const row of rows) counts.set(strata.codes[row]!, (counts.get(strata.codes[row]!) ?? 0) + 1);
  const count = Math.min(...counts.values());
  if (count >= spec.folds) return [];
  const column = spec.stratify ?? pool.task.spec.target;
  return [splitDiagnostics["rare-class"](span, { column, count, folds: spec.folds })];
}
