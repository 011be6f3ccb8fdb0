// One process at a time, for the few changes of the store that read before they write. The lock is a file that names its
// holder, so one that a killed process left is taken over. Waiting for a living holder ends with an error, never in a hang.
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { isMissing, temporaryName } from "./atomic-file.ts";
import { isAlive, OWNER } from "./owner.ts";

const POLL_MILLISECONDS = 20;
const PATIENCE_MILLISECONDS = 60_000;
/** Longer than taking over a lock takes, by far. */
const TAKE_OVER_MILLISECONDS = 500;

let holders = 0;

export async function withLock<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  await mkdir(dirname(path), { recursive: true });
  // Two holders in one process are two as well.
  const token = `${OWNER} ${++holders}`;
  await acquire(path, token);
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function acquire(path: string, token: string): Promise<void> {
  for (let waited = 0; !(await create(path, token)); waited += POLL_MILLISECONDS) {
    const holder = await read(path);
    if (holder !== null && !isAlive(holder.split(" ")[0]!)) await takeAway(path, holder);
    if (waited >= PATIENCE_MILLISECONDS) throw busy(path, holder);
    await setTimeout(POLL_MILLISECONDS);
  }
}

/** The file appears with its content: a holder that is killed in between leaves none that names nobody. */
async function create(path: string, token: string): Promise<boolean> {
  const draft = join(dirname(path), temporaryName(basename(path)));
  await writeFile(draft, token);
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/**
 * Of several that find the same abandoned lock one removes it: whoever creates the second file. It looks again before, so that
 * it never removes the lock of somebody who was faster.
 */
async function takeAway(path: string, holder: string): Promise<void> {
  const second = `${path}.take`;
  if (!(await create(second, OWNER))) {
    // Its creator may have been killed in the middle.
    const taker = await read(second);
    if (taker === null || isAlive(taker)) return;
    await setTimeout(TAKE_OVER_MILLISECONDS);
    if ((await read(second)) === taker) await rm(second, { force: true });
    return;
  }
  try {
    if ((await read(path)) === holder) await rm(path, { force: true });
  } finally {
    await rm(second, { force: true });
  }
}

async function read(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** An error of the file system to its callers: the place cannot be written just now. */
function busy(path: string, holder: string | null): Error {
  const error = new Error(`\`${path}\` is held by process ${holder?.split("-")[0] ?? "?"}`);
  return Object.assign(error, { code: "EBUSY" });
}
