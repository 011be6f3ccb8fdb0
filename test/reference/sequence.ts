// Minimal standard generator of Park and Miller: the same numbers as sequence.py, exact in doubles.

export interface Sequence {
  readonly uniform: () => number;
  readonly uniforms: (count: number) => Float64Array;
}

export function createSequence(seed: number): Sequence {
  let state = seed;
  const uniform = (): number => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
  return { uniform, uniforms: (count) => Float64Array.from({ length: count }, uniform) };
}
