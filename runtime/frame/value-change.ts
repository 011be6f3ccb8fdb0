// What a transform does to every value of a column. The common ones are known by what they do, so that they run as plain loops
// and statistics of the changed column follow from those of the column.
export type ValueChange =
  /** Missing values become this. */
  | { readonly kind: "fill"; readonly value: number }
  /** `(value - center) / scale` */
  | { readonly kind: "scale"; readonly center: number; readonly scale: number }
  | { readonly kind: "each"; readonly of: (value: number) => number };

/** `count` values from `start` of the source on. */
export function changeValues(
  change: ValueChange,
  source: Float64Array,
  start: number,
  target: Float64Array,
  count: number,
): void {
  switch (change.kind) {
    case "fill": {
      target.set(source.subarray(start, start + count));
      replaceMissing(target, count, change.value);
      return;
    }
    case "scale": {
      const { center, scale } = change;
      for (let i = 0; i < count; i++) target[i] = (source[start + i]! - center) / scale;
      return;
    }
    case "each": {
      const { of } = change;
      for (let i = 0; i < count; i++) target[i] = of(source[start + i]!);
      return;
    }
    default:
      change satisfies never;
  }
}

/** Values are copied as bytes before, because few of them are missing. */
function replaceMissing(values: Float64Array, count: number, fill: number): void {
  for (let i = 0; i < count; i++) if (Number.isNaN(values[i]!)) values[i] = fill;
}
