// The exponentially weighted mean as window sums: sum of x_i 2^((i - t) / h) over i <= t, divided by the sum of the
// weights of the values that are present (pandas `ewm(halflife, adjust=True, ignore_na=False)`).
//
// The factor 2^(i / h) of a plain prefix sum overflows in long series. Rows are therefore cut into blocks of 256 half
// lives: inside a block the exponent stays below 256, and what lies more than one block back weighs less than 2^-256.
import type { WindowSql } from "../../runtime/component.ts";
import { rowKey, type Span, timeOf } from "./window-frame.ts";

const BLOCK_HALF_LIVES = 256;
const MONTH_MILLISECONDS = 2_629_746_000;

/** Integer ticks of the clock that weights follow: row numbers, or microseconds. `key` orders rows within equal ticks. */
function clockOf(window: WindowSql, halfLife: Span): { readonly tick: string; readonly key: (tick: string) => string } {
  if (halfLife.kind === "rows") return { tick: window.position!, key: (tick) => tick };
  const tick = `epoch_us(CAST(${timeOf(window)} AS TIMESTAMP))`;
  return { tick, key: (other) => rowKey(other, "0") };
}

export function exponentialMean(x: string, window: WindowSql, halfLife: Span): string {
  const { tick, key } = clockOf(window, halfLife);
  const unit =
    halfLife.kind === "rows" ? halfLife.rows : 1000 * (halfLife.milliseconds + halfLife.months * MONTH_MILLISECONDS);
  const length = Math.max(1, Math.ceil(unit * BLOCK_HALF_LIVES));
  const start = `(${tick} - ((${tick} % ${length} + ${length}) % ${length}))`;
  const own = halfLife.kind === "rows" ? tick : rowKey(tick);
  const separator = window.partition === "" ? "PARTITION BY" : `${window.partition},`;
  const inBlock = `OVER (${separator} ${start} ${window.order} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)`;
  // Ordered by a key without ties: the sum must not depend on the order in which the engine meets equal times.
  const blockBefore = `OVER (${window.partition} ORDER BY ${own} RANGE BETWEEN ${own} - ${key(`(${start} - ${length})`)} PRECEDING AND ${own} - ${key(start)} + 1 PRECEDING)`;
  const exponent = `((${tick} - ${start}) / CAST(${unit} AS DOUBLE))`;
  const decay = `pow(2.0::DOUBLE, -(${length} / CAST(${unit} AS DOUBLE)))`;
  const weighted = (value: string): string => {
    const term = `${value} * pow(2.0::DOUBLE, ${exponent})`;
    return `(coalesce(sum(${term}) ${inBlock}, 0) + coalesce(sum(${term}) ${blockBefore}, 0) * ${decay})`;
  };
  const present = `(CASE WHEN ${x} IS NOT NULL THEN 1.0::DOUBLE END)`;
  return `(${weighted(`CAST(${x} AS DOUBLE)`)} / nullif(${weighted(present)}, 0))`;
}
