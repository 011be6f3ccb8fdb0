// Trees as the kernels walk them: sixteen bytes per node, both children side by side.
import { PREDICT_IS_LEAF, PREDICT_NODE_BYTES } from "../../../runtime/kernels/memory-map.ts";
import type { Forest } from "./forest.ts";

export interface PackedForest {
  readonly nodes: Uint8Array;
  /** Byte offsets in `nodes`. */
  readonly roots: Int32Array;
}

const packed = new WeakMap<Forest, PackedForest>();

/** Packed once per forest: a fitted model may be asked for many small predictions. */
export function packedOf(forest: Forest): PackedForest {
  const known = packed.get(forest);
  if (known !== undefined) return known;
  const made = pack(forest);
  packed.set(forest, made);
  return made;
}

/**
 * Each tree depth-first, the side that more training rows took first, so that the ways of most rows are short stretches of
 * memory. A root has a pair of places for itself alone, so that pairs never cross a line of the cache.
 */
function pack(forest: Forest): PackedForest {
  const { feature, threshold, flags, left, right, rows, leafRows, leaves, width, roots } = forest;
  const places = 2 * (feature.length + roots.length);
  const buffer = new ArrayBuffer(PREDICT_NODE_BYTES * places);
  const numbers = new Float64Array(buffer);
  const words = new Int32Array(buffer);
  const offsets = new Int32Array(roots.length);
  // Pairs of a place and the node that goes there; every node waits at most once.
  const pending = new Int32Array(2 * (feature.length + 2));
  let free = 0;
  for (let tree = 0; tree < roots.length; tree++) {
    offsets[tree] = PREDICT_NODE_BYTES * free;
    pending[0] = free;
    pending[1] = roots[tree]!;
    let waiting = 2;
    free += 2;
    while (waiting > 0) {
      waiting -= 2;
      const place = pending[waiting]!;
      const node = pending[waiting + 1]!;
      if (node < 0) {
        const leaf = -1 - node;
        numbers[2 * place] = width === 1 ? leaves[leaf]! : leaf;
        words[4 * place + 2] = PREDICT_IS_LEAF;
        words[4 * place + 3] = PREDICT_NODE_BYTES * place;
        continue;
      }
      numbers[2 * place] = threshold[node]!;
      words[4 * place + 2] = (feature[node]! << 3) | flags[node]!;
      words[4 * place + 3] = PREDICT_NODE_BYTES * free;
      const onLeft = left[node]!;
      const onRight = right[node]!;
      const rowsLeft = onLeft >= 0 ? rows[onLeft]! : leafRows[-1 - onLeft]!;
      const rowsRight = onRight >= 0 ? rows[onRight]! : leafRows[-1 - onRight]!;
      const isLeftNext = rowsLeft >= rowsRight ? 1 : 0;
      pending[waiting] = free + isLeftNext;
      pending[waiting + 1] = isLeftNext === 1 ? onRight : onLeft;
      pending[waiting + 2] = free + 1 - isLeftNext;
      pending[waiting + 3] = isLeftNext === 1 ? onLeft : onRight;
      waiting += 4;
      free += 2;
    }
  }
  return { nodes: new Uint8Array(buffer), roots: offsets };
}
