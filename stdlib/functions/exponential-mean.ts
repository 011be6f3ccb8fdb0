// The exponentially weighted mean as window sums: sum of x_i 2^((i - t) / h) over i <= t, divided by the sum of the
// weights of the values that are present (pandas `ewm(halflife, adjust=True, ignore_na=False)`).
//
// The factor 2^(i / h) of a plain prefix sum overflows in long series. Rows are therefore cut into blocks of 256 half
// lives: inside a block the exponent stays below 256, and what lies more than one block back weighs less than 2^-256.
import type { WindowSql } from "../../runtime/component.ts";
import { type Span, timeOf } from "./window-frame.ts";

const BLOCK_HALF_LIVES = 256;
const MONTH_MILLISECONDS = 2_629_746_000;

export function exponentialMean(x: string, window: WindowSql, halfLife: Span): string {
  const clock = halfLife.kind === "rows" ? window.position! : `epoch_ms(CAST(${timeOf(window)} AS TIMESTAMP))`;
  const unit = halfLife.kind === "rows" ? halfLife.rows : halfLife.milliseconds + halfLife.months * MONTH_MILLISECONDS;
  const blockLength = `CAST(${unit * BLOCK_HALF_LIVES} AS DOUBLE)`;
  const block = `floor(${clock} / ${blockLength})`;
  const exponent = `((${clock} - ${block} * ${blockLength}) / CAST(${unit} AS DOUBLE))`;
  const separator = window.partition === "" ? "PARTITION BY" : `${window.partition},`;
  const inBlock = `OVER (${separator} ${block} ${window.order} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)`;
  const blockBefore = `OVER (${window.partition} ORDER BY ${block} RANGE BETWEEN 1 PRECEDING AND 1 PRECEDING)`;
  const weighted = (value: string): string => {
    const term = `${value} * pow(2.0::DOUBLE, ${exponent})`;
    return `(coalesce(sum(${term}) ${inBlock}, 0) + coalesce(sum(${term}) ${blockBefore}, 0) * pow(2.0::DOUBLE, -${BLOCK_HALF_LIVES}))`;
  };
  const present = `(CASE WHEN ${x} IS NOT NULL THEN 1.0::DOUBLE END)`;
  return `(${weighted(`CAST(${x} AS DOUBLE)`)} / nullif(${weighted(present)}, 0))`;
}
