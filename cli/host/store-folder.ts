// Where results are kept: `.pipec` beside the spec, unless `--store` says otherwise.
import { dirname, join, resolve } from "node:path";

export const STORE_NAME = ".pipec";

export const storeOfSpec = (specPath: string, store: string | undefined): string =>
  resolve(store ?? join(dirname(specPath), STORE_NAME));

/** For commands without a spec: the folder in which the user stands. */
export const storeHere = (store: string | undefined): string => resolve(store ?? STORE_NAME);
