// Checks a spec given as text, with the standard library.
import { type Compiled, check } from "../../../../compiler/index.ts";
import { standardLibrary } from "../../../../stdlib/declarations.ts";

export function checkText(text: string, strict = false): Compiled {
  const main = { path: "spec.pipe", text };
  const options = { set: {}, profile: null, strict, asOf: null };
  const result = check({ main, files: new Map(), lock: { sources: {} }, profiles: {} }, standardLibrary, options);
  if (result.kind === "needs") throw new Error("a test spec needs other files");
  return result;
}
