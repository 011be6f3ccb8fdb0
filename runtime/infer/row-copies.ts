// Exact copies of rows, as the contract about duplicate rows would find them on both sides of a split.
import { NO_CHANCE } from "../contracts/no-duplicate-rows.ts";
import type { Engine } from "../data/engine.ts";
import { quoteName } from "../data/sql-text.ts";

export interface RowCopies {
  /** Columns that were compared. */
  readonly columns: readonly string[];
  /** Rows that equal an earlier one. */
  readonly later: number;
  /** Rows that have an equal, beyond what chance explains; a share of all. */
  readonly share: number;
}

/** So few copies are nobody's concern. */
const FEWEST = 0.01;

/** Null when hardly a row has a copy, or when so many values are alike that copies are to be expected. */
export async function findRowCopies(
  engine: Engine,
  table: string,
  columns: readonly string[],
): Promise<RowCopies | null> {
  if (columns.length === 0) return null;
  const groups = `SELECT count(*) AS n FROM ${quoteName(table)} GROUP BY ${columns.map(quoteName).join(", ")}`;
  const [found] = await engine.query(
    `SELECT sum(n), sum(n - 1), coalesce(sum(n) FILTER (n > 1), 0) FROM (${groups}) AS equals`,
  );
  const [rows = 0, later = 0, copied = 0] = (found ?? []).map(Number);
  const share = copied / rows;
  if (!(share >= FEWEST)) return null;
  // How likely two rows agree if columns were independent of each other.
  let chance = 1;
  for (const column of columns) {
    const values = `SELECT count(*) AS n FROM ${quoteName(table)} GROUP BY ${quoteName(column)}`;
    const [agree] = await engine.query(`SELECT sum((n / ${rows}) ** 2) FROM (${values}) AS levels`);
    chance *= Number(agree?.[0]);
  }
  const expected = -Math.expm1(rows * Math.log1p(-Math.min(chance, 1 - Number.EPSILON)));
  return expected < NO_CHANCE ? { columns, later, share: share - expected } : null;
}
