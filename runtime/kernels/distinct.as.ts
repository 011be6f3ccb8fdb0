// The registers of HyperLogLog (runtime/numeric/distinct-count.ts), four numbers at a time: once every register holds
// something, few numbers have a hash with zeros enough to change any.

const REGISTER_BITS: u32 = 12;
const REGISTERS: usize = 1 << REGISTER_BITS;

/** The finalizer of MurmurHash3 (A. Appleby). */
function mix(value: v128): v128 {
  const a = i32x4.mul(v128.xor(value, i32x4.shr_u(value, 16)), i32x4.splat(<i32>0x85ebca6b));
  const b = i32x4.mul(v128.xor(a, i32x4.shr_u(a, 13)), i32x4.splat(<i32>0xc2b2ae35));
  return v128.xor(b, i32x4.shr_u(b, 16));
}

/** Of numbers in a multiple of four; NaN is none, and zero has no sign. */
export function countDifferent(values: usize, count: usize, registers: usize): void {
  const least = leastOf(registers);
  const end = values + (count << 3);
  for (let at = values; at < end; at += 32) {
    const first = f64x2.add(v128.load(at), f64x2.splat(0));
    const second = f64x2.add(v128.load(at, 16), f64x2.splat(0));
    const low = v128.shuffle<i32>(first, second, 0, 2, 4, 6);
    const high = v128.shuffle<i32>(first, second, 1, 3, 5, 7);
    const place = mix(v128.xor(mix(v128.xor(low, i32x4.splat(<i32>0x9e3779b9))), high));
    const rest = mix(v128.xor(place, low));
    // Fewer zeros than the least register has change none.
    if (least > 0 && !v128.any_true(i32x4.lt_u(rest, i32x4.splat(1 << (32 - least))))) continue;
    const isNumber = v128.shuffle<i32>(f64x2.eq(first, first), f64x2.eq(second, second), 0, 2, 4, 6);
    raise(registers, i32x4.extract_lane(place, 0), i32x4.extract_lane(rest, 0), i32x4.extract_lane(isNumber, 0));
    raise(registers, i32x4.extract_lane(place, 1), i32x4.extract_lane(rest, 1), i32x4.extract_lane(isNumber, 1));
    raise(registers, i32x4.extract_lane(place, 2), i32x4.extract_lane(rest, 2), i32x4.extract_lane(isNumber, 2));
    raise(registers, i32x4.extract_lane(place, 3), i32x4.extract_lane(rest, 3), i32x4.extract_lane(isNumber, 3));
  }
}

function raise(registers: usize, place: u32, rest: u32, isNumber: u32): void {
  const register = registers + <usize>(place >> (32 - REGISTER_BITS));
  const zeros = (clz(rest) + 1) & isNumber;
  if (zeros > <u32>load<u8>(register)) store<u8>(register, zeros);
}

function leastOf(registers: usize): u32 {
  let least = v128.load(registers);
  for (let at: usize = 16; at < REGISTERS; at += 16) least = i8x16.min_u(least, v128.load(registers + at));
  let found: u32 = 255;
  v128.store(registers + REGISTERS, least);
  for (let i: usize = 0; i < 16; i++) found = min<u32>(found, load<u8>(registers + REGISTERS + i));
  return found;
}
