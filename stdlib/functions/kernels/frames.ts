// Which rows the window of each row covers. Both ends only ever move forward within a series, so that each value enters and
// leaves a running statistic once.
import type { SeriesRows } from "../../../runtime/windows/series-rows.ts";
import { halved, type Span } from "../window-frame.ts";

/** A window of rows follows from the row; one of time is looked up. */
export type Frames = RowFrames | TimeFrames;

interface RowFrames {
  readonly kind: "rows";
  /** Rows before and after the current one. */
  readonly before: number;
  readonly after: number;
}

interface TimeFrames {
  readonly kind: "times";
  /** First row of each window, and the one after its last. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** 1 where the series holds the whole window. */
  readonly complete: Uint8Array;
}

export interface RollingWindow {
  readonly frames: Frames;
  /** So many values must be present. */
  readonly enough: number;
  /** 1 where the series holds the whole window, where that is the test; else null. */
  readonly complete: Uint8Array | null;
}

const latest = new WeakMap<SeriesRows, { readonly key: string; readonly frames: Frames }>();

/** Those of one span are made once for neighbouring calls. */
export function framesOf(rows: SeriesRows, span: Span, centred: boolean): Frames {
  if (span.kind === "rows") {
    const after = centred ? Math.floor(span.rows / 2) : 0;
    return { kind: "rows", before: span.rows - 1 - after, after };
  }
  const key = JSON.stringify([span, centred]);
  const known = latest.get(rows);
  if (known?.key === key) return known.frames;
  const frames = timeFrames(rows, span.milliseconds * 1000, centred);
  latest.set(rows, { key, frames });
  return frames;
}

/** As many rows as a window has at most. */
export function widestOf(frames: Frames, { starts }: SeriesRows): number {
  let widest = 0;
  if (frames.kind === "times") {
    const { from, to } = frames;
    for (let row = 0; row < from.length; row++) widest = Math.max(widest, to[row]! - from[row]!);
    return widest;
  }
  for (let s = 0; s + 1 < starts.length; s++) widest = Math.max(widest, starts[s + 1]! - starts[s]!);
  return Math.min(widest, frames.before + frames.after + 1);
}

/** (t - d, t], or (t - d/2, t + d/2]; rows of one time are all in or all out. */
function timeFrames({ rows, starts, times, step }: SeriesRows, width: number, centred: boolean): TimeFrames {
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
  return { kind: "times", from, to, complete };
}
