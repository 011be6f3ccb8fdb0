// s3:, by the official client. Region, endpoint and keys come from the environment, as every tool of that world takes them.
import type * as Client from "@aws-sdk/client-s3";
import { fixedPrefix, patternTest } from "../files/expand-path.ts";
import { bucketParts, type ObjectStore, RemoteError, type StoreOptions } from "./object-store.ts";

export async function openS3({ env, load }: StoreOptions): Promise<ObjectStore> {
  const { GetObjectCommand, ListObjectsV2Command, S3Client } = await load<typeof Client>("@aws-sdk/client-s3");
  const client = new S3Client(configOf(env));
  return {
    list: (pattern) =>
      asking(async () => {
        const { bucket, key } = bucketParts(pattern);
        const test = patternTest(key);
        const found: string[] = [];
        let token: string | undefined;
        do {
          const command = new ListObjectsV2Command({
            Bucket: bucket,
            Prefix: fixedPrefix(key),
            ContinuationToken: token,
          });
          const page = await client.send(command);
          for (const { Key } of page.Contents ?? []) if (Key !== undefined && test(Key)) found.push(Key);
          token = page.NextContinuationToken;
        } while (token !== undefined);
        return found.sort().map((name) => `s3://${bucket}/${name}`);
      }),
    fetch: (uri, known, signal) =>
      asking(async () => {
        const { bucket, key } = bucketParts(uri);
        const input = { Bucket: bucket, Key: key, ...(known?.etag == null ? {} : { IfNoneMatch: known.etag }) };
        try {
          const { Body, ETag, ContentLength } = await client.send(new GetObjectCommand(input), { abortSignal: signal });
          if (Body === undefined) throw new RemoteError("the object has no content", false);
          return {
            kind: "content",
            version: { etag: ETag ?? null, modified: null },
            bytes: ContentLength ?? null,
            content: Body as AsyncIterable<Uint8Array>,
          };
        } catch (error) {
          if (statusOf(error) === 304) return { kind: "unchanged" };
          throw error;
        }
      }),
  };
}

function configOf(env: StoreOptions["env"]): Client.S3ClientConfig {
  const endpoint = env.AWS_ENDPOINT_URL_S3 ?? env.AWS_ENDPOINT_URL;
  const [id, secret] = [env.AWS_ACCESS_KEY_ID, env.AWS_SECRET_ACCESS_KEY];
  return {
    region: env.AWS_REGION ?? env.AWS_DEFAULT_REGION ?? "us-east-1",
    // Servers of one's own have no name for each bucket.
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
    // Without keys the client looks into profiles and the machine's role.
    ...(id === undefined || secret === undefined
      ? {}
      : {
          credentials: {
            accessKeyId: id,
            secretAccessKey: secret,
            ...(env.AWS_SESSION_TOKEN === undefined ? {} : { sessionToken: env.AWS_SESSION_TOKEN }),
          },
        }),
    maxAttempts: 3,
  };
}

async function asking<Result>(ask: () => Promise<Result>): Promise<Result> {
  try {
    return await ask();
  } catch (error) {
    const status = statusOf(error);
    if (status === null || !(error instanceof Error)) throw error;
    // The client has tried again by itself.
    throw new RemoteError(`the store answers ${status} ${error.name}`, false);
  }
}

function statusOf(error: unknown): number | null {
  if (typeof error !== "object" || error === null || !("$metadata" in error)) return null;
  const { httpStatusCode } = error.$metadata as { readonly httpStatusCode?: number };
  return httpStatusCode ?? null;
}
