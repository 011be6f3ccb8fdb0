// How deep the values of a JSON file lie in each other. The engine follows them by recursion, and a file that is deep enough would end
// the process.
import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import type { Span } from "../../../specs/diagnostic.ts";
import { dataDiagnostics } from "../data.diagnostics.ts";
import { Refusal, type SourceFile } from "../readers/reader.ts";

/** Far more than data have, and far less than the engine's stack holds. */
const DEEPEST = 1_000;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** `[` and `]` differ from `{` and `}` in this bit only. */
const BRACE = 0x20;
const OPENING = 0x7b;
const CLOSING = 0x7d;

/** Counts brackets outside of texts, piece by piece. */
export class NestingMeter {
  #depth = 0;
  #isText = false;
  #isEscaped = false;

  /** False as soon as something lies too deep. */
  take(bytes: Buffer): boolean {
    let at = 0;
    while (at < bytes.length) {
      if (this.#isText) {
        at = this.#skipText(bytes, at);
        continue;
      }
      const byte = bytes[at++]!;
      if (byte === QUOTE) this.#isText = true;
      else if ((byte | BRACE) === OPENING) {
        if (++this.#depth > DEEPEST) return false;
      } else if ((byte | BRACE) === CLOSING) this.#depth--;
    }
    return true;
  }

  /** The place behind the quote that ends the text, or the end of the bytes. */
  #skipText(bytes: Buffer, from: number): number {
    let at = from;
    if (this.#isEscaped) {
      this.#isEscaped = false;
      at++;
    }
    while (at < bytes.length) {
      const byte = bytes[at++]!;
      if (byte === QUOTE) {
        this.#isText = false;
        return at;
      }
      if (byte !== BACKSLASH) continue;
      if (at === bytes.length) this.#isEscaped = true;
      at++;
    }
    return bytes.length;
  }
}

/** Throws what is wrong. What `.zst` holds is not looked at. */
export async function assertShallow({ path, shown }: SourceFile, span: Span): Promise<void> {
  if (path.endsWith(".zst")) return;
  const file = createReadStream(path, { highWaterMark: 1 << 20 });
  const meter = new NestingMeter();
  for await (const bytes of path.endsWith(".gz") ? file.pipe(createGunzip()) : file) {
    if (meter.take(bytes as Buffer)) continue;
    file.destroy();
    const problem = `it holds values that lie in each other more than ${DEEPEST.toLocaleString("en")} deep`;
    throw new Refusal(dataDiagnostics["malformed-file"](span, { path: shown, problem }));
  }
}
