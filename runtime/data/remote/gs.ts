// gs:, by the official client of Google Cloud Storage. Credentials are those of the machine, or none for an emulator.
import type * as Client from "@google-cloud/storage";
import { fixedPrefix, patternTest } from "../files/expand-path.ts";
import { bucketParts, type ObjectStore, RemoteError, type StoreOptions } from "./object-store.ts";

export async function openGoogleStorage({ env, load }: StoreOptions): Promise<ObjectStore> {
  const { Storage } = await load<typeof Client>("@google-cloud/storage");
  const emulator = env.STORAGE_EMULATOR_HOST;
  const project = env.GOOGLE_CLOUD_PROJECT;
  const storage = new Storage({
    ...(emulator === undefined ? {} : { apiEndpoint: emulator, useAuthWithCustomEndpoint: false }),
    ...(project === undefined && emulator === undefined ? {} : { projectId: project ?? "emulator" }),
  });
  return {
    list: (pattern) =>
      asking(async () => {
        const { bucket, key } = bucketParts(pattern);
        const test = patternTest(key);
        const [files] = await storage.bucket(bucket).getFiles({ prefix: fixedPrefix(key) });
        const names = files.map(({ name }) => name).filter(test);
        return names.sort().map((name) => `gs://${bucket}/${name}`);
      }),
    fetch: (uri, known, signal) =>
      asking(async () => {
        const { bucket, key } = bucketParts(uri);
        const file = storage.bucket(bucket).file(key);
        const [{ etag, generation, size }] = await file.getMetadata();
        const version = String(generation ?? etag ?? "");
        if (version !== "" && known?.etag === version) return { kind: "unchanged" };
        // One version is asked for, so that what is read is what was looked at.
        const exact = generation === undefined ? file : storage.bucket(bucket).file(key, { generation });
        const content = exact.createReadStream({ validation: "crc32c" });
        signal.addEventListener("abort", () => content.destroy(new RemoteError("no answer in time", true)));
        return {
          kind: "content",
          version: { etag: version === "" ? null : version, modified: null },
          bytes: size === undefined ? null : Number(size),
          content,
        };
      }),
  };
}

async function asking<Result>(ask: () => Promise<Result>): Promise<Result> {
  try {
    return await ask();
  } catch (error) {
    const code = typeof error === "object" && error !== null && "code" in error ? error.code : null;
    if (typeof code !== "number") throw error;
    // The client has tried again by itself.
    throw new RemoteError(`the store answers ${code}`, false);
  }
}
