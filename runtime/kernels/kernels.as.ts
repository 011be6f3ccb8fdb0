// Entry of the WebAssembly module: what the host may call, and which function does the items of which task.

import { addLeaf, logisticBlock, roundBlock } from "./gradients.as";
import { fillGroup } from "./histogram.as";
import { TASK_ADD_LEAVES, TASK_FILL, TASK_GATHER, TASK_LOGISTIC, TASK_PARTITION, TASK_ROUND } from "./memory-map";
import { gatherBlock, partitionBlock } from "./partition.as";

export function perform(task: i32, item: i32): void {
  if (task === TASK_FILL) fillGroup(item);
  else if (task === TASK_PARTITION) partitionBlock(item);
  else if (task === TASK_GATHER) gatherBlock(item);
  else if (task === TASK_ROUND) roundBlock(item);
  else if (task === TASK_LOGISTIC) logisticBlock(item);
  else if (task === TASK_ADD_LEAVES) addLeaf(item);
  else unreachable();
}

export { largest, sumPairs } from "./gradients.as";
export { joinBlocks } from "./partition.as";
export { run, serve } from "./team.as";
