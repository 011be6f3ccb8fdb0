// The files behind URIs, for whoever hashes and whoever reads a source: asked for once in a run.
import { hideCredentials } from "../../../specs/credential.ts";
import type { Span } from "../../../specs/diagnostic.ts";
import { dataDiagnostics } from "../data.diagnostics.ts";
import { loadDriver } from "../databases/driver.ts";
import { firstLine } from "../engine-errors.ts";
import { type FetchRemote, partitionsOf } from "../files/list-files.ts";
import { Refusal, type SourceFile } from "../readers/reader.ts";
import { type DownloadLimits, download } from "./download.ts";
import { httpStore } from "./http.ts";
import type { ObjectStore } from "./object-store.ts";

export interface RemoteOptions {
  /** Where content is kept. */
  readonly folder: string;
  /** Of the spec: drivers are looked for in its project, too. */
  readonly specFolder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

export function createRemote(options: RemoteOptions): FetchRemote {
  const asked = new Map<string, Promise<readonly SourceFile[]>>();
  const stores = new Map<string, Promise<ObjectStore>>();
  const limits = limitsOf(options.env);
  const storeOf = (scheme: string, span: Span): Promise<ObjectStore> => {
    const known = stores.get(scheme) ?? openStore(scheme, options, span);
    stores.set(scheme, known);
    return known;
  };
  return (uri, span) => {
    const known = asked.get(uri) ?? fetchFiles(uri, span, options, limits, storeOf);
    asked.set(uri, known);
    return known;
  };
}

async function fetchFiles(
  uri: string,
  span: Span,
  { folder, signal }: RemoteOptions,
  limits: DownloadLimits,
  storeOf: (scheme: string, span: Span) => Promise<ObjectStore>,
): Promise<readonly SourceFile[]> {
  const shown = hideCredentials(uri);
  try {
    const store = await storeOf(uri.slice(0, uri.indexOf(":")).toLowerCase(), span);
    const uris = await expand(store, uri, span);
    const files: SourceFile[] = [];
    for (const one of uris) {
      const path = await download(store, one, folder, limits, signal);
      files.push({ path, shown: hideCredentials(one), partitions: partitionsOf(one.replace(/[?#].*$/s, "")) });
    }
    return files;
  } catch (error) {
    if (error instanceof Refusal) throw error;
    const problem = hideCredentials(causeOf(error).replaceAll(uri, shown));
    throw new Refusal(dataDiagnostics["cannot-fetch"](span, { uri: shown, problem }));
  }
}

async function expand(store: ObjectStore, uri: string, span: Span): Promise<readonly string[]> {
  if (!uri.includes("*")) return [uri];
  const found = await store.list(uri);
  // A server of web pages has no folders; the address is taken as it stands.
  if (found === null) return [uri];
  if (found.length === 0) throw new Refusal(dataDiagnostics["no-files"](span, { path: hideCredentials(uri) }));
  return found;
}

/** `fetch failed` says nothing; its cause does. */
function causeOf(error: unknown): string {
  let last = error;
  while (last instanceof Error && last.cause instanceof Error) last = last.cause;
  if (last instanceof AggregateError && last.errors[0] instanceof Error) return firstLine(last.errors[0]);
  return firstLine(last);
}

async function openStore(scheme: string, { env, specFolder }: RemoteOptions, span: Span): Promise<ObjectStore> {
  const load = <Driver>(name: string): Promise<Driver> => loadDriver<Driver>(name, { folder: specFolder, span });
  switch (scheme) {
    case "http":
    case "https":
      return httpStore;
    case "s3":
      return (await import("./s3.ts")).openS3({ env, load });
    case "gs":
      return (await import("./gs.ts")).openGoogleStorage({ env, load });
    default:
      throw new Error(`\`${scheme}:\` is not known; \`https:\`, \`http:\`, \`s3:\` and \`gs:\` are`);
  }
}

const GIBIBYTE = 2 ** 30;

function limitsOf(env: RemoteOptions["env"]): DownloadLimits {
  const number = (name: string, otherwise: number): number => {
    const value = Number(env[name]);
    return env[name] === undefined || !(value > 0) ? otherwise : value;
  };
  return {
    bytes: number("PIPEC_DOWNLOAD_LIMIT", 20 * GIBIBYTE),
    idleMilliseconds: number("PIPEC_DOWNLOAD_TIMEOUT", 60) * 1000,
    tries: 3,
  };
}
