// Whether a compressed file is whole. The engine takes the end of a cut file for the end of the data, and would give fewer
// rows without a word.

import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { createGunzip } from "node:zlib";
import type { Span } from "../../../specs/diagnostic.ts";
import { dataDiagnostics } from "../data.diagnostics.ts";
import { Refusal, type SourceFile } from "../readers/reader.ts";

/** Throws what is wrong. Files that are not compressed are not looked at. */
export async function assertIntact({ path, shown }: SourceFile, span: Span): Promise<void> {
  const problem = path.endsWith(".gz")
    ? await gzipProblem(path)
    : path.endsWith(".zst")
      ? await zstdProblem(path)
      : null;
  if (problem !== null) throw new Refusal(dataDiagnostics["malformed-file"](span, { path: shown, problem }));
}

/** Reads all of it: the checksum stands at the end. */
async function gzipProblem(path: string): Promise<string | null> {
  try {
    for await (const _ of createReadStream(path, { highWaterMark: 1 << 20 }).pipe(createGunzip()));
    return null;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "Z_BUF_ERROR") return "it ends in the middle: the compressed file is not complete";
    if (code === "Z_DATA_ERROR") return "it is damaged, or not compressed by gzip";
    throw error;
  }
}

const FRAME = 0xfd2fb528;
const SKIPPABLE = 0x184d2a50;

/** Walks over the frames and blocks (RFC 8878) without decompressing; checksums are the engine's to check. */
async function zstdProblem(path: string): Promise<string | null> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const read = async (at: number, length: number): Promise<Buffer | null> => {
      const bytes = Buffer.alloc(length);
      const { bytesRead } = await file.read(bytes, 0, length, at);
      return bytesRead === length ? bytes : null;
    };
    const cut = "it ends in the middle: the compressed file is not complete";
    let at = 0;
    while (at < size) {
      const head = await read(at, 5);
      if (head === null) return cut;
      const magic = head.readUInt32LE(0);
      if ((magic & 0xfffffff0) >>> 0 === SKIPPABLE) {
        const length = await read(at + 4, 4);
        if (length === null) return cut;
        at += 8 + length.readUInt32LE(0);
        continue;
      }
      if (magic !== FRAME) return "it is damaged, or not compressed by zstd";
      const descriptor = head[4]!;
      at += 5 + headerLength(descriptor);
      for (let isLast = false; !isLast; ) {
        const block = await read(at, 3);
        if (block === null) return cut;
        const header = block.readUIntLE(0, 3);
        isLast = (header & 1) === 1;
        // A block of one repeated byte stores that byte only.
        at += 3 + (((header >> 1) & 3) === 1 ? 1 : header >> 3);
      }
      // The checksum of the content.
      if ((descriptor & 4) !== 0) at += 4;
    }
    return at > size ? cut : null;
  } finally {
    await file.close();
  }
}

/** Of the window, dictionary and content size that follow the descriptor. */
function headerLength(descriptor: number): number {
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const dictionary = [0, 1, 2, 4][descriptor & 3]!;
  const size = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6]!;
  return (isSingleSegment ? 0 : 1) + dictionary + size;
}
