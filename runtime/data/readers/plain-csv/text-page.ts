// A page of texts in Parquet's plain encoding: which values are present, then length and bytes of each.

/** `present`: a bit per row; `values`: for each present one its length, in four bytes, and its bytes. */
export function textPage(present: Uint8Array, values: Uint8Array): Uint8Array {
  const groups = present.length;
  // One bit-packed run of the RLE/bit-packing hybrid: (number of groups of eight) * 2 + 1, then the bits.
  const header: number[] = [];
  let rest = groups * 2 + 1;
  for (; rest >= 128; rest >>>= 7) header.push((rest & 127) | 128);
  header.push(rest);
  const levels = header.length + groups;
  const page = new Uint8Array(4 + levels + values.length);
  new DataView(page.buffer).setUint32(0, levels, true);
  page.set(header, 4);
  page.set(present, 4 + header.length);
  page.set(values, 4 + levels);
  return page;
}
