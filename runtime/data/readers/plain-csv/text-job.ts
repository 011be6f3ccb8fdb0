// Reading a stretch of a plain text as work for any thread: every line that begins in it. Nothing else is plain about a text than
// that each line feed ends a line, so that threads need not know of each other.
import { closeSync, openSync } from "node:fs";
import {
  isDiskFull,
  type NumberFacts,
  type SharedFile,
  type WrittenGroup,
  writeGroup,
} from "../../../columns/column-file.ts";
import { type FilePart, visitLines } from "./part-lines.ts";
import { withParser } from "./part-parser.ts";
import type { TextLayout } from "./text-layout.ts";

export interface TextJob extends FilePart {
  readonly kind: "text";
  readonly path: string;
  readonly layout: TextLayout;
  readonly target: SharedFile;
}

export type TextResult = { readonly kind: "text" } & (
  | {
      readonly outcome: "read";
      readonly groups: readonly WrittenGroup[];
      /** By column of the result; of texts only what is missing counts. */
      readonly facts: readonly NumberFacts[];
    }
  /** The disk is full, or there is something that only the engine's reader judges. */
  | { readonly outcome: "disk-full" | "not-plain" }
);

export function readTextPart(job: TextJob): TextResult {
  const { layout, target } = job;
  const groups: WrittenGroup[] = [];
  const source = openSync(job.path, "r");
  try {
    const file = openSync(target.path, "r+");
    try {
      const take = (rows: number, pages: readonly Uint8Array[]): void => {
        groups.push(writeGroup(file, target, rows, pages));
      };
      return withParser(layout, take, (parser): TextResult => {
        const isPlain = visitLines(source, job, parser.lines, (start, end) => parser.parse(start, end));
        return isPlain
          ? { kind: "text", outcome: "read", facts: parser.finish(), groups }
          : { kind: "text", outcome: "not-plain" };
      });
    } finally {
      closeSync(file);
    }
  } catch (error) {
    // Told as a result, because the code of an error does not come out of a thread.
    if (isDiskFull(error)) return { kind: "text", outcome: "disk-full" };
    throw error;
  } finally {
    closeSync(source);
  }
}
