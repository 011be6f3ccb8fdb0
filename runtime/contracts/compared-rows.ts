// Training and judged rows, as many of each, that are told apart if they can be.
import { createRandom, permutation } from "../numeric/random.ts";
import type { ContractInput } from "./contract.ts";
import { mainPair, type Pair } from "./pairs.ts";
import { PROBE_ROWS, takeEvenly } from "./sample.ts";

const FEWEST_ROWS = 40;

interface ComparedRows {
  readonly pair: Pair;
  readonly rows: Int32Array;
  /** 0 for training rows, 1 for judged ones. */
  readonly side: Float64Array;
}

const known = new WeakMap<ContractInput, ComparedRows | null>();

/** Null when there are too few. */
export function comparedRows(input: ContractInput): ComparedRows | null {
  let rows = known.get(input);
  if (rows === undefined) {
    rows = findRows(input);
    known.set(input, rows);
  }
  return rows;
}

function findRows({ partitions, seed }: ContractInput): ComparedRows | null {
  const pair = mainPair(partitions);
  if (pair === null || pair.judged.length < FEWEST_ROWS || pair.train.length < FEWEST_ROWS) return null;
  const train = takeEvenly(pair.train, PROBE_ROWS / 2);
  const both = [...train, ...takeEvenly(pair.judged, PROBE_ROWS / 2)];
  const order = permutation(both.length, createRandom(seed, "adversarial"));
  return {
    pair,
    rows: Int32Array.from(order, (i) => both[i]!),
    side: Float64Array.from(order, (i) => (i < train.length ? 0 : 1)),
  };
}
