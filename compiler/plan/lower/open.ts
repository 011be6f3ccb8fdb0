// Open parameters are known by where they were written: one place in the spec is one dimension of the search space, also
// when the model that holds it is used twice.
import type { Span } from "../../../specs/diagnostic.ts";
import type { SearchSpace } from "../../../specs/search.ts";
import { invariant } from "../../base/invariant.ts";
import type { OpenParameterTerm } from "../../types/typed.ts";

export type OpenPaths = (span: Span) => string;

const key = (span: Span): string => `${span.file}:${span.start}:${span.end}`;

export function openPaths(open: readonly OpenParameterTerm[]): OpenPaths {
  const paths = new Map(open.map((parameter) => [key(parameter.span), parameter.path]));
  return (span) => {
    const path = paths.get(key(span));
    invariant(path !== undefined, "an open parameter is missing from its search space");
    return path;
  };
}

export const searchSpace = (open: readonly OpenParameterTerm[]): SearchSpace =>
  open.map(({ path, distribution, when }) => ({ path, distribution, when }));
