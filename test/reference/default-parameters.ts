// Parameter values as an implementation receives them: defaults filled in, some of them changed.
import type { Parameters, ValuesOf } from "../../specs/parameter.ts";

export function parametersOf<P extends Parameters>(params: P, changed: Partial<ValuesOf<P>> = {}): ValuesOf<P> {
  const values: Record<string, unknown> = {};
  for (const [name, parameter] of Object.entries(params)) values[name] = parameter.default;
  // A computed record cannot be followed by the type system; every name of the declaration is filled in above.
  return { ...values, ...changed } as ValuesOf<P>;
}
