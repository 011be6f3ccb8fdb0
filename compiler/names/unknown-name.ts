// The one place that words "unknown name", so that every phase says it alike.
import type { Diagnostic } from "../../specs/diagnostic.ts";
import { didYouMean, joinNames } from "../base/suggest.ts";
import type { Identifier } from "../syntax/ast.ts";
import { names } from "./names.diagnostics.ts";

const MOST_LISTED = 8;

/** `visible`: every name that could have been meant, nearest ones are suggested. */
export function unknownName(name: Identifier, visible: readonly string[]): Diagnostic {
  return names["unknown-name"](name.span, { name: name.name, hint: nearHint(name.name, visible, "declare it first") });
}

/** "did you mean …?", else the allowed names when they are few, else `otherwise`. */
export function nearHint(wrong: string, allowed: readonly string[], otherwise: string): string {
  const near = didYouMean(wrong, allowed);
  if (near !== "") return near;
  if (allowed.length === 0 || allowed.length > MOST_LISTED) return otherwise;
  return `known here: ${joinNames([...allowed], "and")}`;
}
