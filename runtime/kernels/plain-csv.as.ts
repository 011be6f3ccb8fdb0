// Lines of plain delimited text to columns. A number is looked at sixteen bytes at a time: where its cell ends, where its point
// stands and whether all else are digits are masks of bits; digits are moved to the end of sixteen bytes and become a number by
// a few multiplications, without a branch per digit (W. Mula, "SIMD-ized parsing of integers"). What a cell is by its looks is
// known here; anything else is asked of the host.
import {
  CELL_DATE,
  CELL_INT,
  CELL_OTHER,
  CELL_TEXT,
  CELL_TIMESTAMP,
  TEXT_ASKS,
  TEXT_BEGINNINGS,
  TEXT_COLUMN_BYTES,
  TEXT_COLUMNS,
  TEXT_DAY,
  TEXT_DONE,
  TEXT_FULL,
  TEXT_NOT_PLAIN,
  TEXT_NULLS,
  TEXT_POWERS,
  TEXT_SHUFFLES,
  TEXT_STATE,
} from "./memory-map";

const NEWLINE: u8 = 10;
const RETURN: u8 = 13;
const QUOTE: u8 = 34;
const MINUS: u8 = 45;
const POINT: u8 = 46;
/** Added to bytes up to 9 it leaves their highest bits clear. */
const ABOVE_NINE: u64 = 0x7676767676767676;
const HIGHEST_BITS: u64 = 0x8080808080808080;
const DAY: f64 = 86_400_000;

/**
 * Reads from `position`, where `column` of `row` begins, to `end`, where a line ends. Returns why it stopped; where, is in the
 * state of the table.
 */
export function parseText(table: usize, position: usize, end: usize, row: u32, column: u32): i32 {
  const delimiter = <u8>load<u32>(table);
  const lineEnd = <u8>load<u32>(table, 4);
  const hasFeed = load<u32>(table, 8) !== 0;
  const columns = load<u32>(table, 12);
  const room = load<u32>(table, 16);
  const hasNulls = load<u32>(table, 20) !== 0;
  let p = position;
  let c = column;
  // A line that was left within is gone on with, be it only its end.
  while (p < end || c > 0) {
    if (row === room) return stopped(table, p, row, 0, TEXT_FULL);
    for (; c < columns; c++) {
      const entry = table + TEXT_COLUMNS + <usize>c * TEXT_COLUMN_BYTES;
      const kind = load<i32>(entry);
      const stop = c + 1 < columns ? delimiter : lineEnd;
      const place = <usize>load<u32>(entry, 4) + ((<usize>row) << 3);
      let value: f64;
      let length: usize;
      if (kind <= CELL_DATE && load<u8>(p) === stop) {
        store<f64>(place, NaN);
        store<u32>(entry, load<u32>(entry, 8) + 1, 8);
        p++;
        continue;
      }
      if (kind <= CELL_INT) {
        const bytes = v128.load(p);
        const ends = i8x16.bitmask(i8x16.eq(bytes, i8x16.splat(stop)));
        // Longer numbers than fifteen bytes are not known at sight.
        if (ends === 0) return stopped(table, p, row, c, TEXT_ASKS);
        const bits = ctz(ends);
        const isNegative = <i32>(load<u8>(p) === MINUS);
        const range = ((1 << bits) - 1) & ~isNegative;
        const points = i8x16.bitmask(i8x16.eq(bytes, i8x16.splat(POINT))) & range;
        const digits = i8x16.bitmask(i8x16.lt_u(i8x16.sub(bytes, i8x16.splat(48)), i8x16.splat(10)));
        const point = points & -points;
        if (range === 0 || ((digits | point) & range) !== range) return stopped(table, p, row, c, TEXT_ASKS);
        const count = bits - isNegative;
        let before = 0;
        let decimals = 0;
        if (point !== 0) {
          before = ctz(point) - isNegative;
          decimals = count - before - 1;
          if (before === 0 || kind === CELL_INT) return stopped(table, p, row, c, TEXT_ASKS);
        }
        const shuffle = v128.load(table + TEXT_SHUFFLES + ((((<usize>count) << 4) | <usize>before) << 4));
        const values = i8x16.sub(v128.load(p + <usize>isNegative), i8x16.splat(48));
        value = numberOf(v128.swizzle(values, shuffle)) / load<f64>(table + TEXT_POWERS + ((<usize>decimals) << 3));
        if (isNegative !== 0) value = kind === CELL_INT ? 0 - value : -value;
        length = bits;
      } else if (kind <= CELL_DATE) {
        length = kind === CELL_DATE ? 10 : 19;
        value = dayAt(table, p) * DAY;
        if (kind === CELL_TIMESTAMP) value += clockAt(p + 10);
        if (!(value <= Infinity) || load<u8>(p + length) !== stop) return stopped(table, p, row, c, TEXT_ASKS);
      } else if (kind === CELL_OTHER) {
        return stopped(table, p, row, c, TEXT_ASKS);
      } else {
        length = lengthOfCell(p, delimiter);
        if (load<u8>(p + length) !== stop) return stopped(table, p, row, c, TEXT_NOT_PLAIN);
        if (kind === CELL_TEXT) {
          if (length === 0) store<u32>(entry, load<u32>(entry, 8) + 1, 8);
          else if (load<u8>(table + TEXT_BEGINNINGS + <usize>load<u8>(p)) !== 0) {
            return stopped(table, p, row, c, TEXT_ASKS);
          } else addText(entry, row, p, length);
        }
        p += length + 1;
        continue;
      }
      if (hasNulls && isNull(table, value)) return stopped(table, p, row, c, TEXT_ASKS);
      store<f64>(place, value);
      p += length + 1;
    }
    if (hasFeed && load<u8>(p++) !== NEWLINE) return stopped(table, p, row, 0, TEXT_NOT_PLAIN);
    row++;
    c = 0;
  }
  return stopped(table, p, row, 0, TEXT_DONE);
}

