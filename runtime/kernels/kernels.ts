// The host side of the kernels: one instance and one memory per thread of JavaScript, helpers started when they are first
// needed. Memory only grows; users take what they need from an arena and give it back when they are done.
import { Worker } from "node:worker_threads";
import { kernelsWasm } from "./generated/kernels-wasm.ts";
import { ARENA, WORTH_SHARING } from "./memory-map.ts";
import { idleThreads, type ThreadBudget } from "./thread-budget.ts";
import { PAGE, type SharedMemory, WebAssembly } from "./webassembly.ts";

/** Functions that are called directly, on one thread. */
export interface KernelFunctions {
  readonly run: (task: number, items: number, helpers: number) => void;
  readonly listRows: (order: number, rows: number) => void;
  readonly markRows: (marks: number, list: number, count: number) => void;
  readonly divideRows: (order: number, marks: number, rows: number, marked: number) => void;
  readonly measureRows: (gradients: number, hessians: number, rows: number, outputs: number, sizes: number) => void;
  readonly numberAt: (numbers: number, count: number, place: number, room: number) => number;
  readonly markLargest: (
    sizes: number,
    rows: number,
    least: number,
    most: number,
    marks: number,
    list: number,
  ) => number;
  readonly countDifferent: (values: number, count: number, registers: number) => void;
  readonly sortNumbers: (values: number, spare: number, counts: number, count: number) => number;
  readonly sumAbsolute: (values: number, count: number) => number;
  readonly fillMissing: (values: number, count: number, fill: number) => void;
  readonly scaleNumbers: (values: number, count: number, center: number, scale: number) => void;
  readonly summarizeNumbers: (values: number, count: number, to: number) => void;
  readonly widenRange: (values: number, count: number, to: number) => void;
  readonly splitNumbers: (
    values: number,
    count: number,
    low: number,
    high: number,
    counts: number,
    between: number,
  ) => number;
  readonly parseText: (table: number, position: number, end: number, row: number, column: number) => number;
  readonly growTree: (rows: number, gradient: number, hessian: number, helpers: number) => number;
  readonly layLanes: (lanes: number, stride: number, rows: number, to: number) => void;
  readonly measureTrees: () => number;
  readonly listFeatures: () => number;
  readonly listThresholds: () => number;
  readonly placeTrees: (table: number, entries: number, values: number) => void;
  readonly sumPairs: (pairs: number, order: number, count: number, to: number) => void;
}

export interface Kernels {
  readonly functions: KernelFunctions;
  /** Views of the whole memory as it is now; taken anew after every `allocate`. */
  readonly bytes: Uint8Array;
  readonly words: Int32Array;
  readonly numbers: Float64Array;
  /** An address on a cache line of its own. Contents are not cleared. */
  readonly allocate: (bytes: number) => number;
  readonly mark: () => number;
  /** Gives back everything that was allocated since the mark. */
  readonly release: (mark: number) => void;
  /** Helpers for so much work (about nanoseconds): none where waking them is not worth it. */
  readonly helpersFor: (work: number) => number;
  /** Does the items of a task, whose work is given in all. */
  readonly run: (task: number, items: number, work: number) => void;
  readonly setBudget: (budget: ThreadBudget | null) => void;
}

const LARGEST_PAGES = 65_536;
/** A helper needs no heap to speak of: its loop is in WebAssembly. */
const HELPER_LIMITS = { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 1, stackSizeMb: 1 };
const HELPER = `const { workerData: { module, memory, index } } = require("node:worker_threads");
const allocate = () => { throw new Error("only the caller of a task takes memory"); };
new WebAssembly.Instance(module, { env: { memory }, "host.as": { allocate } }).exports.serve(index);`;

let opened: Kernels | null = null;

/** The instance of this thread. It holds no state between fits besides memory that can be used again. */
export function openKernels(): Kernels {
  opened ??= createKernels();
  return opened;
}

/** Room in the memory of the kernels for as long as a call lasts. */
export function withRoom<Result>(bytes: number, use: (address: number, kernels: Kernels) => Result): Result {
  const kernels = openKernels();
  const mark = kernels.mark();
  try {
    return use(kernels.allocate(bytes), kernels);
  } finally {
    kernels.release(mark);
  }
}

/** Numbers at an address; the memory never moves. Addresses go up to 2^32, which `>>` would take for negative. */
export const numbersAt = ({ numbers }: Kernels, address: number, count: number): Float64Array =>
  numbers.subarray(address >>> 3, (address >>> 3) + count);

function createKernels(): Kernels {
  const module = new WebAssembly.Module(Buffer.from(kernelsWasm, "base64"));
  const memory = new WebAssembly.Memory({ initial: 16, maximum: LARGEST_PAGES, shared: true });
  let next = ARENA;
  let views = viewsOf(memory);
  let budget: ThreadBudget | null = null;
  let helpers = 0;
  const allocate = (bytes: number): number => {
    const at = next;
    const end = at + Math.ceil(bytes / 64) * 64;
    const missing = Math.ceil((end - memory.buffer.byteLength) / PAGE);
    if (missing > 0) {
      memory.grow(missing);
      views = viewsOf(memory);
    }
    next = end;
    return at;
  };
  const instance = new WebAssembly.Instance(module, { env: { memory }, "host.as": { allocate } });
  // The build compiles exactly these functions; WebAssembly itself has no types for them.
  const functions = instance.exports as KernelFunctions;
  const helpersFor = (work: number): number => {
    if (budget === null || work < WORTH_SHARING) return 0;
    const wanted = idleThreads(budget);
    while (helpers < wanted) startHelper(module, memory, helpers++);
    return wanted;
  };
  return {
    functions,
    get bytes() {
      return views.bytes;
    },
    get words() {
      return views.words;
    },
    get numbers() {
      return views.numbers;
    },
    allocate,
    mark: () => next,
    release: (mark) => {
      next = mark;
    },
    helpersFor,
    run: (task, items, work) => functions.run(task, items, items < 2 ? 0 : helpersFor(work)),
    setBudget: (given) => {
      budget = given;
    },
  };
}

const viewsOf = ({ buffer }: SharedMemory) => ({
  bytes: new Uint8Array(buffer),
  words: new Int32Array(buffer),
  numbers: new Float64Array(buffer),
});

function startHelper(module: object, memory: SharedMemory, index: number): void {
  const worker = new Worker(HELPER, {
    eval: true,
    execArgv: [],
    workerData: { module, memory, index },
    // It says nothing; streams of its own would take half the time that starting it takes here.
    stdout: true,
    stderr: true,
    resourceLimits: HELPER_LIMITS,
  });
  // The process may end while a helper waits for work.
  worker.unref();
}
