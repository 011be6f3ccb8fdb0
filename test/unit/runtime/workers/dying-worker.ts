// A worker whose thread ends in the middle of its first units, as many times as a file says.
import { readFileSync, writeFileSync } from "node:fs";
import { createWorker } from "../../../../runtime/workers/worker.ts";
import { declarations, implementations } from "../exec/fake-library.ts";

const work = createWorker(implementations, declarations);
const counter = new URL("deaths", import.meta.url);

const dying: typeof work = (task) => {
  const left = Number(readFileSync(counter, "utf8"));
  if (left > 0) {
    writeFileSync(counter, String(left - 1));
    process.exit(1);
  }
  return work(task);
};

export default dying;
