// The files of pretrained models: their identity for keys, and their content for whoever fits.
import { readFile } from "node:fs/promises";
import type { ComponentDeclaration } from "../../specs/component.ts";
import { fingerprint } from "../../specs/hash.ts";
import type { ModelSpec, Operation, PlanNode } from "../../specs/plan.ts";
import type { FileHash, FileHasher } from "../cache/data-hash.ts";
import { ComponentError } from "../component.ts";
import { type FilePlaces, listFiles } from "../data/files/list-files.ts";
import { type ModelFiles, pretrainedParts } from "../model/pretrained.ts";
import type { NodeContext } from "./context.ts";

/** Recipes that the operation itself fits. */
function recipesOf(op: Operation): readonly ModelSpec[] {
  if (op.kind === "fit") return op.model === null ? [] : [op.model];
  return op.kind === "search" ? op.models.map(({ model }) => model) : [];
}

const pathsOf = (specs: readonly ModelSpec[], declarations: readonly ComponentDeclaration[]): readonly string[] => [
  ...new Set(specs.flatMap((spec) => pretrainedParts(spec, declarations).map(({ path }) => path))),
];

/** Larger files are no models of tables. */
const MOST_BYTES = 512 * 1024 * 1024;

async function onlyFile(path: string, places: FilePlaces, node: PlanNode) {
  const [file, ...more] = path === "" ? [] : await listFiles(path, places, node.span);
  if (file !== undefined && more.length === 0) return file;
  throw new ComponentError(
    "data/unreadable-model",
    path === "" ? "the path of the model is no text of the spec" : `\`${path}\` stands for ${more.length + 1} files`,
    "write the path of one file",
  );
}

/** Null where no model comes from a file. */
export async function hashModelFiles(
  node: PlanNode,
  declarations: readonly ComponentDeclaration[],
  places: FilePlaces,
  hasher: FileHasher,
): Promise<{ readonly files: readonly FileHash[]; readonly hash: string } | null> {
  const files: FileHash[] = [];
  for (const path of pathsOf(recipesOf(node.op), declarations)) {
    const file = await onlyFile(path, places, node);
    files.push({ ...(await hasher.hash(file.path)), path: file.shown });
  }
  return files.length === 0 ? null : { files, hash: fingerprint(files.map(({ hash }) => hash)) };
}

/** `hash` belongs to identities that do not go through the key of the node. */
export interface OpenedModelFiles {
  readonly files: ModelFiles;
  readonly hash: string | null;
}

export async function openModelFiles(context: NodeContext, specs: readonly ModelSpec[]): Promise<OpenedModelFiles> {
  const files: Record<string, Uint8Array> = {};
  const hashes: string[] = [];
  for (const path of pathsOf(specs, context.declarations)) {
    const file = await onlyFile(path, context.filePlaces, context.node);
    const { hash, bytes } = await context.hasher.hash(file.path);
    if (bytes > MOST_BYTES)
      throw new ComponentError(
        "data/unreadable-model",
        `\`${path}\` has ${bytes} bytes`,
        "it is too large for a model",
      );
    const content = await readFile(file.path);
    // Threads share it.
    const shared = new Uint8Array(new SharedArrayBuffer(content.length));
    shared.set(content);
    files[path] = shared;
    hashes.push(hash);
  }
  return { files, hash: hashes.length === 0 ? null : fingerprint(hashes) };
}
