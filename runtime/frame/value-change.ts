// What a transform does to every value of a column. The common ones are known by what they do, so that they run as kernels
// and statistics of the changed column follow from those of the column.
import { numbersAt, withRoom } from "../kernels/kernels.ts";

export type ValueChange =
  /** Missing values become this. */
  | { readonly kind: "fill"; readonly value: number }
  /** `(value - center) / scale` */
  | { readonly kind: "scale"; readonly center: number; readonly scale: number }
  | { readonly kind: "each"; readonly of: (value: number) => number };

/** So many values stay in the nearest cache of the processor between being made and being looked at. */
export const PART = 1 << 11;

/** Makes the changed values of parts of at most PART values, each valid until the next one. */
type ChangePart = (source: Float64Array, from: number, count: number) => Float64Array;

/** `use` gets the changes, one after the other, as one, for as long as it lasts. */
export const withChanges = (changes: readonly ValueChange[], use: (changePart: ChangePart) => void): void =>
  withRoom(8 * PART, (address, kernels) => {
    const { functions } = kernels;
    const all = numbersAt(kernels, address, PART);
    use((source, from, count) => {
      const part = count === PART ? all : all.subarray(0, count);
      part.set(source.subarray(from, from + count));
      for (const change of changes) {
        if (change.kind === "fill") functions.fillMissing(address, count, change.value);
        else if (change.kind === "scale") functions.scaleNumbers(address, count, change.center, change.scale);
        else for (let i = 0; i < count; i++) part[i] = change.of(part[i]!);
      }
      return part;
    });
  });

/** All values of `source`, changed, to `target`. */
export const changeValues = (change: ValueChange, source: Float64Array, target: Float64Array): void =>
  withChanges([change], (changePart) => {
    for (let from = 0; from < source.length; from += PART) {
      target.set(changePart(source, from, Math.min(PART, source.length - from)), from);
    }
  });
