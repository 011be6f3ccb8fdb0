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
  /** A generator of its own for a part of the work. */
  readonly derive: (label: string) => Random;
}

export function createRandom(seed: number, label = ""): Random {
  const key = hashLabel(`${seed}/${label}`);
  const next = xoshiro128(key);
  const uniform = (): number => ((next() >>> 5) * 67108864 + (next() >>> 6)) / 9007199254740992;
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
    below: (n) => below(next, n),
    normal,
    derive: (part) => createRandom(seed, `${label}/${part}`),
  };
}

/** Fisher-Yates; returns a new permutation of 0..n-1. */
export function permutation(n: number, random: Random): Int32Array {
  const order = new Int32Array(n);
  for (let i = 0; i < n; i++) order[i] = i;
  for (let i = n - 1; i > 0; i--) {
    const j = random.below(i + 1);
    const held = order[i]!;
    order[i] = order[j]!;
    order[j] = held;
  }
  return order;
}

function below(next: () => number, n: number): number {
  if (n > 4294967296) throw new RangeError(`random.below: ${n} is larger than 2^32`);
  const limit = 4294967296 - (4294967296 % n);
  for (;;) {
    const value = next();
    if (value < limit) return value % n;
  }
}

function hashLabel(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

function xoshiro128(key: number): () => number {
  let seed = key;
  const splitMix = (): number => {
    seed = (seed + 0x9e3779b9) >>> 0;
    let z = seed;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return (z ^ (z >>> 16)) >>> 0;
  };
  let a = splitMix();
  let b = splitMix();
  let c = splitMix();
  let d = splitMix();
  return () => {
    const product = Math.imul(b, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = (d << 11) | (d >>> 21);
    return result;
  };
}
