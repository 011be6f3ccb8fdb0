// Published models: `<store>/models/<name>/<version>/` with model.json, signature.json, metadata.json and golden.json, and a
// file of aliases. A version is prepared in a folder of its own and renamed into place, so it is either absent or complete. What
// reads before it writes (the next number, the aliases) is done under a lock per model: numbers only rise, and no alias is
// lost, also when several runs publish at the same time.
import { createHash } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Json } from "../../specs/json.ts";
import type { CertificateLine, TaskSpec } from "../../specs/plan.ts";
import { isMissing, readIfPresent, readJsonFile, temporaryName, writeAtomic } from "../cache/atomic-file.ts";
import { withLock } from "../cache/lock.ts";
import { ComponentError } from "../component.ts";
import type { FittedFeature, FittedModel } from "../model/fitted.ts";
import type { GoldenRows } from "../model/golden-rows.ts";
import { fromPortableJson, toPortableJson } from "./portable-state.ts";

export interface ModelSignature {
  readonly task: TaskSpec;
  readonly classes: readonly string[] | null;
  readonly inputs: readonly { readonly name: string; readonly type: FittedFeature["type"] }[];
}

export interface ModelMetadata {
  /** Key of the fitted value: publishing the same value again makes no new version. */
  readonly key: string;
  readonly run: string;
  readonly time: string;
  readonly pipec: string;
  readonly revision: string | null;
  readonly dataFingerprint: string;
  readonly featureSchemaHash: string;
  readonly params: Json;
  readonly metrics: Readonly<Record<string, number | null>>;
  readonly description: string | null;
  readonly tags: Readonly<Record<string, string>>;
}

export interface ModelContent {
  readonly model: FittedModel;
  readonly signature: ModelSignature;
  readonly metadata: ModelMetadata;
  /** A few rows and what the model predicted for them when it was published. */
  readonly golden: GoldenRows | null;
}

export interface ModelVersion extends ModelContent {
  readonly name: string;
  readonly version: number;
}

export type ModelRead =
  | { readonly kind: "found"; readonly model: ModelVersion }
  | { readonly kind: "missing" }
  | { readonly kind: "corrupt"; readonly path: string };

export interface ModelRegistry {
  readonly names: () => Promise<readonly string[]>;
  readonly versions: (name: string) => Promise<readonly number[]>;
  readonly aliases: (name: string) => Promise<Readonly<Record<string, number>>>;
  readonly metadata: (name: string, version: number) => Promise<ModelMetadata | null>;
  /** The version that holds the value with this key. */
  readonly find: (name: string, key: string) => Promise<number | null>;
  readonly publish: (name: string, content: ModelContent) => Promise<number>;
  readonly setAlias: (name: string, alias: string, version: number) => Promise<void>;
  /** Puts the certificate of the run that published the version beside it; the first one stays. */
  readonly certify: (name: string, version: number, certificate: readonly CertificateLine[]) => Promise<void>;
  /** Null when the run that published it ended before it could be written. */
  readonly certificate: (name: string, version: number) => Promise<readonly CertificateLine[] | null>;
  /** `version` is a number or an alias. */
  readonly read: (name: string, version: number | string) => Promise<ModelRead>;
}

