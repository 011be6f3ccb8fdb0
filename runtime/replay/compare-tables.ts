// Two computations of the same table, row by row and bit by bit. Rows are matched by series and time, rows of one time by
// their order.
import type { Engine } from "../data/engine.ts";
import { quoteName, ROW } from "../data/sql-text.ts";
import type { Table } from "../data/table.ts";
import { cellsOf, compareInOrder, type TableCells } from "./compare-in-order.ts";
import type { ColumnDifference, ComparedRows, TableDifference } from "./table-difference.ts";

/** So many cells of a table are in memory at once. */
const MOST_CELLS = 8_000_000;

/** Compares tables with one of them, whose cells are read once where they fit in memory together. */
export function comparisonWith(
  engine: Engine,
  one: Table,
  columns: readonly string[],
  mostCells = MOST_CELLS,
): (other: Table, rows: ComparedRows) => Promise<TableDifference> {
  const size = Math.max(1, Math.floor(mostCells / Math.max(1, one.rows)));
  const blocks = Array.from({ length: Math.max(1, Math.ceil(columns.length / size)) }, (_, block) =>
    columns.slice(block * size, (block + 1) * size),
  );
  let known: Promise<TableCells> | null = null;
  return async (other, rows) => {
    if (rows.until === null) return compareBySql(engine, one, other, columns, rows);
    const found: ColumnDifference[] = [];
    const left: string[] = [];
    let matched = 0;
    for (const block of blocks) {
      const names = [...rows.keys, ...block];
      const cells = known ?? cellsOf(engine, one, names);
      if (blocks.length === 1) known = cells;
      const compared = compareInOrder(await cells, await cellsOf(engine, other, names), block, rows);
      if (compared === null) return compareBySql(engine, one, other, columns, rows);
      matched = compared.rows;
      found.push(...compared.columns);
      left.push(...compared.left);
    }
    if (left.length === 0) return { rows: matched, unmatched: 0, columns: found };
    const rest = await compareBySql(engine, one, other, left, rows);
    const all = [...found, ...rest.columns];
    return { ...rest, columns: columns.flatMap((name) => all.filter(({ column }) => column === name)) };
  };
}

/** Of any tables and columns. */
export async function compareBySql(
  engine: Engine,
  one: Table,
  other: Table,
  columns: readonly string[],
  { keys, time, where }: Omit<ComparedRows, "until">,
): Promise<TableDifference> {
  const partition = keys.length === 0 ? "" : `PARTITION BY ${keys.map(quoteName).join(", ")} `;
  const numbered = (table: Table): string =>
    `(SELECT *, row_number() OVER (${partition}ORDER BY ${ROW}) AS __occurrence FROM ${quoteName(table.name)} WHERE ${where})`;
  const on = [...keys.map(quoteName), "__occurrence"].map((key) => `a.${key} IS NOT DISTINCT FROM b.${key}`);
  const both = `a.${ROW} IS NOT NULL AND b.${ROW} IS NOT NULL`;
  const differs = (column: string): string =>
    `${both} AND a.${quoteName(column)} IS DISTINCT FROM b.${quoteName(column)}`;
  const tests = columns.flatMap((column) => [
    `count(*) FILTER (${differs(column)})`,
    time === null ? "NULL" : `min(epoch_ms(CAST(a.${quoteName(time)} AS TIMESTAMP))) FILTER (${differs(column)})`,
  ]);
  const list = [`count(*) FILTER (${both})`, `count(*) FILTER (NOT (${both}))`, ...tests].join(", ");
  const sql = `SELECT ${list} FROM ${numbered(one)} AS a FULL JOIN ${numbered(other)} AS b ON ${on.join(" AND ")}`;
  const found = (await engine.query(sql))[0] ?? [];
  return {
    rows: Number(found[0]),
    unmatched: Number(found[1]),
    columns: columns.flatMap((column, i) => {
      const count = Number(found[2 + 2 * i]);
      const first = found[3 + 2 * i] ?? null;
      return count === 0 ? [] : [{ column, count, first: first === null ? null : Number(first) }];
    }),
  };
}
