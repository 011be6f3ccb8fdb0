// Rows through fitted trees, on raw values. Which way a row goes is what a processor cannot foresee, so the walk has no
// branch on it, and four rows walk at a time: leaves lead to themselves until all four have arrived.
import { CALL, PREDICT_IS_LEAF, PREDICT_IS_SET } from "./memory-map";

/**
 * `word`: that of the node at `at`, in which features stand as byte offsets in a row. `T` u8: no value is missing and no
 * split is a set, so that there is less to look at.
 */
function next<T>(at: usize, word: u32, nodes: usize, row: usize, sets: usize): usize {
  const value = load<f64>(row + <usize>(word & ~7));
  let left: u32 = 0;
  if (sizeof<T>() === 1) {
    left = <u32>(value <= load<f64>(at)) | ((word & PREDICT_IS_LEAF) >> 2);
  } else if ((word & PREDICT_IS_SET) !== 0) {
    const bin = <u32>value;
    left = (<u32>load<u8>(sets + ((<usize>load<f64>(at)) << 5) + <usize>(bin >> 3)) >> (bin & 7)) & 1;
  } else {
    // Bit 0 of the word: missing values go left.
    left = <u32>(value <= load<f64>(at)) | (word & <u32>!(value <= Infinity)) | ((word & PREDICT_IS_LEAF) >> 2);
  }
  return nodes + <usize>(load<u32>(at, 12) + ((left ^ 1) << 4));
}

function addLeafValues(at: usize, to: usize, leaves: usize, width: usize): void {
  if (width === 1) {
    store<f64>(to, load<f64>(to) + load<f64>(at));
    return;
  }
  const from = leaves + ((<usize>load<f64>(at) * width) << 3);
  for (let k: usize = 0; k < width; k++) {
    const place = to + (k << 3);
    store<f64>(place, load<f64>(place) + load<f64>(from + (k << 3)));
  }
}

/** The rows of a block, side by side; returns whether none of their values is missing. */
function layRows(table: usize, features: usize, from: i32, count: usize): bool {
  const rowBytes = features << 3;
  let isComplete = true;
  for (let f: usize = 0; f < features; f++) {
    const column = <usize>load<u32>(<usize>load<u32>(CALL, 16) + (f << 2)) + ((<usize>from) << 3);
    let to = table + (f << 3);
    for (let i: usize = 0; i < count; i++) {
      const value = load<f64>(column + (i << 3));
      isComplete = isComplete && value <= Infinity;
      store<f64>(to, value);
      to += rowBytes;
    }
  }
  return isComplete;
}

/** Adds one tree to the scores of a block. `T`: see `next`. */
function walkTree<T>(root: usize, nodes: usize, table: usize, rowBytes: usize, count: usize, to: usize): void {
  const leaves = <usize>load<u32>(CALL, 36);
  const sets = <usize>load<u32>(CALL, 40);
  const width = <usize>load<u32>(CALL, 44);
  const last = count - 1;
  for (let i: usize = 0; i < count; i += 4) {
    const row = table + i * rowBytes;
    const row1 = table + min<usize>(i + 1, last) * rowBytes;
    const row2 = table + min<usize>(i + 2, last) * rowBytes;
    const row3 = table + min<usize>(i + 3, last) * rowBytes;
    let at = root;
    let at1 = root;
    let at2 = root;
    let at3 = root;
    while (true) {
      const word = load<u32>(at, 8);
      const word1 = load<u32>(at1, 8);
      const word2 = load<u32>(at2, 8);
      const word3 = load<u32>(at3, 8);
      if ((word & word1 & word2 & word3 & PREDICT_IS_LEAF) !== 0) break;
      at = next<T>(at, word, nodes, row, sets);
      at1 = next<T>(at1, word1, nodes, row1, sets);
      at2 = next<T>(at2, word2, nodes, row2, sets);
      at3 = next<T>(at3, word3, nodes, row3, sets);
    }
    addLeafValues(at, to + ((i * width) << 3), leaves, width);
    if (i < last) addLeafValues(at1, to + (((i + 1) * width) << 3), leaves, width);
    if (i + 1 < last) addLeafValues(at2, to + (((i + 2) * width) << 3), leaves, width);
    if (i + 2 < last) addLeafValues(at3, to + (((i + 3) * width) << 3), leaves, width);
  }
}

/**
 * CALL: rows of an item, roots (offsets from the first node), trees, outputs,
 * columns (as many addresses as features), features, rows, row-major scratch, scores, leaves, sets (0: none), values per
 * leaf, nodes. A node: PREDICT_NODE_BYTES in memory-map.ts.
 * One output per tree in turn, output by output; or several values per leaf, row by row.
 */
export function predictRows(item: i32): void {
  const roots = <usize>load<u32>(CALL, 4);
  const trees = load<i32>(CALL, 8);
  const outputs = load<i32>(CALL, 12);
  const features = <usize>load<u32>(CALL, 20);
  const rows = load<i32>(CALL, 24);
  const width = <usize>load<u32>(CALL, 44);
  const nodes = <usize>load<u32>(CALL, 48);
  const most = load<i32>(CALL);
  const from = item * most;
  const count = <usize>min<i32>(most, rows - from);
  const rowBytes = features << 3;
  const table = <usize>load<u32>(CALL, 28) + <usize>from * rowBytes;
  const isPlain = layRows(table, features, from, count) && load<u32>(CALL, 40) === 0;
  const scores = <usize>load<u32>(CALL, 32);
  for (let tree = 0; tree < trees; tree++) {
    const root = nodes + <usize>load<u32>(roots + ((<usize>tree) << 2));
    let to = scores + ((<usize>from * width) << 3);
    if (width === 1) to = scores + ((<usize>(tree % outputs) * <usize>rows + <usize>from) << 3);
    if (isPlain) walkTree<u8>(root, nodes, table, rowBytes, count, to);
    else walkTree<u16>(root, nodes, table, rowBytes, count, to);
  }
}
