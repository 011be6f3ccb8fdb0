import { readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { CommandFailure, isErrno } from "../failure.ts";

const BYTE_ORDER_MARK = "\uFEFF";

/**
 * Written beside and renamed: a crash leaves the old text or the new one, never half of it. A link keeps pointing to its file,
 * which keeps its mode and its byte order mark.
 */
export function replaceFile(path: string, text: string): void {
  try {
    const real = realpathSync(path);
    const mark = readFileSync(real, "utf8").startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : "";
    const beside = `${real}.${process.pid}.tmp`;
    try {
      writeFileSync(beside, mark + text, { mode: statSync(real).mode });
      renameSync(beside, real);
    } finally {
      rmSync(beside, { force: true });
    }
  } catch (error) {
    if (["EACCES", "EPERM", "EROFS", "ENOSPC"].some((code) => isErrno(error, code)))
      throw new CommandFailure(
        `the file \`${path}\` cannot be written`,
        error instanceof Error ? error.message.split(",")[0] : null,
      );
    throw error;
  }
}
