// Minimum of a function of one variable without derivatives: Brent (1973), chapter 5, golden section steps with
// parabolic interpolation, inside a bracket found by expansion.

const GOLDEN = 0.3819660112501051;
const GROWTH = 1.618034;

export interface ScalarMinimum {
  readonly x: number;
  readonly value: number;
}

/** Starts from the interval `a..b`, walks downhill until a minimum is bracketed, then refines to relative `tolerance`. */
export function minimizeScalar(f: (x: number) => number, a: number, b: number, tolerance = 1.48e-8): ScalarMinimum {
  let low = a;
  let middle = b;
  let lowValue = f(low);
  let middleValue = f(middle);
  if (lowValue < middleValue) {
    [low, middle] = [middle, low];
    [lowValue, middleValue] = [middleValue, lowValue];
  }
  let high = middle + GROWTH * (middle - low);
  let highValue = f(high);
  for (let step = 0; step < 100 && highValue < middleValue; step++) {
    low = middle;
    middle = high;
    middleValue = highValue;
    high = middle + GROWTH * (middle - low);
    highValue = f(high);
  }
  return refine(f, Math.min(low, high), Math.max(low, high), middle, middleValue, tolerance);
}

function refine(
  f: (x: number) => number,
  low: number,
  high: number,
  start: number,
  startValue: number,
  tolerance: number,
): ScalarMinimum {
  let a = low;
  let b = high;
  let x = start;
  let w = start;
  let v = start;
  let fx = startValue;
  let fw = startValue;
  let fv = startValue;
  let step = 0;
  let previous = 0;
  for (let iteration = 0; iteration < 500; iteration++) {
    const middle = (a + b) / 2;
    const near = tolerance * Math.abs(x) + 1e-11;
    if (Math.abs(x - middle) <= 2 * near - (b - a) / 2) break;
    let golden = true;
    if (Math.abs(previous) > near) {
      const r = (x - w) * (fx - fv);
      let q = (x - v) * (fx - fw);
      let p = (x - v) * q - (x - w) * r;
      q = 2 * (q - r);
      if (q > 0) p = -p;
      q = Math.abs(q);
      if (Math.abs(p) < Math.abs((q * previous) / 2) && p > q * (a - x) && p < q * (b - x)) {
        previous = step;
        step = p / q;
        const u = x + step;
        if (u - a < 2 * near || b - u < 2 * near) step = x < middle ? near : -near;
        golden = false;
      }
    }
    if (golden) {
      previous = x < middle ? b - x : a - x;
      step = GOLDEN * previous;
    }
    const u = Math.abs(step) >= near ? x + step : x + Math.sign(step) * near;
    const fu = f(u);
    if (fu <= fx) {
      if (u < x) b = x;
      else a = x;
      [v, fv, w, fw, x, fx] = [w, fw, x, fx, u, fu];
    } else {
      if (u < x) a = u;
      else b = u;
      if (fu <= fw || w === x) [v, fv, w, fw] = [w, fw, u, fu];
      else if (fu <= fv || v === x || v === w) [v, fv] = [u, fu];
    }
  }
  return { x, value: fx };
}
