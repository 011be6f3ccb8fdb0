// Files that are either as before or complete: written beside their place, flushed to the disk, then renamed. A reader or
// a crash never meets half a file.
import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { isAlive, OWNER } from "./owner.ts";

let counter = 0;

/** `<name>.<owner>-<n>.tmp`, so that what a killed process left can be told from what one is writing. */
export const temporaryName = (name: string): string => `${name}.${OWNER}-${counter++}.tmp`;

/** `scratch`: where it is prepared, on the same disk; by default beside its place. */
export async function writeAtomic(path: string, content: Uint8Array | string, scratch?: string): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  if (scratch !== undefined) await mkdir(scratch, { recursive: true });
  const temporary = join(scratch ?? folder, temporaryName(basename(path)));
  try {
    const file = await open(temporary, "wx");
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(folder);
  // A shared folder of the store is swept when a run begins; elsewhere whoever writes the same file again clears up.
  if (scratch === undefined) await sweepTemporary(folder, basename(path));
}

/** Puts a file that another program wrote into its place, whole or not at all. */
export async function moveAtomic(temporary: string, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(temporary, "r+");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
  await syncFolder(dirname(path));
}

/** Removes what processes that are gone were writing; with a name, only of that file. */
export async function sweepTemporary(folder: string, name: string | null = null): Promise<void> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  for (const entry of names) {
    const owner = /\.(\d+-\d+)-\d+\.tmp$/.exec(entry);
    if (owner === null || (name !== null && entry.slice(0, owner.index) !== name) || isAlive(owner[1]!)) continue;
    await rm(join(folder, entry), { recursive: true, force: true });
  }
}

/** The rename itself must survive a power cut; file systems without folder sync refuse, which is no loss. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r").catch(() => null);
  if (handle === null) return;
  await handle.sync().catch(() => undefined);
  await handle.close();
}

/** A folder in the place of a file is no file. */
export async function readIfPresent(path: string): Promise<Uint8Array | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if (isMissing(error) || isFolder(error)) return null;
    throw error;
  }
}

/** The JSON of a file of ours; null where there is none, `undefined` where it is damaged. */
export async function readJsonFile(path: string): Promise<unknown> {
  const bytes = await readIfPresent(path);
  if (bytes === null) return null;
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

export const isMissing = (error: unknown): boolean =>
  error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");

/** A folder stands where a file was expected. */
export const isFolder = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "EISDIR";
