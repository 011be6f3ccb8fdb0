// Sums of doubles as the unevaluated sum of two doubles: about 32 digits, so that a result is that of its values whatever
// their order of size. T. J. Dekker, "A floating-point technique for extending the available precision", Numer. Math. 18 (1971).

const SPLITTER = 134_217_729; // 2^27 + 1

export class ExactSum {
  high = 0;
  low = 0;

  clear(): void {
    this.high = 0;
    this.low = 0;
  }

  /** Knuth's two-sum. */
  add(value: number): void {
    const sum = this.high + value;
    const back = sum - this.high;
    this.low += this.high - (sum - back) + (value - back);
    this.high = sum;
  }

  get value(): number {
    return this.high + this.low;
  }
}

/** What the square of a value is more than its rounding (Dekker's product, by halves of 26 bits). */
export function squareError(value: number, square: number): number {
  const scaled = SPLITTER * value;
  const head = scaled - (scaled - value);
  const tail = value - head;
  return head * head - square + 2 * head * tail + tail * tail;
}

/** The squared deviations from their mean that `count` values have in all, from their sum and the sum of their squares. */
export function squaredDeviations(
  sumHigh: number,
  sumLow: number,
  squaresHigh: number,
  squaresLow: number,
  count: number,
): number {
  const total = sumHigh + sumLow;
  const rest = sumLow - (total - sumHigh);
  const product = total * total;
  const productRest = squareError(total, product) + 2 * total * rest;
  // product / count as a quotient and what it lacks; the halves of the quotient times the count are exact.
  const quotient = product / count;
  const scaled = SPLITTER * quotient;
  const head = scaled - (scaled - quotient);
  const back = quotient * count;
  const lacks = product - back - (head * count - back + (quotient - head) * count);
  return squaresHigh - quotient + (squaresLow - (lacks + productRest) / count);
}
