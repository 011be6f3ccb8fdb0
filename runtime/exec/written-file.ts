// Whether a file still is what an earlier run wrote.
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { WrittenFile } from "./value.ts";

/** False when the file is gone, or was overwritten since, for example by a run with other parameters. */
export async function isAsWritten(written: WrittenFile, resolvePath: (path: string) => string): Promise<boolean> {
  return (await hashIfPresent(resolvePath(written.path))) === written.hash;
}

export async function hashIfPresent(path: string): Promise<string | null> {
  return readFile(path).then(
    (bytes) => createHash("sha256").update(bytes).digest("hex"),
    () => null,
  );
}
