// Threads that share one memory and work on the items of one task at a time. The caller of `run` opens a task and takes
// items like everybody else; helpers join when they see it open. Nobody waits for a helper that has not joined, so a
// thread that the system put aside costs nothing. Which thread takes which item never changes a result.

import { perform } from "./kernels.as";
import {
  ACTIVE,
  BELL,
  CALLER_SLEEPS,
  HELPERS,
  ITEMS,
  LIMIT,
  MOST_RANGES,
  NEXT,
  NEXT_BYTES,
  OPEN,
  RANGES,
  SLEEPING,
  TASK,
  WORTH_SHARING,
} from "./memory-map";

/** A helper looks for an open task this often before it sleeps: longer than it takes from one task of a tree to the next. */
const PATIENCE = 300_000;
/**
 * The caller looks this often whether the last helper is done, which is longer than one item takes; then it sleeps, so that a helper
 * that was put aside gets a core.
 */
const CALLER_PATIENCE = 60_000;

/** First item of a range. */
function beginOf(range: i32, items: i32, ranges: i32): i32 {
  return <i32>((<i64>items * <i64>range) / <i64>ranges);
}

/**
 * Takes the items of the range that is this thread's own, then what others have left of theirs. The same thread does the same
 * items in task after task, so that what it has read and written of them is still in its cache.
 */
function takeItems(own: i32): void {
  const task = load<i32>(TASK);
  const items = load<i32>(ITEMS);
  const ranges = load<i32>(RANGES);
  for (let tried = 0; tried < ranges; tried++) {
    const range = (own + tried) % ranges;
    const next = <usize>(NEXT + range * NEXT_BYTES);
    const end = beginOf(range + 1, items, ranges);
    // Looked at first: adding takes the cache line from the thread that it belongs to.
    while (atomic.load<i32>(next) < end) {
      const item = atomic.add<i32>(next, 1);
      if (item >= end) break;
      perform(task, item);
    }
  }
}

/** Does all items of a task, with the help of up to `helpers` threads. */
export function run(task: i32, items: i32, helpers: i32): void {
  if (helpers <= 0 || items < 2) {
    for (let item = 0; item < items; item++) perform(task, item);
    return;
  }
  store<i32>(TASK, task);
  store<i32>(ITEMS, items);
  const ranges = min<i32>(min<i32>(helpers + 1, items), MOST_RANGES);
  store<i32>(RANGES, ranges);
  for (let range = 0; range < ranges; range++) {
    atomic.store<i32>(<usize>(NEXT + range * NEXT_BYTES), beginOf(range, items, ranges));
  }
  atomic.store<i32>(LIMIT, helpers);
  atomic.store<i32>(OPEN, 1);
  atomic.add<i32>(BELL, 1);
  if (atomic.load<i32>(SLEEPING) > 0) atomic.notify(BELL, helpers);
  takeItems(0);
  atomic.store<i32>(OPEN, 0);
  let looks = 0;
  for (;;) {
    const active = atomic.load<i32>(ACTIVE);
    if (active === 0) return;
    if (++looks < CALLER_PATIENCE) continue;
    atomic.store<i32>(CALLER_SLEEPS, 1);
    atomic.wait<i32>(ACTIVE, active, -1);
    atomic.store<i32>(CALLER_SLEEPS, 0);
  }
}

/** As `run`, for a task of a tree: with the helpers that it has where they are worth it. */
export function share(task: i32, items: i32, work: f64): void {
  run(task, items, work < WORTH_SHARING ? 0 : load<i32>(HELPERS));
}

/** The life of a helper; ends with its thread. */
export function serve(index: i32): void {
  let idle = 0;
  for (;;) {
    if (atomic.load<i32>(OPEN) === 1 && index < atomic.load<i32>(LIMIT)) {
      atomic.add<i32>(ACTIVE, 1);
      // Looked at again: the caller waits for those who stand in ACTIVE before it closes the task.
      if (atomic.load<i32>(OPEN) === 1 && index < atomic.load<i32>(LIMIT)) takeItems(index + 1);
      atomic.sub<i32>(ACTIVE, 1);
      if (atomic.load<i32>(CALLER_SLEEPS) === 1) atomic.notify(ACTIVE, 1);
      idle = 0;
      continue;
    }
    if (++idle < PATIENCE) continue;
    idle = 0;
    const heard = atomic.load<i32>(BELL);
    atomic.add<i32>(SLEEPING, 1);
    if (atomic.load<i32>(OPEN) === 0) atomic.wait<i32>(BELL, heard, -1);
    atomic.sub<i32>(SLEEPING, 1);
  }
}
