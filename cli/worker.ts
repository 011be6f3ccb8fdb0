// Entry of a worker thread: the runtime's worker with the standard library put in.
import { createWorker } from "../runtime/workers/worker.ts";
import { standardLibrary } from "../stdlib/declarations.ts";
import { implementations } from "../stdlib/implementations.ts";

export default createWorker(implementations, standardLibrary.components);
