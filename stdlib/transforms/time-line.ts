// A straight line in time by least squares.

export type TimeLine = {
  /** Milliseconds since 1970, where the line has its height. */
  readonly at: number;
  readonly height: number;
  /** Per millisecond. */
  readonly slope: number;
};

/** Rows without a value are left out; with fewer than two moments the line is flat. */
export function fitLine(times: Float64Array, values: Float64Array): TimeLine {
  let count = 0;
  let at = 0;
  let height = 0;
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i]!)) continue;
    count++;
    at += (times[i]! - at) / count;
    height += (values[i]! - height) / count;
  }
  let spread = 0;
  let together = 0;
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i]!)) continue;
    spread += (times[i]! - at) ** 2;
    together += (times[i]! - at) * (values[i]! - height);
  }
  return { at, height, slope: spread === 0 ? 0 : together / spread };
}

export const lineAt = ({ at, height, slope }: TimeLine, time: number): number => height + slope * (time - at);
