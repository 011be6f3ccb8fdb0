// Entry of the WebAssembly module: what the host may call, and which function does the items of which task.

import { binColumns } from "./binning.as";
import { deriveBlock } from "./derivatives.as";
import { stepBlock } from "./descent.as";
import { roundBlock } from "./gradients.as";
import { gramBlock } from "./gram.as";
import { fillGroup } from "./histogram.as";
import { addLeavesBlock, addUnseenBlock } from "./leaf-scores.as";
import { searchLevel } from "./level-search.as";
import { likelihoodBlock } from "./likelihood.as";
import { lossBlock } from "./losses.as";
import {
  TASK_ADD_LEAVES,
  TASK_ADD_UNSEEN,
  TASK_BIN_COLUMNS,
  TASK_DERIVE,
  TASK_FILL,
  TASK_GRAM,
  TASK_LEVEL,
  TASK_LIKELIHOOD,
  TASK_LOSS,
  TASK_MULTIPLY,
  TASK_PARTITION,
  TASK_PREDICT,
  TASK_RANDOM_TREE,
  TASK_RANK,
  TASK_RENEW,
  TASK_ROUND,
  TASK_SCORE,
  TASK_STEP,
} from "./memory-map";
import { multiplyRows } from "./multiply.as";
import { partitionBlock } from "./partition.as";
import { predictRows } from "./predict.as";
import { growRandomTree } from "./random-tree.as";
import { renewLeaf } from "./renew-leaves.as";
import { rankRows, scoreRows } from "./score-rows.as";

export function perform(task: i32, item: i32): void {
  if (task === TASK_FILL) fillGroup(item);
  else if (task === TASK_PARTITION) partitionBlock(item);
  else if (task === TASK_ROUND) roundBlock(item);
  else if (task === TASK_DERIVE) deriveBlock(item);
  else if (task === TASK_ADD_LEAVES) addLeavesBlock(item);
  else if (task === TASK_ADD_UNSEEN) addUnseenBlock(item);
  else if (task === TASK_PREDICT) predictRows(item);
  else if (task === TASK_BIN_COLUMNS) binColumns(item);
  else if (task === TASK_RANDOM_TREE) growRandomTree(item);
  else if (task === TASK_LEVEL) searchLevel(item);
  else if (task === TASK_GRAM) gramBlock(item);
  else if (task === TASK_LIKELIHOOD) likelihoodBlock(item);
  else if (task === TASK_SCORE) scoreRows(item);
  else if (task === TASK_RANK) rankRows(item);
  else if (task === TASK_LOSS) lossBlock(item);
  else if (task === TASK_RENEW) renewLeaf(item);
  else if (task === TASK_MULTIPLY) multiplyRows(item);
  else if (task === TASK_STEP) stepBlock(item);
  else unreachable();
}

// Steps of a task that runs once: the engine makes code fast between two calls of a function, so each step stays one.
export { boundsOf } from "./bin-bounds.as";
export { assignCounted, assignNumbers, assignSorted, countWhole, drawWhole, survey } from "./binning.as";
export { fillMissing, scaleNumbers, splitNumbers, summarizeNumbers, widenRange } from "./columns.as";
export { countDifferent } from "./distinct.as";
export { divideRows, listRows, markLargest, markRows, measureRows, numberAt } from "./draw-rows.as";
export { sumAbsolute, sumPairs } from "./gradients.as";
export { growTree } from "./grow-tree.as";
export { layLanes } from "./lanes.as";
export { listFeatures, listThresholds, measureTrees, placeTrees } from "./place-trees.as";
export { parseText } from "./plain-csv.as";
export { keepLeaves, rankBlock } from "./score-rows.as";
export { sortKeys, sortNumbers } from "./sorting.as";
export { run, serve } from "./team.as";
