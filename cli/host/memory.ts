// How much memory a run may take: what `--memory` says, else a share of what the machine, or its container, has.
import { totalmem } from "node:os";
import { InvalidArgumentError } from "commander";

const SHARE = 0.6;
const UNITS: Readonly<Record<string, number>> = { MB: 2 ** 20, GB: 2 ** 30, TB: 2 ** 40 };
const LEAST = 2 ** 29;

export function availableMemory(): number {
  const limit = process.constrainedMemory();
  const total = totalmem();
  // Without a limit some systems answer with a number beyond what there is, or with none.
  const memory = limit !== undefined && limit > 0 && limit < total ? limit : total;
  return Math.floor(memory * SHARE);
}

/** `4GB`, `512MB`, `1.5 GB`. */
export function memoryOption(text: string): number {
  const found = /^([0-9]+(?:[.][0-9]+)?) ?(MB|GB|TB)$/i.exec(text.trim());
  if (found === null) throw new InvalidArgumentError("Write a number and a unit: 4GB or 512MB.");
  const bytes = Number(found[1]) * UNITS[found[2]!.toUpperCase()]!;
  if (bytes < LEAST) throw new InvalidArgumentError("A run needs at least 512MB.");
  return Math.floor(bytes);
}
