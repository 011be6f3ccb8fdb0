// Every pair of rows that are learned from and rows that are judged, also inside nested folds.
import type { Partitions } from "../task/task-data.ts";

export interface Pair {
  readonly first: string;
  readonly train: Int32Array;
  readonly second: string;
  readonly judged: Int32Array;
}

export function pairsOf({ folds, test, calib, dev }: Partitions): readonly Pair[] {
  const pairs: Pair[] = [
    { first: "dev", train: dev, second: "test", judged: test },
    { first: "dev", train: dev, second: "calib", judged: calib },
    { first: "calib", train: calib, second: "test", judged: test },
  ];
  for (const [i, fold] of folds.entries()) {
    const name = folds.length === 1 ? "" : `[${i + 1}]`;
    pairs.push({ first: `train${name}`, train: fold.train, second: `val${name}`, judged: fold.val });
    pairs.push({ first: `train${name}`, train: fold.train, second: "test", judged: test });
    pairs.push({ first: `val${name}`, train: fold.val, second: "test", judged: test });
    for (const [k, inner] of fold.inner.entries()) {
      const innerName = `inner${name}[${k + 1}]`;
      pairs.push({ first: `${innerName}.train`, train: inner.train, second: `${innerName}.val`, judged: inner.val });
      pairs.push({ first: `${innerName}.val`, train: inner.val, second: `val${name}`, judged: fold.val });
    }
  }
  return pairs.filter((pair) => pair.train.length > 0 && pair.judged.length > 0);
}

/** The pair that decides most: dev against test, else the first fold. Null when nothing is judged. */
export const mainPair = (partitions: Partitions): Pair | null => pairsOf(partitions)[0] ?? null;
