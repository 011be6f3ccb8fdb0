import { existsSync } from "node:fs";

/** The bundle of worker threads: beside the command line, or one folder up when this code is in a chunk. */
export function workerFile(): URL {
  for (const place of ["./worker.js", "../worker.js", "../../dist/worker.js"]) {
    const url = new URL(place, import.meta.url);
    if (existsSync(url)) return url;
  }
  throw new Error("dist/worker.js is missing; build with `npm run build`");
}
