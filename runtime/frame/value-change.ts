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
      const fill = change.value;
      for (let i = 0; i < count; i++) {
        const value = source[start + i]!;
        target[i] = Number.isNaN(value) ? fill : value;
      }
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
