// The only source of randomness: a counter-free generator derived from (seed, label), so that every node and trial has
// its own stream and the result does not depend on the order in which workers run.
// Generator: xoshiro128** (Blackman and Vigna, 2018); seeding by SplitMix32 over an FNV-1a hash of the label.

export interface Random {
  /** Uniform in [0, 1), 53 bits. */
  readonly uniform: () => number;
  /** Uniform integer in [0, n), without modulo bias. */
  readonly below: (n: number) => number;
  /** Standard normal (Marsaglia polar method). */
  readonly normal: () => number;
  /**
   * Fisher-Yates from the end until the first `open` items are left: they are then a random part of all, in no order that is said.
   * An `open` of 1 shuffles all.
   */
  readonly shuffle: (items: Int32Array, open: number) => void;
  /** A generator of its own for a part of the work. */
  readonly derive: (label: string) => Random;
}

export function createRandom(seed: number, label = ""): Random {
  const key = hashLabel(`${seed}/${label}`);
  const state = seedState(key);
  const uniform = (): number => ((next(state) >>> 5) * 67108864 + (next(state) >>> 6)) / 9007199254740992;
  let spare: number | null = null;
  const normal = (): number => {
    if (spare !== null) {
      const value = spare;
      spare = null;
      return value;
    }
    for (;;) {
      const u = 2 * uniform() - 1;
      const v = 2 * uniform() - 1;
      const square = u * u + v * v;
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(square)) / square);
      spare = v * factor;
      return u * factor;
    }
  };
  return {
    uniform,
    below: (n) => below(state, n),
    normal,
    shuffle: (items, open) => shuffle(state, items, open),
    derive: (part) => createRandom(seed, `${label}/${part}`),
  };
}

/** A new permutation of 0..n-1. */
export function permutation(n: number, random: Random): Int32Array {
  const order = new Int32Array(n);
  for (let i = 0; i < n; i++) order[i] = i;
  random.shuffle(order, 1);
  return order;
}

/** Steps of a shuffle at a time: the engine makes code fast between two calls of a function. */
const STEPS = 512;

function shuffle(state: State, items: Int32Array, open: number): void {
  const end = Math.max(1, open);
  for (let from = items.length; from > end; from -= STEPS) settle(state, items, from, Math.max(end, from - STEPS));
}

/** Settles the items before `from`, down to `end`. */
function settle(state: State, items: Int32Array, from: number, end: number): void {
  const { a, b, c, d } = state;
  // What nobody else sees stays in registers.
  const own: State = { a, b, c, d };
  for (let i = from - 1; i >= end; i--) {
    const j = below(own, i + 1);
    const held = items[i]!;
    items[i] = items[j]!;
    items[j] = held;
  }
  state.a = own.a;
  state.b = own.b;
  state.c = own.c;
  state.d = own.d;
}

function below(state: State, n: number): number {
  if (n > 4294967296) throw new RangeError(`random.below: ${n} is larger than 2^32`);
  if (n === 4294967296) return next(state);
  for (;;) {
    const value = next(state);
    // Whole numbers of 32 bits: a remainder of others takes ten times as long.
    const rest = (value % (n >>> 0)) >>> 0;
    // Values above the last multiple of n would favour small remainders.
    if (value - rest <= 4294967296 - n) return rest;
  }
}

function hashLabel(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

interface State {
  a: number;
  b: number;
  c: number;
  d: number;
}

function seedState(key: number): State {
  let seed = key;
  const splitMix = (): number => {
    seed = (seed + 0x9e3779b9) >>> 0;
    let z = seed;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return z ^ (z >>> 16);
  };
  return { a: splitMix(), b: splitMix(), c: splitMix(), d: splitMix() };
}

function next(state: State): number {
  const { b } = state;
  const product = Math.imul(b, 5);
  const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
  const t = b << 9;
  state.c ^= state.a;
  state.d ^= b;
  state.b ^= state.c;
  state.a ^= state.d;
  state.c ^= t;
  state.d = (state.d << 11) | (state.d >>> 21);
  return result;
}
