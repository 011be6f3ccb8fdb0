import { ComponentError, type TransformImplementation } from "../../../runtime/component.ts";
import { type NumberColumn, sharedFloats } from "../../../runtime/frame/frame.ts";
import { requireNumbers } from "../number-columns.ts";
import { cosineOf, sineOf } from "../wave.ts";
import type { FourierParams } from "./fourier.decl.ts";

export type FourierState = null;

const YEAR = 365.25 * 86_400_000;

/** Milliseconds of the period; a bare number would count rows, which a time column has none of. */
export function lengthOf(period: FourierParams["period"]): number {
  const length = typeof period === "number" ? 0 : (period.months * YEAR) / 12 + period.milliseconds;
  if (length > 0) return length;
  throw new ComponentError("param/fourier-period", "`fourier` needs a period above 0", "for example `period: 365d`");
}

function waves({ name, values }: NumberColumn, length: number, order: number): readonly NumberColumn[] {
  return Array.from({ length: order }, (_, i) => i + 1).flatMap((k) => {
    const sine = sharedFloats(values.length);
    const cosine = sharedFloats(values.length);
    for (let row = 0; row < values.length; row++) {
      // The place in the period first: a sine of millions of turns has lost its last digits.
      const angle = 2 * Math.PI * k * ((values[row]! % length) / length);
      sine[row] = sineOf(angle);
      cosine[row] = cosineOf(angle);
    }
    return [
      { kind: "number", name: `${name}_sin_${k}`, type: "float", values: sine },
      { kind: "number", name: `${name}_cos_${k}`, type: "float", values: cosine },
    ] satisfies readonly NumberColumn[];
  });
}

export const fourierImplementation: TransformImplementation<FourierParams, FourierState> = {
  fit: () => null,
  apply: (columns, _state, { period, order }) => {
    const length = lengthOf(period);
    return columns.flatMap((column) => waves(requireNumbers(column), length, order));
  },
};
