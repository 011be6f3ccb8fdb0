import { createWorker } from "../../../../runtime/workers/worker.ts";
import { declarations, implementations } from "../exec/fake-library.ts";

export default createWorker(implementations, declarations);
