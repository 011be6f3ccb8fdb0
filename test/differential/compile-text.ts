// Compiles a spec given as text, with the standard library.
import { type Compiled, compile } from "../../compiler/index.ts";
import { standardLibrary } from "../../stdlib/declarations.ts";

export function compileText(text: string): Compiled {
  const input = { main: { path: "spec.pipe", text }, files: new Map(), lock: { sources: {} }, profiles: {} };
  const result = compile(input, standardLibrary, { set: {}, profile: null, strict: false, asOf: null });
  if (result.kind === "needs") throw new Error("a generated spec needs other files");
  return result;
}
