// Where results are kept: `.pipec` beside the spec, unless `--store` says otherwise.
import { statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { CommandFailure } from "../failure.ts";

export const STORE_NAME = ".pipec";

export const storeOfSpec = (specPath: string, store: string | undefined): string =>
  folderAt(resolve(store ?? join(dirname(specPath), STORE_NAME)));

/** For commands without a spec: the folder in which the user stands. */
export const storeHere = (store: string | undefined): string => folderAt(resolve(store ?? STORE_NAME));

/** A store may not exist yet, but no file may stand in its place or above it. */
function folderAt(path: string): string {
  for (let at = path; ; at = dirname(at)) {
    const found = kindOf(at);
    if (found === "folder") return path;
    if (found === "file") {
      throw new CommandFailure(`\`${at}\` is a file, so it cannot hold a store`, "name a folder with --store");
    }
    if (dirname(at) === at) return path;
  }
}

function kindOf(path: string): "folder" | "file" | "absent" {
  try {
    return statSync(path).isDirectory() ? "folder" : "file";
  } catch {
    // Below a file the system answers with an error of its own; the file itself is found one folder up.
    return "absent";
  }
}
