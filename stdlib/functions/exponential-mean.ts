// The exponentially weighted mean as window sums: sum of x_i 2^((i - t) / h) over i <= t, divided by the sum of the
// weights of the values that are present (pandas `ewm(halflife, adjust=True, ignore_na=False)`).
//
// The factor 2^(i / h) of a plain prefix sum overflows in long series. Rows are therefore cut into blocks of 256 half
// lives: inside a block the exponent stays below 256, and what lies more than one block back weighs less than 2^-256.
import type { WindowSql } from "../../runtime/component.ts";
import { positionOf, type Span, timeOf } from "./window-frame.ts";

const BLOCK_HALF_LIVES = 256;
const MONTH_MILLISECONDS = 2_629_746_000;

export function exponentialMean(x: string, window: WindowSql, halfLife: Span): string {
  const position = positionOf(window);
  // Integer ticks of the clock that weights follow: row numbers, or microseconds.
  const tick = halfLife.kind === "rows" ? position : `epoch_us(CAST(${timeOf(window)} AS TIMESTAMP))`;
  const unit =
    halfLife.kind === "rows" ? halfLife.rows : 1000 * (halfLife.milliseconds + halfLife.months * MONTH_MILLISECONDS);
  const length = Math.max(1, Math.ceil(unit * BLOCK_HALF_LIVES));
  const start = `(${tick} - ((${tick} % ${length} + ${length}) % ${length}))`;
  // Distances to the first rows of the own block and of the one before: extremes, so equal ticks do no harm.
  const byBlock = `${window.partition} ORDER BY ${start} RANGE BETWEEN`;
  const [own, previous] = window.stage([
    `${position} - min(${position}) OVER (${byBlock} CURRENT ROW AND CURRENT ROW)`,
    `${position} - min(${position}) OVER (${byBlock} ${length} PRECEDING AND CURRENT ROW)`,
  ]);
  const inBlock = `OVER (${window.partition} ${window.order} ROWS BETWEEN ${own} PRECEDING AND CURRENT ROW)`;
  const inPrevious = `OVER (${window.partition} ${window.order} ROWS BETWEEN ${previous} PRECEDING AND ${own} + 1 PRECEDING)`;
  const exponent = `((${tick} - ${start}) / CAST(${unit} AS DOUBLE))`;
  const decay = `pow(2.0::DOUBLE, -(${length} / CAST(${unit} AS DOUBLE)))`;
  const weighted = (value: string): string => {
    const term = `${value} * pow(2.0::DOUBLE, ${exponent})`;
    return `(coalesce(sum(${term}) ${inBlock}, 0) + coalesce(sum(${term}) ${inPrevious}, 0) * ${decay})`;
  };
  const present = `(CASE WHEN ${x} IS NOT NULL THEN 1.0::DOUBLE END)`;
  return `(${weighted(`CAST(${x} AS DOUBLE)`)} / nullif(${weighted(present)}, 0))`;
}
