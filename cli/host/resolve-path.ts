// Paths of a spec are relative to its folder; URIs stay as they are.
import { resolve } from "node:path";

export const pathResolver =
  (folder: string): ((path: string) => string) =>
  (path) =>
    /^[a-z][a-z0-9+.-]+:\/\//i.test(path) ? path : resolve(folder, path);
