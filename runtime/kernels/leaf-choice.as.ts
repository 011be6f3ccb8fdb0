// Which leaf of a tree is split next. Leaves meet in matches two by two, and winners meet winners: when a leaf changes, only its own
// matches are played again, so that a tree of many leaves does not look at all of them before every split.
import { leafAt } from "./leaf.as";
import { DEPTHWISE, GROW_KIND, GROW_PLAYERS, GROW_WINNERS, LEAF_DEPTH, SPLIT_GAIN } from "./memory-map";

// Match m is between the winners of matches 2m and 2m + 1, and match 1 is the last one. Match GROW_PLAYERS + k is leaf k alone. A
// winner of -1 says that nobody gains anything.

function winnerAt(match: i32): usize {
  return <usize>load<u32>(GROW_WINNERS) + ((<usize>match) << 2);
}

/** Before the first leaf of a tree. */
export function clearLeaves(): void {
  memory.fill(winnerAt(0), 255, (<usize>load<u32>(GROW_PLAYERS)) << 3);
}

/** Of equals the first one wins. */
function winnerOf(first: i32, second: i32): i32 {
  if (second < 0) return first;
  if (first < 0) return second;
  const one = leafAt(first);
  const other = leafAt(second);
  if (load<i32>(GROW_KIND) === DEPTHWISE) {
    const deeper = load<i32>(other, LEAF_DEPTH) - load<i32>(one, LEAF_DEPTH);
    if (deeper !== 0) return deeper > 0 ? first : second;
  }
  return load<f64>(other, SPLIT_GAIN) > load<f64>(one, SPLIT_GAIN) ? second : first;
}

/** A leaf is there, or another one than it was. */
export function enterLeaf(index: i32): void {
  let match = load<i32>(GROW_PLAYERS) + index;
  store<i32>(winnerAt(match), load<f64>(leafAt(index), SPLIT_GAIN) > 0 ? index : -1);
  for (match >>= 1; match > 0; match >>= 1) {
    const pair = winnerAt(2 * match);
    store<i32>(winnerAt(match), winnerOf(load<i32>(pair), load<i32>(pair, 4)));
  }
}

/** The leaf to split next; -1 when none gains anything. */
export function nextLeaf(): i32 {
  return load<i32>(winnerAt(1));
}
