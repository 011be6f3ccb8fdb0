import type { TransformImplementation } from "../../../runtime/component.ts";
import { mapNumbers, requireNumbers } from "../number-columns.ts";
import type { ClipParams } from "./clip.decl.ts";

export type ClipState = null;

export const clipImplementation: TransformImplementation<ClipParams, ClipState> = {
  fit: () => null,
  apply: (columns, _state, { low, high }) => {
    const least = low ?? Number.NEGATIVE_INFINITY;
    const most = high ?? Number.POSITIVE_INFINITY;
    return columns.map((column) =>
      mapNumbers(column, requireNumbers(column).type, (value) => Math.min(most, Math.max(least, value))),
    );
  },
};
