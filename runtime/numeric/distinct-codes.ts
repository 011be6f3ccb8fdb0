// Numbers as codes of their distinct values, in the order in which those come first: a table with open addressing and linear
// probing (D. Knuth, "The Art of Computer Programming", volume 3, section 6.4), without an object per number.

export interface DistinctCodes {
  readonly codes: Int32Array;
  /** By code. */
  readonly values: Float64Array;
}

/** Numbers that are equal have one code, as do all that are NaN. */
export function codesOf(numbers: Float64Array): DistinctCodes {
  const codes = new Int32Array(numbers.length);
  let values: Float64Array = new Float64Array(256);
  let count = 0;
  let slots: Int32Array = new Int32Array(1024).fill(-1);
  let last = 0;
  for (let i = 0; i < numbers.length; i++) {
    // One zero, one NaN.
    const value = numbers[i]! + 0;
    // Often it is the last one again, or numbers come in the order in which they came before.
    if (count > 0 && values[last] === value) {
      codes[i] = last;
      continue;
    }
    if (last + 1 < count && values[last + 1] === value) {
      codes[i] = ++last;
      continue;
    }
    let slot = hashOf(value) & (slots.length - 1);
    for (; slots[slot]! >= 0 && !Object.is(values[slots[slot]!], value); slot = (slot + 1) & (slots.length - 1));
    if (slots[slot]! < 0) {
      if (count === values.length) values = grown(values);
      values[count] = value;
      slots[slot] = count++;
      last = count - 1;
      if (4 * count > slots.length) slots = slotsOf(values, count, 4 * slots.length);
    } else last = slots[slot]!;
    codes[i] = last;
  }
  return { codes, values: values.slice(0, count) };
}

/** As `codesOf`, in the order of the numbers. */
export function risingCodesOf(numbers: Float64Array): DistinctCodes {
  const { codes, values } = codesOf(numbers);
  const order = Int32Array.from(values.keys()).sort((a, b) => values[a]! - values[b]!);
  let isInOrder = true;
  for (let i = 0; i < order.length && isInOrder; i++) isInOrder = order[i] === i;
  if (isInOrder) return { codes, values };
  const places = new Int32Array(order.length);
  for (let i = 0; i < order.length; i++) places[order[i]!] = i;
  for (let row = 0; row < codes.length; row++) codes[row] = places[codes[row]!]!;
  return { codes, values: Float64Array.from(order, (code) => values[code]!) };
}

function slotsOf(values: Float64Array, count: number, size: number): Int32Array {
  const slots = new Int32Array(size).fill(-1);
  for (let code = 0; code < count; code++) {
    let slot = hashOf(values[code]!) & (size - 1);
    while (slots[slot]! >= 0) slot = (slot + 1) & (size - 1);
    slots[slot] = code;
  }
  return slots;
}

const number = new Float64Array(1);
const halves = new Int32Array(number.buffer);

/** The finalizer of MurmurHash3 (A. Appleby) over both halves. */
function hashOf(value: number): number {
  number[0] = value;
  let hash = halves[0]! ^ Math.imul(halves[1]!, 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

function grown(values: Float64Array): Float64Array {
  const larger = new Float64Array(2 * values.length);
  larger.set(values);
  return larger;
}
