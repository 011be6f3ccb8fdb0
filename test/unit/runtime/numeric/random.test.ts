// The generator against its published sequence, and what is drawn from it against plain definitions.
import fc from "fast-check";
import { expect, it } from "vitest";
import { createRandom, permutation, type Random } from "../../../../runtime/numeric/random.ts";

const raw = (random: Random): number => random.below(2 ** 32);

/** xoshiro128** as its authors write it, on whole numbers without limit. */
function* xoshiro(state: readonly [number, number, number, number]): Generator<number> {
  const cut = (x: bigint): bigint => x & 0xffffffffn;
  const turn = (x: bigint, k: bigint): bigint => cut((x << k) | (x >> (32n - k)));
  let [a, b, c, d] = state.map((word) => BigInt(word >>> 0)) as [bigint, bigint, bigint, bigint];
  for (;;) {
    yield Number(cut(turn(cut(b * 5n), 7n) * 9n));
    const t = cut(b << 9n);
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = turn(d, 11n);
  }
}

/** SplitMix32 on the hash (FNV-1a) of a text. */
function stateOf(text: string): [number, number, number, number] {
  let seed = 0x811c9dc5;
  for (const letter of text) seed = Math.imul(seed ^ letter.charCodeAt(0), 0x01000193);
  const word = (): number => {
    seed = (seed + 0x9e3779b9) | 0;
    let z = seed;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return z ^ (z >>> 16);
  };
  return [word(), word(), word(), word()];
}

const seed = fc.integer({ min: 0, max: 1e6 });

it("is xoshiro128**", () => {
  fc.assert(
    fc.property(seed, (given) => {
      const random = createRandom(given, "x");
      const expected = xoshiro(stateOf(`${given}/x`));
      for (let i = 0; i < 20; i++) expect(raw(random)).toBe(expected.next().value);
    }),
  );
});

it("draws below any number the remainders of all values up to its last multiple", () => {
  const below = fc.oneof(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 2 ** 31 - 5, max: 2 ** 32 }));
  fc.assert(
    fc.property(seed, below, (given, n) => {
      const random = createRandom(given);
      const twin = createRandom(given);
      for (let i = 0; i < 20; i++) {
        let value = raw(twin);
        while (value >= Math.floor(2 ** 32 / n) * n) value = raw(twin);
        expect(random.below(n)).toBe(value % n);
      }
    }),
  );
});

it("shuffles from the end, as far as it is asked to", () => {
  fc.assert(
    fc.property(seed, fc.integer({ min: 0, max: 1500 }), fc.integer({ min: 0, max: 1600 }), (given, n, open) => {
      const plain = Int32Array.from({ length: n }, (_, i) => i);
      const twin = createRandom(given);
      for (let i = n - 1; i > 0; i--) {
        const j = twin.below(i + 1);
        [plain[i], plain[j]] = [plain[j]!, plain[i]!];
      }
      const random = createRandom(given);
      expect(permutation(n, random)).toEqual(plain);
      // What is drawn next follows what was drawn.
      expect(raw(random)).toBe(raw(twin));
      const items = Int32Array.from({ length: n }, (_, i) => i);
      createRandom(given).shuffle(items, open);
      expect(items.slice(open)).toEqual(plain.slice(open));
      expect(items.slice(0, open).sort()).toEqual(plain.slice(0, open).sort());
    }),
  );
});
