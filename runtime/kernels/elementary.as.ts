// Exponentials and logarithms. The library's own would bring tables into memory.

/** a + b r, two at a time. */
function line(a: f64, b: f64, r: v128): v128 {
  return f64x2.add(f64x2.splat(a), f64x2.mul(f64x2.splat(b), r));
}

/**
 * e^x to within an ulp or so, two at a time: x = k ln 2 + r with |r| <= ln 2 / 2, a polynomial of degree 11 in r whose largest error
 * relative to e^r is as small as can be (4e-18; by the exchange algorithm of Remez), and k put into the exponent. Terms are summed
 * as a tree (Estrin's scheme), none of which waits for all others. Arguments are clamped to the range of normal results.
 */
export function exponential(x: v128): v128 {
  const clamped = f64x2.pmax(f64x2.pmin(x, f64x2.splat(709)), f64x2.splat(-708));
  // Adding 2^52 + 2^51 rounds to a whole number and leaves it in the low bits.
  const shifted = f64x2.add(f64x2.mul(clamped, f64x2.splat(Math.LOG2E)), f64x2.splat(6755399441055744.0));
  const k = f64x2.sub(shifted, f64x2.splat(6755399441055744.0));
  let r = f64x2.sub(clamped, f64x2.mul(k, f64x2.splat(0.6931471803691238)));
  r = f64x2.sub(r, f64x2.mul(k, f64x2.splat(1.9082149292705877e-10)));
  const r2 = f64x2.mul(r, r);
  const r4 = f64x2.mul(r2, r2);
  const first = f64x2.mul(line(0.5000000000000011, 0.16666666666666413, r), r2);
  const second = f64x2.add(
    line(0.041666666666530155, 0.008333333333494461, r),
    f64x2.mul(line(0.0013888888943630114, 0.00019841269506578688, r), r2),
  );
  const third = f64x2.add(
    line(2.480149309890655e-5, 2.7557586373840165e-6, r),
    f64x2.mul(line(2.763024837921144e-7, 2.5000061602835666e-8, r), r2),
  );
  const curved = f64x2.add(first, f64x2.mul(f64x2.add(second, f64x2.mul(third, r4)), r4));
  const p = f64x2.add(f64x2.splat(1), f64x2.add(r, curved));
  return f64x2.mul(p, i64x2.shl(i64x2.add(shifted, i64x2.splat(1023)), 52));
}

/**
 * log(1 + t) for t in [0, 1], two at a time: twice artanh(s) of s = t / (2 + t), which is at most a third. A polynomial of degree 10
 * in s² is artanh(s) / s to within 1.4e-18 (Chebyshev).
 */
export function logOnePlus(t: v128): v128 {
  const s = f64x2.div(t, f64x2.add(f64x2.splat(2), t));
  const z = f64x2.mul(s, s);
  const z2 = f64x2.mul(z, z);
  const z4 = f64x2.mul(z2, z2);
  const first = f64x2.add(
    line(1, 0.33333333333333076, z),
    f64x2.mul(line(0.20000000000092874, 0.14285714272727057, z), z2),
  );
  const second = f64x2.add(
    line(0.11111112040373837, 0.09090870416252403, z),
    f64x2.mul(line(0.07693307021152004, 0.06650187016337313, z), z2),
  );
  const third = f64x2.add(
    line(0.06055084364034609, 0.0416225325593041, z),
    f64x2.mul(f64x2.splat(0.08522081781390699), z2),
  );
  const sum = f64x2.add(first, f64x2.mul(f64x2.add(second, f64x2.mul(third, z4)), z4));
  return f64x2.mul(f64x2.mul(f64x2.splat(2), s), sum);
}

/** The logarithm of a normal number from 1 on: its exponent apart. */
export function logarithm(x: f64): f64 {
  const bits = reinterpret<i64>(x);
  const exponent = <f64>((bits >> 52) - 1023);
  const fraction = reinterpret<f64>((bits & 0x000fffffffffffff) | 0x3ff0000000000000);
  return exponent * Math.LN2 + f64x2.extract_lane(logOnePlus(f64x2.splat(fraction - 1)), 0);
}
