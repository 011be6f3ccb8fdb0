// `pipec infer`: a spec proposed from data, or the lock file of a spec whose sources have no schema.
import { availableParallelism } from "node:os";
import { openEngine } from "../../runtime/data/engine.ts";
import type { ExitCode } from "../exit-codes.ts";
import { CommandFailure } from "../failure.ts";
import { type InferFileOptions, inferFile } from "../infer/infer-file.ts";
import { inferLock } from "../infer/infer-lock.ts";
import type { Terminal } from "../terminal.ts";

export async function infer(args: readonly string[], options: InferFileOptions, terminal: Terminal): Promise<ExitCode> {
  const path = args[0]!;
  if (path === "-") throw new CommandFailure("`infer` reads files", "name a data file or a spec");
  const engine = await openEngine({ threads: Math.max(1, availableParallelism()) });
  try {
    return path.endsWith(".pipe")
      ? await inferLock(engine, path, options, terminal)
      : await inferFile(engine, path, options, terminal);
  } finally {
    engine.close();
  }
}
