// What a phase gives back. An editor goes on with a partial value; planning refuses it.
import type { Diagnostic } from "../../specs/diagnostic.ts";

export type Outcome<T> =
  /** No error; warnings may be among the diagnostics. */
  | { readonly kind: "ok"; readonly value: T; readonly diagnostics: readonly Diagnostic[] }
  /** There are errors, and a value that is right wherever they are not. */
  | { readonly kind: "partial"; readonly value: T; readonly diagnostics: readonly Diagnostic[] }
  | { readonly kind: "failed"; readonly diagnostics: readonly Diagnostic[] };

/** `ok` without errors among the diagnostics, `partial` with. */
export function outcomeOf<T>(value: T, diagnostics: readonly Diagnostic[]): Outcome<T> {
  const broken = diagnostics.some((diagnostic) => diagnostic.severity === "error");
  return { kind: broken ? "partial" : "ok", value, diagnostics };
}

export function failed(diagnostics: readonly Diagnostic[]): Outcome<never> {
  return { kind: "failed", diagnostics };
}

export function mapOutcome<T, U>(outcome: Outcome<T>, change: (value: T) => U): Outcome<U> {
  return outcome.kind === "failed" ? outcome : { ...outcome, value: change(outcome.value) };
}
