// For our own bugs only; what a user can get wrong is a diagnostic.

/** Throws when the compiler broke one of its own promises. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`broken invariant of the compiler: ${message}`);
}

/** The end of an exhaustive `switch`: a new case that is not handled does not compile. */
export function assertNever(value: never, what = "case"): never {
  throw new Error(`broken invariant of the compiler: unhandled ${what} ${JSON.stringify(value)}`);
}
