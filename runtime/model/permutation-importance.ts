// How much worse a model gets when a feature tells it nothing: its values are shuffled among the rows (Breiman, 2001;
// Fisher and others, 2019). Works for every tabular model, on rows that it was not fitted on.
import { takeColumn } from "../frame/column-rows.ts";
import type { FrameColumn } from "../frame/frame.ts";
import { permutation, type Random } from "../numeric/random.ts";

export interface PermutationInput {
  readonly features: readonly FrameColumn[];
  readonly rows: number;
  /** Of the model when it is given these features; larger is worse. */
  readonly loss: (features: readonly FrameColumn[]) => number;
  /** Shuffles per feature; their mean counts. */
  readonly repeats: number;
  readonly random: Random;
  /** The features that are shuffled; absent: all. */
  readonly only?: ReadonlySet<string>;
  /** Rows of one kind change places among themselves only; absent: all with all. */
  readonly kinds?: Uint8Array;
}

/** Rise of the loss per feature name; negative where the feature misleads. */
export function permutationImportance({
  features,
  rows,
  loss,
  repeats,
  random,
  only,
  kinds,
}: PermutationInput): Readonly<Record<string, number>> {
  const before = loss(features);
  return Object.fromEntries(
    features.flatMap((column, f) => {
      if (only?.has(column.name) === false) return [];
      let sum = 0;
      for (let repeat = 0; repeat < repeats; repeat++) {
        const order = shuffledPlaces(rows, kinds, random.derive(`${column.name} ${repeat}`));
        sum += loss(features.with(f, takeColumn(column, order))) - before;
      }
      return [[column.name, sum / repeats]];
    }),
  );
}

function shuffledPlaces(rows: number, kinds: Uint8Array | undefined, random: Random): Int32Array {
  if (kinds === undefined) return permutation(rows, random);
  const order = new Int32Array(rows);
  for (const kind of [0, 1]) {
    const places = Int32Array.from(kinds.keys()).filter((place) => kinds[place] === kind);
    permutation(places.length, random).forEach((from, i) => {
      order[places[i]!] = places[from]!;
    });
  }
  return order;
}
