// Rows through fitted trees, on raw values. Which way a row goes is what a processor cannot foresee, so the walk has no
// branch on it, and four rows walk at a time: leaves lead to themselves until all four have arrived.
import { CALL, PREDICT_ROWS } from "./memory-map";

function next(at: usize, row: usize, sets: usize): usize {
  const value = load<f64>(row + <usize>load<u32>(at + 8));
  const flags = load<u32>(at + 12);
  let left: u32;
  if ((flags & 2) !== 0) {
    const bin = <u32>value;
    left = (<u32>load<u8>(sets + ((<usize>load<f64>(at)) << 5) + <usize>(bin >> 3)) >> (bin & 7)) & 1;
  } else {
    left = <u32>(value <= load<f64>(at)) | (flags & <u32>!(value <= Infinity));
  }
  return <usize>select<u32>(load<u32>(at + 16), load<u32>(at + 20), left !== 0);
}

function addLeafValues(at: usize, to: usize, leaves: usize, width: usize): void {
  const leaf = <usize>load<u32>(at + 24) * width;
  for (let k: usize = 0; k < width; k++) {
    const place = to + (k << 3);
    store<f64>(place, load<f64>(place) + load<f64>(leaves + ((leaf + k) << 3)));
  }
}

/**
 * CALL: -, roots (addresses of nodes), trees, outputs,
 * columns (as many addresses as features), features, rows, row-major scratch, scores, leaves, sets, values per leaf.
 * A node has 32 bytes: threshold f64, byte offset of its feature in a row, flags, addresses of both children, leaf or -1.
 * One output per tree in turn, output by output; or several values per leaf, row by row.
 */
export function predictRows(item: i32): void {
  const roots = <usize>load<u32>(CALL, 4);
  const trees = load<i32>(CALL, 8);
  const outputs = load<i32>(CALL, 12);
  const features = <usize>load<u32>(CALL, 20);
  const rows = load<i32>(CALL, 24);
  const leaves = <usize>load<u32>(CALL, 36);
  const sets = <usize>load<u32>(CALL, 40);
  const width = <usize>load<u32>(CALL, 44);
  const from = item * PREDICT_ROWS;
  const count = <usize>min<i32>(PREDICT_ROWS, rows - from);
  const rowBytes = features << 3;
  const table = <usize>load<u32>(CALL, 28) + <usize>from * rowBytes;
  for (let f: usize = 0; f < features; f++) {
    const column = <usize>load<u32>(<usize>load<u32>(CALL, 16) + (f << 2)) + ((<usize>from) << 3);
    let to = table + (f << 3);
    for (let i: usize = 0; i < count; i++) {
      store<f64>(to, load<f64>(column + (i << 3)));
      to += rowBytes;
    }
  }
  const scores = <usize>load<u32>(CALL, 32);
  const last = count - 1;
  for (let tree = 0; tree < trees; tree++) {
    const root = <usize>load<u32>(roots + ((<usize>tree) << 2));
    let to = scores + ((<usize>from * width) << 3);
    if (width === 1) to = scores + ((<usize>(tree % outputs) * <usize>rows + <usize>from) << 3);
    for (let i: usize = 0; i < count; i += 4) {
      const row = table + i * rowBytes;
      const row1 = table + min<usize>(i + 1, last) * rowBytes;
      const row2 = table + min<usize>(i + 2, last) * rowBytes;
      const row3 = table + min<usize>(i + 3, last) * rowBytes;
      let at = root;
      let at1 = root;
      let at2 = root;
      let at3 = root;
      while ((load<i32>(at + 24) | load<i32>(at1 + 24) | load<i32>(at2 + 24) | load<i32>(at3 + 24)) < 0) {
        at = next(at, row, sets);
        at1 = next(at1, row1, sets);
        at2 = next(at2, row2, sets);
        at3 = next(at3, row3, sets);
      }
      addLeafValues(at, to + ((i * width) << 3), leaves, width);
      if (i < last) addLeafValues(at1, to + (((i + 1) * width) << 3), leaves, width);
      if (i + 1 < last) addLeafValues(at2, to + (((i + 2) * width) << 3), leaves, width);
      if (i + 2 < last) addLeafValues(at3, to + (((i + 3) * width) << 3), leaves, width);
    }
  }
}
