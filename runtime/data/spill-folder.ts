// A folder for what does not fit in memory while a run lasts. A run that was killed cannot remove its own, so the next one
// in the same place does: the name says which process of which machine owns a folder.
import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { threadId } from "node:worker_threads";

export interface SpillFolder {
  readonly path: string;
  /** A path that no file has; the folder exists from then on. */
  readonly freshFile: () => string;
  readonly remove: () => void;
}

const PREFIX = "spill";

const systemFolder = (): string => join(tmpdir(), "pipec");

/** Made when it is first needed. */
export function openSpillFolder(parent: string = systemFolder()): SpillFolder {
  removeAbandoned(parent);
  const path = freshPath(parent);
  const folders = [path];
  let files = 0;
  return {
    path,
    freshFile: () => {
      files += 1;
      try {
        mkdirSync(folders.at(-1)!, { recursive: true });
      } catch (error) {
        // A store that cannot be written costs no results.
        if (folders.length > 1) throw error;
        folders.push(freshPath(systemFolder()));
        mkdirSync(folders[1]!, { recursive: true });
      }
      return join(folders.at(-1)!, `${files}.parquet`);
    },
    remove: () => {
      for (const folder of folders) {
        if (existsSync(folder)) rmSync(folder, { recursive: true, force: true });
        taken.delete(folder);
      }
    },
  };
}

function freshPath(parent: string): string {
  const owner = [PREFIX, hostname(), process.pid, threadId].join("~");
  let path: string;
  let number = 0;
  do path = join(parent, `${owner}~${number++}`);
  while (existsSync(path) || taken.has(path));
  taken.add(path);
  return path;
}

/** Of this process, whether made or not. */
const taken = new Set<string>();

/** Folders of processes of this machine that are gone. */
export function removeAbandoned(parent: string): void {
  for (const name of existsSync(parent) ? readdirSync(parent) : []) {
    const [prefix, host, process] = name.split("~");
    if (prefix !== PREFIX || host !== hostname() || isAlive(Number(process))) continue;
    rmSync(join(parent, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user may not be signalled, but it lives.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
