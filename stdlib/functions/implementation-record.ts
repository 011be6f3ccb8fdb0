import type { FunctionImplementation } from "../../runtime/component.ts";

/** One implementation per declaration of a list: a missing or misspelt one does not compile. */
export type ImplementationsOf<Declarations extends readonly { readonly name: string }[]> = {
  readonly [Name in Declarations[number]["name"]]: FunctionImplementation;
};
