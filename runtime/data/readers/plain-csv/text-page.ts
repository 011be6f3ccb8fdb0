// A page of texts under construction, in Parquet's plain encoding: which values are present, then length and bytes of each.

export class TextPage {
  #bytes = new Uint8Array(1 << 16);
  #length = 0;
  readonly #present: Uint8Array;

  constructor(rows: number) {
    this.#present = new Uint8Array(Math.ceil(rows / 8));
  }

  /** The bytes of `source` from `start` to `end` as the value of a row; rows that get none are missing. */
  add(row: number, source: Uint8Array, start: number, end: number): void {
    const size = end - start;
    const needed = this.#length + 4 + size;
    if (needed > this.#bytes.length) this.#grow(needed);
    const bytes = this.#bytes;
    let at = this.#length;
    bytes[at++] = size & 255;
    bytes[at++] = (size >>> 8) & 255;
    bytes[at++] = (size >>> 16) & 255;
    bytes[at++] = size >>> 24;
    for (let i = start; i < end; i++) bytes[at++] = source[i]!;
    this.#length = at;
    this.#present[row >> 3]! |= 1 << (row & 7);
  }

  /** The page of the first `rows` rows; empties it for the next one. */
  take(rows: number): Uint8Array {
    const groups = Math.ceil(rows / 8);
    // One bit-packed run of the RLE/bit-packing hybrid: (number of groups of eight) * 2 + 1, then the bits.
    const header: number[] = [];
    let rest = groups * 2 + 1;
    for (; rest >= 128; rest >>>= 7) header.push((rest & 127) | 128);
    header.push(rest);
    const levels = header.length + groups;
    const page = new Uint8Array(4 + levels + this.#length);
    new DataView(page.buffer).setUint32(0, levels, true);
    page.set(header, 4);
    page.set(this.#present.subarray(0, groups), 4 + header.length);
    page.set(this.#bytes.subarray(0, this.#length), 4 + levels);
    this.#length = 0;
    this.#present.fill(0);
    return page;
  }

  #grow(needed: number): void {
    const larger = new Uint8Array(Math.max(needed, 2 * this.#bytes.length));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}
