// Are the features of earlier rows the same when later rows are other ones, or are not there? This is the definition of
// "known in time", tested on the data: the head/tail comparison of look-ahead analyses, and the stronger variant in which
// everything later is changed beyond recognition.
import type { TaskSpec } from "../../specs/plan.ts";
import { intervalText, quoteName } from "../data/sql-text.ts";
import type { Table } from "../data/table.ts";
import { changedTable, cutTable, knowsOtherTimes, momentText, timeOf } from "./change-source.ts";
import { comparisonWith } from "./compare-tables.ts";
import { inParts, recentTable, startOfLatest } from "./recent-table.ts";
import { hasStep, replay, type TableChain } from "./table-chain.ts";
import type { ComparedRows, TableDifference } from "./table-difference.ts";

export type Variant = "changed" | "cut";

export interface Trial extends TableDifference {
  /** Milliseconds since the epoch: what is later differs. */
  readonly moment: number;
  readonly variant: Variant;
}

export interface InvarianceOptions {
  readonly task: TaskSpec;
  /** The times of the task's rows. */
  readonly times: Float64Array;
  readonly moments: number;
  readonly seed: number;
  readonly onTrial: (done: number, total: number) => void;
}

/** Larger main tables are replayed from the latest rows only. */
export const REPLAY_ROWS = 100_000;

/** Null when the chain cannot be computed on changed data. */
export async function testInvariance(chain: TableChain, options: InvarianceOptions): Promise<readonly Trial[] | null> {
  const boundary = new Map<string, Table>();
  for (const id of chain.boundary) boundary.set(id, await chain.tableOf(id));
  const main = boundary.get(chain.main)!;
  if (timeOf(main) === undefined) return null;
  const from = await startOfLatest(chain, main, REPLAY_ROWS);
  const made: Table[] = [];
  try {
    for (const [id, table] of boundary) {
      const given = from === null ? await inParts(chain, table) : await recentTable(chain, table, from);
      if (given === table) continue;
      made.push(given);
      boundary.set(id, given);
    }
    const base = from === null ? await chain.tableOf(chain.last) : await replay(chain, boundary);
    if (base === null) return null;
    if (from !== null && chain.steps.length > 0) made.push(base);
    return await trials(chain, boundary, base, from ?? Number.NEGATIVE_INFINITY, options);
  } finally {
    for (const { name } of made) await chain.engine.drop(name);
  }
}

async function trials(
  chain: TableChain,
  boundary: ReadonlyMap<string, Table>,
  base: Table,
  from: number,
  options: InvarianceOptions,
): Promise<readonly Trial[] | null> {
  const results: Trial[] = [];
  const mayCut = ![...boundary.values()].some(knowsOtherTimes) && !hasStep(chain, "sample");
  const variants: readonly Variant[] = mayCut ? ["changed", "cut"] : ["changed"];
  const moments = momentsOf(options, from);
  const { features, beside } = options.task;
  const columns = [...new Set([...features, ...(beside ?? []).map(({ column }) => column)])];
  const compare = comparisonWith(chain.engine, base, columns);
  for (const [i, moment] of moments.entries()) {
    for (const [v, variant] of variants.entries()) {
      const difference = await tryOnce(chain, boundary, compare, moment, variant, options);
      if (difference === null) return null;
      results.push({ moment, variant, ...difference });
      options.onTrial(i * variants.length + v + 1, moments.length * variants.length);
    }
  }
  return results;
}

async function tryOnce(
  chain: TableChain,
  boundary: ReadonlyMap<string, Table>,
  compare: ReturnType<typeof comparisonWith>,
  moment: number,
  variant: Variant,
  { task, seed }: InvarianceOptions,
): Promise<TableDifference | null> {
  const { table, drop } = await variantTable(chain, boundary, moment, variant, seed);
  try {
    if (table === null) return null;
    const difference = await compare(table, comparedRows(task, moment));
    // A label that looks ahead has no value where the data end, so a filter on it may drop rows before the cut.
    return variant === "cut" ? { ...difference, unmatched: 0 } : difference;
  } finally {
    await drop();
  }
}

/** The task's table when what comes after a moment is other, or is not there. */
export async function variantTable(
  chain: TableChain,
  boundary: ReadonlyMap<string, Table>,
  moment: number,
  variant: Variant,
  seed: number,
): Promise<{ readonly table: Table | null; readonly drop: () => Promise<void> }> {
  const made: Table[] = [];
  const given = new Map(boundary);
  const drop = async (): Promise<void> => {
    for (const { name } of made) await chain.engine.drop(name);
  };
  try {
    for (const [id, table] of boundary) {
      const cells = { table, isMain: id === chain.main, part: { kind: "later", than: moment } } as const;
      const other = variant === "cut" ? await cutTable(chain, cells) : await changedTable(chain, cells, seed);
      if (other === null) continue;
      given.set(id, other);
      made.push(other);
    }
    const table = await replay(chain, given);
    if (table !== null && chain.steps.length > 0) made.push(table);
    return { table, drop };
  } catch (error) {
    await drop();
    throw error;
  }
}

function comparedRows({ time, series, kind, horizon }: TaskSpec, moment: number): ComparedRows {
  const { column, every } = time!;
  const stamp = `CAST(${quoteName(column)} AS TIMESTAMP)`;
  // Rows that stand at the target's time must be known the horizon before.
  const ahead = kind === "forecast" || horizon === null || every === null ? null : every;
  const shift =
    ahead === null
      ? ""
      : ` - ${intervalText({ months: ahead.months * horizon!, milliseconds: ahead.milliseconds * horizon! })}`;
  const where = `${stamp}${shift} <= ${momentText(moment)}`;
  // Months are for the calendar of the engine.
  const until = (ahead?.months ?? 0) !== 0 ? null : moment + (ahead?.milliseconds ?? 0) * (horizon ?? 0);
  return { keys: [...series, column], time: column, where, until };
}

/** Distinct times at even distances, none of them the last. */
export function momentsOf(
  { times, moments }: Pick<InvarianceOptions, "times" | "moments">,
  from: number,
): readonly number[] {
  const later = new Set<number>();
  for (let row = 0; row < times.length; row++) if (times[row]! >= from) later.add(times[row]!);
  const distinct = Float64Array.from(later).sort();
  const count = Math.min(moments, Math.max(0, distinct.length - 1));
  return Array.from(
    { length: count },
    (_, i) => distinct[Math.floor(((i + 1) * (distinct.length - 1)) / (count + 1))]!,
  );
}
