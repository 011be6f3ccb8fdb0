// Files behind URIs, kept in the store. What fetches them is loaded only when a source is a URI.
import { join } from "node:path";
import type { FetchRemote } from "./list-files.ts";

export interface RemoteFilesOptions {
  readonly storeFolder: string;
  readonly resolvePath: (path: string) => string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

export function remoteFiles({ storeFolder, resolvePath, env, signal }: RemoteFilesOptions): FetchRemote {
  let opened: Promise<FetchRemote> | null = null;
  const folder = join(storeFolder, "downloads");
  return async (uri, span) => {
    opened ??= import("../remote/fetch-remote.ts").then(({ createRemote }) =>
      createRemote({ folder, specFolder: resolvePath("."), env, signal }),
    );
    return (await opened)(uri, span);
  };
}
