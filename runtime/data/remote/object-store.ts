// What a place behind a URI is: something that lists objects and gives their content when it is not the one we have.

/** What a server says about a version of an object. */
export interface Version {
  readonly etag: string | null;
  readonly modified: string | null;
}

export type Fetched =
  | { readonly kind: "unchanged" }
  | {
      readonly kind: "content";
      readonly version: Version;
      /** As announced; null when the server does not say. */
      readonly bytes: number | null;
      readonly content: AsyncIterable<Uint8Array>;
    };

export interface ObjectStore {
  /** The URIs of the objects that a pattern stands for, sorted; null when the place cannot list. */
  readonly list: (pattern: string) => Promise<readonly string[] | null>;
  /** `known`: the version that is here already. Throws a RemoteError, or whatever the network says. */
  readonly fetch: (uri: string, known: Version | null, signal: AbortSignal) => Promise<Fetched>;
}

/** A refusal in words. `retry`: another try may succeed. */
export class RemoteError extends Error {
  readonly retry: boolean;
  constructor(problem: string, retry: boolean) {
    super(problem);
    this.retry = retry;
  }
}

export interface StoreOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Loads an optional package, or throws that it is not there. */
  readonly load: <Driver>(name: string) => Promise<Driver>;
}

/** `s3://bucket/folder/name`. */
export function bucketParts(uri: string): { readonly bucket: string; readonly key: string } {
  const [, bucket = "", key = ""] = /^[a-z0-9]+:\/\/([^/]+)\/?(.*)$/i.exec(uri) ?? [];
  if (bucket === "" || key === "") throw new RemoteError("it names no bucket with an object in it", false);
  return { bucket, key };
}
