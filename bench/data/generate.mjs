// Twenty columns of hourly readings, some hours a sensor, from a formula of 32-bit integers, so that any language can make
// the same file. Cell c of row r is mix(r * 0x9e3779b1 ^ (c + 1) * 0x85ebca6b) turned into a fixed-point number.
// Usage: node bench/data/generate.mjs ROWS FILE [HOURS=10000]
import { closeSync, openSync, writeSync } from "node:fs";

const NAMES = "sensor,at,load,a1,a2,a3,a4,a5,a6,a7,a8,a9,a10,b1,b2,n1,n2,n3,n4,n5";
/** Number of cells after `at`; the first twelve are decimals, the next ten of them with gaps. */
const CELLS = 18;

/** C. Wellons, "lowbias32". */
function mix(value) {
  let a = value | 0;
  a = Math.imul(a ^ (a >>> 16), 0x21f0aaad);
  a = Math.imul(a ^ (a >>> 15), 0x735a2d97);
  return (a ^ (a >>> 15)) >>> 0;
}

export function generate(rows, path, hours = 10_000) {
  const file = openSync(path, "w");
  const buffer = Buffer.alloc(1 << 22);
  let end = buffer.write(`${NAMES}\n`);
  const number = (value, decimals) => {
    let rest = Math.abs(value);
    if (value < 0) buffer[end++] = 45;
    const unit = 10 ** decimals;
    let digit = unit;
    while (rest >= digit * 10) digit *= 10;
    for (; digit >= 1; digit /= 10) {
      if (digit === unit / 10) buffer[end++] = 46;
      const place = Math.floor(rest / digit);
      buffer[end++] = 48 + place;
      rest -= place * digit;
    }
  };
  const stamps = Array.from({ length: Math.min(rows, hours) }, (_, hour) =>
    new Date(Date.UTC(2020, 0, 1, hour)).toISOString().slice(0, 19).replace("T", " "),
  );
  for (let row = 0; row < rows; row++) {
    if (end > buffer.length - 1000) {
      writeSync(file, buffer, 0, end);
      end = 0;
    }
    number(Math.floor(row / hours), 0);
    buffer[end++] = 44;
    end += buffer.latin1Write(stamps[row % hours], end);
    for (let cell = 0; cell < CELLS; cell++) {
      buffer[end++] = 44;
      const hash = mix(Math.imul(row, 0x9e3779b1) ^ Math.imul(cell + 1, 0x85ebca6b));
      if (cell >= 1 && cell <= 10 && hash % 50 === 0) continue;
      if (cell <= 12) number((hash % 2_000_001) - 1_000_000, 4);
      else number(hash % 1000, 0);
    }
    buffer[end++] = 10;
  }
  writeSync(file, buffer, 0, end);
  closeSync(file);
}

if (process.argv[1] === import.meta.filename)
  generate(Number(process.argv[2]), process.argv[3], Number(process.argv[4] ?? 10_000));
