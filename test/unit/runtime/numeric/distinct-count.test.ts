// The kernel that counts different numbers does what its definition, number by number, does.
import fc from "fast-check";
import { expect, it } from "vitest";
import { DistinctCount } from "../../../../runtime/numeric/distinct-count.ts";

const mix = (value: number): number => {
  const a = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  const b = Math.imul(a ^ (a >>> 13), 0xc2b2ae35);
  return b ^ (b >>> 16);
};

/** The registers, one number after the other. */
function registersOf(values: Float64Array): Uint8Array {
  const registers = new Uint8Array(4096);
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    const [low, high] = new Uint32Array(Float64Array.of(value + 0).buffer) as unknown as readonly [number, number];
    const place = mix(mix(low ^ 0x9e3779b9) ^ high);
    const zeros = Math.clz32(mix(place ^ low)) + 1;
    registers[place >>> 20] = Math.max(registers[place >>> 20]!, zeros);
  }
  return registers;
}

function estimateOf(registers: Uint8Array): number {
  const sum = registers.reduce((total, zeros) => total + 2 ** -zeros, 0);
  const empty = registers.reduce((total, zeros) => total + (zeros === 0 ? 1 : 0), 0);
  const raw = ((0.7213 / (1 + 1.079 / 4096)) * 4096 * 4096) / sum;
  return Math.round(raw <= 2.5 * 4096 && empty > 0 ? 4096 * Math.log(4096 / empty) : raw);
}

it("is the definition, in whatever parts the numbers come", () => {
  const value = fc.oneof(fc.double(), fc.integer({ min: -9, max: 9 }), fc.constantFrom(0, -0, Number.NaN, 1 / 0));
  fc.assert(
    fc.property(fc.array(value, { maxLength: 60 }), fc.nat(60), (numbers, cut) => {
      const values = Float64Array.from(numbers);
      const count = new DistinctCount();
      count.add(values.subarray(0, cut));
      count.add(values.subarray(cut));
      expect(count.estimate()).toBe(estimateOf(registersOf(values)));
    }),
  );
});

it("keeps to it where every register holds something", () => {
  for (const rows of [100_001, 400_003]) {
    const values = Float64Array.from({ length: rows }, (_, i) => (i % 11 === 0 ? Number.NaN : Math.sqrt(i) - 100));
    const count = new DistinctCount();
    count.add(values);
    expect(count.estimate()).toBe(estimateOf(registersOf(values)));
    expect(Math.abs(count.estimate() / ((rows * 10) / 11) - 1)).toBeLessThan(0.06);
  }
});
