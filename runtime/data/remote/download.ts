// Content of URIs on this disk. Each URI has a folder with the version that the server named and the content, under its hash;
// a version that is here is not fetched again, so a second run reads nothing anew.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { readIfPresent, writeAtomic } from "../../cache/atomic-file.ts";
import { DOWNLOAD_RECORD } from "../../cache/inventory.ts";
import { partitionsOf } from "../files/list-files.ts";
import { type ObjectStore, RemoteError, type Version } from "./object-store.ts";

export interface DownloadLimits {
  readonly bytes: number;
  /** Longest silence of a server. */
  readonly idleMilliseconds: number;
  readonly tries: number;
}

interface Kept extends Version {
  readonly hash: string;
  readonly bytes: number;
  /** When the content was written: content of another time is held to its hash. */
  readonly written: number;
}

/** The path of the content. */
export async function download(
  store: ObjectStore,
  uri: string,
  folder: string,
  limits: DownloadLimits,
  stop: AbortSignal,
): Promise<string> {
  const name = createHash("sha256").update(identityOf(uri)).digest("hex").slice(0, 32);
  const home = join(folder, name);
  const kept = await keptIn(home, uri);
  for (let attempt = 1; ; attempt++) {
    try {
      return await fetchOnce(store, uri, home, kept, limits, stop);
    } catch (error) {
      if (stop.aborted || attempt >= limits.tries || (error instanceof RemoteError && !error.retry)) throw error;
      await sleep(250 * 4 ** (attempt - 1), undefined, { signal: stop });
    }
  }
}

/** Signatures change with every link to the same object; everything else in a query may name another one. */
function identityOf(uri: string): string {
  const [, place = uri, query] = /^([^?#]*)\?([^#]*)/s.exec(uri) ?? [];
  if (query === undefined) return uri.replace(/#.*$/s, "");
  const kept = query.split("&").filter((part) => !SIGNED.test(part));
  return kept.length === 0 ? place : `${place}?${kept.join("&")}`;
}

/** What signed links of S3, Google and Azure hold besides the object. */
const SIGNED =
  /^(X-(Amz|Goog)-(Algorithm|Credential|Date|Expires|SignedHeaders|Signature|Security-Token)|AWSAccessKeyId|GoogleAccessId|Signature|Expires|sv|ss|srt|sp|se|st|spr|sig|sr|skoid|sktid|skt|ske|sks|skv)=/i;

async function fetchOnce(
  store: ObjectStore,
  uri: string,
  home: string,
  kept: Kept | null,
  limits: DownloadLimits,
  stop: AbortSignal,
): Promise<string> {
  const silence = createSilence(limits.idleMilliseconds, stop);
  try {
    const fetched = await store.fetch(uri, kept, silence.signal);
    if (fetched.kind === "unchanged") {
      if (kept === null) throw new RemoteError("the server says that nothing changed, but nothing is here", false);
      // Its time says when it was last used. A store that cannot be written is read all the same.
      await writeAtomic(join(home, DOWNLOAD_RECORD), JSON.stringify(kept)).catch(() => undefined);
      return contentPath(home, kept.hash, uri);
    }
    if (fetched.bytes !== null && fetched.bytes > limits.bytes) throw tooLarge(limits);
    const { hash, bytes } = await receive(fetched.content, home, uri, fetched.bytes, limits, silence.heard);
    const { mtimeMs } = await stat(contentPath(home, hash, uri));
    const record: Kept = { ...fetched.version, hash, bytes, written: mtimeMs };
    await writeAtomic(join(home, DOWNLOAD_RECORD), JSON.stringify(record));
    await removeOthers(home, hash);
    return contentPath(home, hash, uri);
  } catch (error) {
    throw silence.isOver() ? new RemoteError(`no answer within ${limits.idleMilliseconds / 1000} s`, true) : error;
  } finally {
    silence.end();
  }
}

/** Content first, then its record: a crash between the two loses a download, never makes a wrong one. */
async function receive(
  content: AsyncIterable<Uint8Array>,
  home: string,
  uri: string,
  announced: number | null,
  limits: DownloadLimits,
  heard: () => void,
): Promise<{ readonly hash: string; readonly bytes: number }> {
  await mkdir(home, { recursive: true });
  const temporary = join(home, `.${process.pid}.${createHash("sha256").update(uri).digest("hex").slice(0, 8)}.part`);
  const file = await open(temporary, "w");
  const sum = createHash("sha256");
  let bytes = 0;
  try {
    for await (const chunk of content) {
      heard();
      bytes += chunk.byteLength;
      if (bytes > limits.bytes) throw tooLarge(limits);
      sum.update(chunk);
      await file.write(chunk);
    }
    if (announced !== null && bytes !== announced) {
      throw new RemoteError(`${bytes} of ${announced} bytes arrived`, true);
    }
    await file.sync();
    await file.close();
    const hash = sum.digest("hex").slice(0, 32);
    const path = contentPath(home, hash, uri);
    await mkdir(dirname(path), { recursive: true });
    await rename(temporary, path);
    return { hash, bytes };
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(temporary, { force: true });
    throw error;
  }
}

const tooLarge = ({ bytes }: DownloadLimits): RemoteError =>
  new RemoteError(`it is larger than ${bytes} bytes, the limit that \`PIPEC_DOWNLOAD_LIMIT\` can raise`, false);

/** The name keeps its ending, and folders that are columns, so that readers see them. */
function contentPath(home: string, hash: string, uri: string): string {
  const path = uri.replace(/[?#].*$/s, "").replace(/^[a-z0-9+.-]+:\/\/[^/]*/i, "");
  const folders = path.split("/").filter((part) => partitionsOf(`${part}/`).length > 0);
  const name = basename(path).replace(/[^\w.=%-]/g, "_") || "content";
  return join(home, hash, ...folders, name);
}

async function keptIn(home: string, uri: string): Promise<Kept | null> {
  const bytes = await readIfPresent(join(home, DOWNLOAD_RECORD));
  if (bytes === null) return null;
  try {
    const kept = JSON.parse(new TextDecoder().decode(bytes)) as Kept;
    const path = contentPath(home, kept.hash, uri);
    const { size, mtimeMs } = await stat(path);
    if (size !== kept.bytes || (kept.etag === null && kept.modified === null)) return null;
    return mtimeMs === kept.written || (await hashOf(path)) === kept.hash ? kept : null;
  } catch {
    // What cannot be read is fetched again.
    return null;
  }
}

async function hashOf(path: string): Promise<string> {
  const sum = createHash("sha256");
  for await (const bytes of createReadStream(path)) sum.update(bytes as Uint8Array);
  return sum.digest("hex").slice(0, 32);
}

/** Former content; a process that still reads it keeps it open. */
async function removeOthers(home: string, hash: string): Promise<void> {
  for (const entry of await readdir(home, { withFileTypes: true })) {
    if (entry.isDirectory() && entry.name !== hash) await rm(join(home, entry.name), { recursive: true, force: true });
  }
}

interface Silence {
  readonly signal: AbortSignal;
  readonly heard: () => void;
  readonly isOver: () => boolean;
  readonly end: () => void;
}

function createSilence(milliseconds: number, stop: AbortSignal): Silence {
  const controller = new AbortController();
  let isOver = false;
  const begin = (): NodeJS.Timeout =>
    setTimeout(() => {
      isOver = true;
      controller.abort();
    }, milliseconds);
  let timer = begin();
  return {
    signal: AbortSignal.any([controller.signal, stop]),
    heard: () => {
      clearTimeout(timer);
      timer = begin();
    },
    isOver: () => isOver,
    end: () => clearTimeout(timer),
  };
}