function stopped(table: usize, position: usize, row: u32, column: u32, why: i32): i32 {
  store<u32>(table + TEXT_STATE, <u32>position);
  store<u32>(table + TEXT_STATE, row, 4);
  store<u32>(table + TEXT_STATE, column, 8);
  return why;
}

/** Of sixteen digits: pairs are joined, then fours, then eights. */
function numberOf(digits: v128): f64 {
  const tens = i16x8.mul(v128.and(digits, i16x8.splat(0x00ff)), i16x8.splat(10));
  const pairs = i16x8.add(tens, i16x8.shr_u(digits, 8));
  const fours = i32x4.dot_i16x8_s(pairs, i32x4.splat(100 | (1 << 16)));
  const eights = i32x4.dot_i16x8_s(i16x8.narrow_i32x4_u(fours, fours), i32x4.splat(10_000 | (1 << 16)));
  const halves = f64x2.convert_low_i32x4_u(eights);
  return f64x2.extract_lane(halves, 0) * 100_000_000 + f64x2.extract_lane(halves, 1);
}

function isNull(table: usize, value: f64): bool {
  const count = <usize>load<u32>(table, 20);
  for (let i: usize = 0; i < count; i++) if (load<f64>(table + TEXT_NULLS + (i << 3)) === value) return true;
  return false;
}

/** Days since the epoch of YYYY-MM-DD; NaN where that does not stand. Rows that follow each other often share a day. */
function dayAt(table: usize, p: usize): f64 {
  const known = table + TEXT_DAY;
  const head = load<u64>(p);
  const tail = load<u16>(p, 8);
  if (head === load<u64>(known, 8) && tail === load<u16>(known, 16)) return load<f64>(known);
  if (load<u8>(p, 4) !== 45 || load<u8>(p, 7) !== 45) return NaN;
  const century = twoDigits(p);
  const inCentury = twoDigits(p + 2);
  const month = twoDigits(p + 5);
  const day = twoDigits(p + 8);
  const year = century * 100 + inCentury;
  if (century < 0 || inCentury < 0 || year === 0 || month < 1 || month > 12 || day < 1) return NaN;
  const isLeap = (year & 3) === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 ? 28 + <i32>isLeap : 30 + ((month + (month >> 3)) & 1);
  if (day > days) return NaN;
  const found = <f64>daysBefore(year, month, day);
  store<f64>(known, found);
  store<u64>(known, head, 8);
  store<u16>(known, tail, 16);
  return found;
}

/** In the proleptic Gregorian calendar (H. Hinnant, "chrono-compatible low-level date algorithms"). */
function daysBefore(year: i32, month: i32, day: i32): i32 {
  const shifted = year - <i32>(month <= 2);
  const era = shifted / 400;
  const yearOfEra = shifted - era * 400;
  const dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468;
}

/** Milliseconds of `THH:MM:SS` or ` HH:MM:SS`; NaN where that does not stand. */
function clockAt(p: usize): f64 {
  const separator = load<u8>(p);
  // Both colons become zero, and digits their values.
  const bytes = load<u64>(p, 1) ^ 0x30303a30303a3030;
  if ((separator !== 32 && separator !== 84) || (((bytes + ABOVE_NINE) | bytes) & HIGHEST_BITS) !== 0) return NaN;
  if ((bytes & 0x0000ff0000ff0000) !== 0) return NaN;
  const hours = (bytes & 15) * 10 + ((bytes >> 8) & 15);
  const minutes = ((bytes >> 24) & 15) * 10 + ((bytes >> 32) & 15);
  const seconds = ((bytes >> 48) & 15) * 10 + (bytes >> 56);
  if (hours > 23 || minutes > 59 || seconds > 59) return NaN;
  return <f64>((hours * 3600 + minutes * 60 + seconds) * 1000);
}

/** Negative unless both are digits. */
function twoDigits(at: usize): i32 {
  const tens = <u32>load<u8>(at) - 48;
  const ones = <u32>load<u8>(at, 1) - 48;
  return tens > 9 || ones > 9 ? -1 : <i32>(tens * 10 + ones);
}

/** Up to the first byte that ends a cell, or that only stands in text that is not plain. */
function lengthOfCell(p: usize, delimiter: u8): usize {
  let at = p;
  let found = endsAt(at, delimiter);
  while (found === 0) {
    at += 16;
    found = endsAt(at, delimiter);
  }
  return at - p + <usize>ctz(found);
}

function endsAt(at: usize, delimiter: u8): i32 {
  const bytes = v128.load(at);
  const ends = v128.or(i8x16.eq(bytes, i8x16.splat(delimiter)), i8x16.eq(bytes, i8x16.splat(NEWLINE)));
  const odd = v128.or(i8x16.eq(bytes, i8x16.splat(RETURN)), i8x16.eq(bytes, i8x16.splat(QUOTE)));
  return i8x16.bitmask(v128.or(ends, odd));
}

/** A text in Parquet's plain encoding: its length, then its bytes. */
function addText(entry: usize, row: u32, p: usize, length: usize): void {
  const used = load<u32>(entry, 12);
  const at = <usize>load<u32>(entry, 4) + <usize>used;
  store<u32>(at, <u32>length);
  for (let i: usize = 0; i < length; i += 16) v128.store(at + 4 + i, v128.load(p + i));
  store<u32>(entry, used + 4 + <u32>length, 12);
  const bits = <usize>load<u32>(entry, 16) + <usize>(row >> 3);
  store<u8>(bits, load<u8>(bits) | ((<u8>1) << (<u8>(row & 7))));
}
