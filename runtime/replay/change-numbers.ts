// Changed numbers of a source, as change-source.ts changes them by SQL where they are not in memory.
import type { Column } from "../../specs/data-type.ts";
import { createRandom } from "../numeric/random.ts";

const THOUSAND_DAYS = 1000 * 86_400_000;
/** The share of changed cells that become gaps where there may be gaps. */
const GAPS = 0.2;

/** A copy in which the rows of the part are others. Which of them become gaps depends on seed, column and row alone. */
export function changeNumbers(
  { name, type }: Column,
  values: Float64Array,
  isChanged: (row: number) => boolean,
  { seed, withGaps }: { readonly seed: number; readonly withGaps: boolean },
): Float64Array {
  const random = type.nullable && withGaps ? createRandom(seed, `gap ${name}`) : null;
  const change = changeOf(type.kind);
  const changed = values.slice();
  for (let row = 0; row < changed.length; row++) {
    const isGap = random !== null && random.uniform() < GAPS;
    if (isChanged(row)) changed[row] = isGap ? Number.NaN : change(values[row]!);
  }
  return changed;
}

function changeOf(kind: Column["type"]["kind"]): (value: number) => number {
  switch (kind) {
    case "float":
      return (value) => value * 1e6 + 1e3;
    case "int":
      return (value) => 1_000_003 - value;
    case "bool":
      return (value) => 1 - value;
    case "date":
    case "timestamp":
    case "duration":
      return (value) => value + THOUSAND_DAYS;
    case "string":
    case "category":
      throw new TypeError("texts are no numbers");
    default:
      return kind satisfies never;
  }
}
