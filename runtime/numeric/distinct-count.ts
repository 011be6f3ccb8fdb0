// How many different numbers there are, estimated from the leading zeros of their hashes: P. Flajolet, E. Fusy, O. Gandouet and
// F. Meunier, "HyperLogLog: the analysis of a near-optimal cardinality estimation algorithm" (2007), with linear counting for
// few. 4,096 registers: about 1.6 % off.

const BITS = 12;
const REGISTERS = 1 << BITS;

export class DistinctCount {
  readonly #registers = new Uint8Array(REGISTERS);
  readonly #value = new Float64Array(1);
  readonly #words = new Uint32Array(this.#value.buffer);

  /** Missing values do not count. */
  add(values: Float64Array): void {
    const value = this.#value;
    const words = this.#words;
    const registers = this.#registers;
    for (let i = 0; i < values.length; i++) {
      if (Number.isNaN(values[i]!)) continue;
      // Zero is one number, whatever its sign.
      value[0] = values[i]! + 0;
      const place = mix(mix(words[0]! ^ 0x9e3779b9) ^ words[1]!);
      const zeros = Math.clz32(mix(place ^ words[0]!)) + 1;
      const register = place >>> (32 - BITS);
      if (zeros > registers[register]!) registers[register] = zeros;
    }
  }

  estimate(): number {
    let sum = 0;
    let empty = 0;
    for (const zeros of this.#registers) {
      sum += 2 ** -zeros;
      if (zeros === 0) empty += 1;
    }
    const raw = ((0.7213 / (1 + 1.079 / REGISTERS)) * REGISTERS * REGISTERS) / sum;
    return Math.round(raw <= 2.5 * REGISTERS && empty > 0 ? REGISTERS * Math.log(REGISTERS / empty) : raw);
  }
}

/** The finalizer of MurmurHash3 (A. Appleby). */
function mix(value: number): number {
  let a = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  a = Math.imul(a ^ (a >>> 13), 0xc2b2ae35);
  return a ^ (a >>> 16);
}
