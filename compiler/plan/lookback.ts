// How far back the features of a task read, in rows: the warm-up at the head of every series, and the embargo after judged
// rows. Read off the column lineage, so that it holds for any chain of window functions.
import type { Over } from "../../specs/expression.ts";
import type { Amount } from "../../specs/parameter.ts";
import type { Facts } from "../graph/analysis/facts.ts";
import type { Use } from "../graph/analysis/lineage.ts";
import { DAY, isInfinite, type Offset, upperMilliseconds } from "../graph/analysis/offset.ts";
import { windowsOf } from "../graph/analysis/task-columns.ts";
import { isAboutFuture } from "../graph/gap.ts";
import type { SplitTerm, TypedTask } from "../types/typed.ts";

/** Rows before the first one of a series that has all its finite windows, also inside expanding ones, which need no more. */
export const warmupRows = (task: TypedTask, facts: Facts): number => longest(task, facts, ({ head }) => head);

/** How far back the features of a row read, also through steps that leave incomplete rows out. */
const lookbackRows = (task: TypedTask, facts: Facts): number => longest(task, facts, ({ low }) => low);

function longest(task: TypedTask, facts: Facts, readsBack: (use: Use) => Offset): number {
  const node = facts.node(task.id);
  if (node.kind !== "task") return 0;
  const lows = windowsOf(node, facts).flatMap(({ lineage }) => lineage.uses.map(readsBack));
  const finite = lows.filter((low) => !isInfinite(low));
  return finite.reduce((most, low) => Math.max(most, rowsBack(low, task.time?.every ?? null)), 0);
}

/** Training rows after judged ones must not look back into them. Where a column says the parts, a run compares. */
export function requiredEmbargo(task: TypedTask, split: SplitTerm, facts: Facts): Amount | null {
  const { trainsAfterJudged, separates } = split.declaration;
  if (!(trainsAfterJudged || separates === "given") || task.time === null || !isAboutFuture(task)) return null;
  const rows = lookbackRows(task, facts);
  return rows > 0 ? { rows } : null;
}

function rowsBack(low: Offset, every: Over["every"]): number {
  const back: Offset = { rows: -low.rows, months: -low.months, milliseconds: -low.milliseconds };
  if (every === null) return Math.max(0, back.rows);
  if (every.months > 0 && every.milliseconds === 0 && back.milliseconds === 0)
    return Math.max(0, back.rows + Math.ceil(back.months / every.months));
  // A month as the step counts as its shortest, so that the result is never too small.
  const step = every.months * 28 * DAY + every.milliseconds;
  const time = upperMilliseconds({ rows: 0, months: back.months, milliseconds: back.milliseconds });
  return Math.max(0, back.rows + (step === 0 ? 0 : Math.ceil(time / step)));
}
