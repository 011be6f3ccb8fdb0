// Entry of a worker thread, a bundle of its own as in the command line.
import { createWorker } from "../../runtime/workers/worker.ts";
import { extended, registry } from "./marginal.ts";

export default createWorker(extended, registry.components);
