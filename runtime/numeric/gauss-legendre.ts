// Gauss-Legendre quadrature: exact for polynomials of degree below twice the number of points.

export interface Quadrature {
  /** Between 0 and 1. */
  readonly points: Float64Array;
  /** Their sum is 1. */
  readonly weights: Float64Array;
}

const known = new Map<number, Quadrature>();

export function gaussLegendre(count: number): Quadrature {
  const found = known.get(count) ?? compute(count);
  known.set(count, found);
  return found;
}

/** Roots of the Legendre polynomial by Newton's method, from the usual cosines. */
function compute(count: number): Quadrature {
  const points = new Float64Array(count);
  const weights = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (count + 0.5));
    let slope = 1;
    for (let step = 0; step < 100; step++) {
      const [value, before] = legendre(count, x);
      slope = (count * (x * value - before)) / (x * x - 1);
      const move = value / slope;
      x -= move;
      if (Math.abs(move) < 1e-16) break;
    }
    points[i] = (1 - x) / 2;
    weights[i] = 1 / ((1 - x * x) * slope * slope);
  }
  return { points, weights };
}

/** The polynomial of this degree and the one before it, at `x`. */
function legendre(degree: number, x: number): readonly [number, number] {
  let before = 1;
  let value = x;
  for (let n = 2; n <= degree; n++) [before, value] = [value, ((2 * n - 1) * x * value - (n - 1) * before) / n];
  return [value, before];
}