export function openRegistry(storeFolder: string): ModelRegistry {
  const root = join(storeFolder, "models");
  const scratch = join(storeFolder, "tmp");
  const locked = <Result>(name: string, work: () => Promise<Result>): Promise<Result> =>
    withLock(join(storeFolder, "locks", `model-${name}`), work);
  const folderOf = (name: string): string => join(root, name);
  const versions = async (name: string): Promise<readonly number[]> =>
    (await entries(folderOf(name)))
      .filter((entry) => /^[1-9][0-9]*$/.test(entry))
      .map(Number)
      .sort((a, b) => a - b);
  const aliases = async (name: string): Promise<Readonly<Record<string, number>>> => {
    const path = join(folderOf(name), "aliases.json");
    const read = await readJsonFile(path);
    // Taken for empty it would be written anew, without the aliases that nobody named today.
    if (read === undefined) throw damagedAliases(path);
    return (read ?? {}) as Record<string, number>;
  };
  const metadata = async (name: string, version: number): Promise<ModelMetadata | null> => {
    const read = await readJsonFile(join(folderOf(name), String(version), "metadata.json"));
    return (read ?? null) as ModelMetadata | null;
  };
  const findKey = async (name: string, key: string): Promise<number | null> => {
    for (const version of await versions(name)) {
      if ((await metadata(name, version))?.key !== key) continue;
      // A damaged package is published again, as another version.
      const { kind } = await readPackage(name, version, join(folderOf(name), String(version)));
      if (kind === "found") return version;
    }
    return null;
  };
  return {
    find: findKey,
    names: async () => (await entries(root)).sort(),
    versions,
    aliases,
    metadata,
    publish: (name, content) =>
      locked(name, async () => {
        const known = await findKey(name, content.metadata.key);
        if (known !== null) return known;
        const folder = folderOf(name);
        await mkdir(folder, { recursive: true });
        await mkdir(scratch, { recursive: true });
        const prepared = join(scratch, temporaryName(name));
        try {
          await writePackage(prepared, content);
          const version = ((await versions(name)).at(-1) ?? 0) + 1;
          await rename(prepared, join(folder, String(version)));
          return version;
        } catch (error) {
          await rm(prepared, { recursive: true, force: true });
          throw error;
        }
      }),
    setAlias: (name, alias, version) =>
      locked(name, async () => {
        const next = { ...(await aliases(name)), [alias]: version };
        await writeAtomic(join(folderOf(name), "aliases.json"), `${JSON.stringify(next, null, 1)}\n`, scratch);
      }),
    certify: async (name, version, certificate) => {
      const path = join(folderOf(name), String(version), CERTIFICATE);
      if ((await readIfPresent(path)) === null)
        await writeAtomic(path, `${JSON.stringify(certificate, null, 1)}\n`, scratch);
    },
    certificate: async (name, version) => {
      const read = await readJsonFile(join(folderOf(name), String(version), CERTIFICATE));
      return (read ?? null) as readonly CertificateLine[] | null;
    },
    read: async (name, wanted) => {
      const version = typeof wanted === "number" ? wanted : (await aliases(name))[wanted];
      if (version === undefined) return { kind: "missing" };
      return readPackage(name, version, join(folderOf(name), String(version)));
    },
  };
}

const damagedAliases = (path: string): ComponentError =>
  new ComponentError(
    "run/damaged-aliases",
    `the file of aliases is damaged: \`${path}\``,
    "put back a copy, or remove it; then each alias is set again by the run that publishes it",
  );

const CERTIFICATE = "certificate.json";

const FILES = ["model.json", "signature.json", "metadata.json", "golden.json"] as const;

async function writePackage(folder: string, content: ModelContent): Promise<void> {
  await mkdir(folder);
  const texts = {
    "model.json": toPortableJson(content.model),
    "signature.json": JSON.stringify(content.signature, null, 1),
    "metadata.json": JSON.stringify(content.metadata, null, 1),
    "golden.json": toPortableJson(content.golden),
  };
  const sums: Record<string, string> = {};
  for (const name of FILES) {
    sums[name] = sha256(texts[name]);
    await writeFlushed(join(folder, name), texts[name]);
  }
  await writeFlushed(join(folder, "checksums.json"), JSON.stringify(sums, null, 1));
}

async function writeFlushed(path: string, text: string): Promise<void> {
  const file = await open(path, "wx");
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function readPackage(name: string, version: number, folder: string): Promise<ModelRead> {
  const listed = await readIfPresent(join(folder, "checksums.json"));
  if (listed === null) return { kind: "missing" };
  try {
    const sums = JSON.parse(new TextDecoder().decode(listed)) as Record<string, string>;
    const texts: Record<string, string> = {};
    for (const file of FILES) {
      // Packages of earlier versions have fewer files.
      if (sums[file] === undefined) continue;
      const text = await readFile(join(folder, file), "utf8");
      if (sha256(text) !== sums[file]) return { kind: "corrupt", path: join(folder, file) };
      texts[file] = text;
    }
    const model: ModelVersion = {
      name,
      version,
      // The checksum says that these are the bytes that were written.
      model: fromPortableJson(texts["model.json"]!) as FittedModel,
      signature: JSON.parse(texts["signature.json"]!) as ModelSignature,
      metadata: JSON.parse(texts["metadata.json"]!) as ModelMetadata,
      golden: texts["golden.json"] === undefined ? null : (fromPortableJson(texts["golden.json"]) as GoldenRows | null),
    };
    return { kind: "found", model };
  } catch {
    // A missing or unreadable part is as bad as a wrong checksum.
    return { kind: "corrupt", path: folder };
  }
}

const entries = async (folder: string): Promise<string[]> =>
  readdir(folder).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
