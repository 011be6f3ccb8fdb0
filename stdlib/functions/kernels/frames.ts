// Which rows the window of each row covers. Both ends only ever move forward within a series, so that each value enters and
// leaves a running statistic once.
import type { SeriesRows } from "../../../runtime/windows/series-rows.ts";
import { halved, type Span } from "../window-frame.ts";

export interface Frames {
  /** First row of the window, and the one after its last. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** 1 where the series holds the whole window; null when counting values is the test. */
  readonly complete: Uint8Array | null;
}

const latest = new WeakMap<SeriesRows, { readonly key: string; readonly frames: Frames }>();

/** Those of one span are made once for neighbouring calls. */
export function framesOf(rows: SeriesRows, span: Span, centred: boolean): Frames {
  const key = JSON.stringify([span, centred]);
  const known = latest.get(rows);
  if (known?.key === key) return known.frames;
  const frames =
    span.kind === "rows" ? rowFrames(rows, span.rows, centred) : timeFrames(rows, span.milliseconds * 1000, centred);
  latest.set(rows, { key, frames });
  return frames;
}

function rowFrames({ rows, starts }: SeriesRows, width: number, centred: boolean): Frames {
  const after = centred ? Math.floor(width / 2) : 0;
  const before = width - 1 - after;
  const from = new Int32Array(rows);
  const to = new Int32Array(rows);
  for (let s = 0; s + 1 < starts.length; s++) {
    const start = starts[s]!;
    const end = starts[s + 1]!;
    for (let row = start; row < end; row++) {
      from[row] = Math.max(start, row - before);
      to[row] = Math.min(end, row + after + 1);
    }
  }
  return { from, to, complete: null };
}

/** (t - d, t], or (t - d/2, t + d/2]; rows of one time are all in or all out. */
function timeFrames({ rows, starts, times, step }: SeriesRows, width: number, centred: boolean): Frames {
  if (times === null) throw new TypeError("a window given as a duration needs a time");
  const half = halved({ kind: "duration", months: 0, milliseconds: width / 1000 }).milliseconds * 1000;
  const before = Math.round(centred ? half : width);
  const after = centred ? Math.round(half) : 0;
  const from = new Int32Array(rows);
  const to = new Int32Array(rows);
  const complete = new Uint8Array(rows);
  for (let s = 0; s + 1 < starts.length; s++) {
    const start = starts[s]!;
    const end = starts[s + 1]!;
    let first = start;
    let next = start;
    for (let row = start; row < end; row++) {
      const time = times[row]!;
      while (first < row && times[first]! <= time - before) first += 1;
      while (next < end && times[next]! <= time + after) next += 1;
      from[row] = first;
      to[row] = next;
      const isWhole = time - before + (step ?? 0) >= times[start]!;
      complete[row] = isWhole && (!centred || time + after <= times[end - 1]!) ? 1 : 0;
    }
  }
  return { from, to, complete };
}
