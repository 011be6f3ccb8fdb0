// More memory than there is, or than one array can have: what a spec asks for, and no fault of the program.
import { ComponentError } from "../component.ts";

/** The messages of the engine; lengths below 0 are a fault of the program. */
const ASKED_FOR_TOO_MUCH =
  /allocation failed|could not allocate memory|Invalid typed array length: \d|Invalid array buffer length|WebAssembly\.Memory\.grow\(\)/i;

export function allocationFailure(error: unknown): ComponentError | null {
  if (!(error instanceof RangeError) || !ASKED_FOR_TOO_MUCH.test(error.message)) return null;
  return new ComponentError(
    "run/too-large",
    `more memory was asked for than there is: ${error.message}`,
    "use a smaller model (fewer trees, leaves or units), fewer columns (`bins:`, `max:`, `degree:`), fewer rows, or fewer workers (`--jobs`)",
  );
}
