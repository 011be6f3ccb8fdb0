// The commit that a run belongs to, read from `.git` without starting git.
import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** Null outside a repository, or when its layout is unusual. */
export function readRevision(folder: string): string | null {
  const git = findGit(folder);
  if (git === null) return null;
  const head = readText(join(git, "HEAD"))?.trim();
  if (head === undefined) return null;
  const branch = /^ref: (.+)$/.exec(head)?.[1];
  if (branch === undefined) return isCommit(head) ? head : null;
  const loose = readText(join(git, branch))?.trim();
  if (loose !== undefined && isCommit(loose)) return loose;
  const packed = readText(join(git, "packed-refs"))
    ?.split("\n")
    .find((line) => line.endsWith(` ${branch}`))
    ?.slice(0, 40);
  return packed !== undefined && isCommit(packed) ? packed : null;
}

/** A worktree has a file `.git` that names the real folder; its branches then live in the common folder, which is not followed. */
function findGit(folder: string): string | null {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const git = join(at, ".git");
    if (readText(join(git, "HEAD")) !== undefined) return git;
    const pointer = /^gitdir: (.+)$/m.exec(readText(git) ?? "")?.[1];
    if (pointer !== undefined) return resolve(at, pointer.trim());
    if (dirname(at) === at) return null;
  }
}

const isCommit = (text: string): boolean => /^[0-9a-f]{40}$/.test(text);

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
