// What a command throws when it cannot go on. Anything else that is thrown is a bug of ours.
import { EXIT, type ExitCode } from "./exit-codes.ts";

/** A mistake on the command line or in the surroundings (missing file, folder in the way); never a finding in a spec. */
export class CommandFailure extends Error {
  readonly code: ExitCode;
  readonly hint: string | null;
  constructor(message: string, hint: string | null = null, code: ExitCode = EXIT.usage) {
    super(message);
    this.name = "CommandFailure";
    this.hint = hint;
    this.code = code;
  }
}

export const isErrno = (error: unknown, code: string): boolean =>
  error instanceof Error && "code" in error && error.code === code;
