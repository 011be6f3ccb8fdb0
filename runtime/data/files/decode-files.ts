// Text files in another encoding than UTF-8, as UTF-8 files of this run. The engine reads nothing else reliably.
import { createReadStream } from "node:fs";
import { open, rm } from "node:fs/promises";
import { createGunzip } from "node:zlib";
import type { Span } from "../../../specs/diagnostic.ts";
import { dataDiagnostics } from "../data.diagnostics.ts";
import type { Engine } from "../engine.ts";
import { Refusal, type SourceFile } from "../readers/reader.ts";
import { assertIntact } from "./intact.ts";

export interface DecodedFiles {
  readonly files: readonly SourceFile[];
  readonly remove: () => Promise<void>;
}

/** The files themselves where they are UTF-8. Throws a `Refusal` for bytes that are no text of the encoding. */
export async function decodeFiles(
  engine: Engine,
  files: readonly SourceFile[],
  encoding: string | null,
  span: Span,
): Promise<DecodedFiles> {
  if (encoding === null || encoding === "utf-8") return { files, remove: async () => undefined };
  const decoded: SourceFile[] = [];
  const remove = async (): Promise<void> => {
    for (const { path } of decoded) await rm(path, { force: true });
  };
  try {
    for (const file of files) {
      await assertIntact(file, span);
      const path = `${engine.freshFile()}.csv`;
      decoded.push({ ...file, path });
      await decode(file, encoding, path, span);
    }
    return { files: decoded, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function decode({ path, shown }: SourceFile, encoding: string, target: string, span: Span): Promise<void> {
  const malformed = (problem: string): Refusal =>
    new Refusal(dataDiagnostics["malformed-file"](span, { path: shown, problem }));
  if (path.endsWith(".zst"))
    throw malformed("text in another encoding than UTF-8 is not unpacked from zstd; unpack it, or use gzip");
  const decoder = new TextDecoder(await labelOf(path, encoding), { fatal: true });
  const text = (bytes?: Uint8Array): string => {
    try {
      return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true });
    } catch {
      throw malformed(`it is not \`${encoding}\` text`);
    }
  };
  const output = await open(target, "w");
  try {
    for await (const bytes of bytesOf(path)) await output.write(text(bytes));
    await output.write(text());
  } finally {
    await output.close();
  }
}

/** Names of the WHATWG Encoding Standard (https://encoding.spec.whatwg.org/#names-and-labels). */
async function labelOf(path: string, encoding: string): Promise<string> {
  if (encoding === "latin-1") return "windows-1252";
  if (encoding !== "utf-16") return encoding;
  for await (const [first, second] of bytesOf(path)) return first === 0xfe && second === 0xff ? "utf-16be" : "utf-16le";
  return "utf-16le";
}

function bytesOf(path: string): AsyncIterable<Uint8Array> {
  const file = createReadStream(path, { highWaterMark: 1 << 20 });
  return path.endsWith(".gz") ? file.pipe(createGunzip()) : file;
}

/** What a text file that is not UTF-8 is most likely written in; null for UTF-8. All of it is looked at. */
export async function likelyEncoding(path: string): Promise<string | null> {
  if (path.endsWith(".zst")) return null;
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let isFirst = true;
  try {
    for await (const bytes of bytesOf(path)) {
      const wide = isFirst ? wideEncoding(bytes) : null;
      if (wide !== null) return wide;
      isFirst = false;
      decoder.decode(bytes, { stream: true });
    }
    decoder.decode();
    return null;
  } catch (error) {
    if (error instanceof TypeError) return "latin-1";
    throw error;
  }
}

/** UTF-16 by its mark, or by the zero bytes that stand beside the letters of most texts. */
function wideEncoding(bytes: Uint8Array): string | null {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return "utf-16";
  const pairs = Math.min(1024, bytes.length >> 1);
  let [even, odd] = [0, 0];
  for (let i = 0; i < pairs; i++) {
    if (bytes[2 * i] === 0) even += 1;
    if (bytes[2 * i + 1] === 0) odd += 1;
  }
  if (odd > pairs / 2 && even === 0) return "utf-16le";
  return even > pairs / 2 && odd === 0 ? "utf-16be" : null;
}
