// Which rows a source reads, so that two declarations of one file are the same rows: whatever they are called, however the path
// is spelled, from whichever folder it is seen, and however the file is read.
import type { TypedSource } from "../types/typed.ts";

type Read = Pick<TypedSource, "call">;

export function originOf({ call, connector }: TypedSource): string {
  // How a file is read says nothing about which rows it holds, but for the table or query of a database in it.
  const isFile = connector.paths.length > 0 && connector.entities === undefined;
  const telling = isFile ? [...connector.paths, ...(connector.oneOf ?? [])] : Object.keys(call.args);
  const args = telling.flatMap((name) => {
    const value = call.args[name]?.value;
    if (value === undefined) return [];
    const paths = connector.paths.includes(name) ? pathsIn({ call }, name) : [];
    return [[name, paths.length > 0 ? [...new Set(paths)].sort() : value]];
  });
  return JSON.stringify([call.component, args], (key, value) => (key === "span" ? undefined : value));
}

/** The paths that a call gives as a text or a list of texts, seen from the main spec; none for any other value. */
export function pathsIn({ call }: Read, name: string): readonly string[] {
  const argument = call.args[name];
  if (argument?.value.kind !== "json") return [];
  const { json } = argument.value;
  const texts = Array.isArray(json) ? json : [json];
  if (!texts.every((text) => typeof text === "string")) return [];
  return texts.map((text) => plainPath(text, folderOf(call.span.file)));
}

/** Paths are relative to the spec that they stand in, which may be an imported one. */
const folderOf = (file: string): string => file.slice(0, file.lastIndexOf("/") + 1);

/** Without steps that lead nowhere: `./a//b/../c` is `a/c`. */
function plainPath(path: string, folder: string): string {
  const scheme = /^[a-z][a-z0-9+]*:\/\//i.exec(path)?.[0] ?? "";
  if (/^https?:/i.test(scheme) && URL.canParse(path)) return new URL(path).href;
  const whole = scheme === "" && !path.startsWith("/") ? folder + path : path;
  const parts: string[] = [];
  for (const part of whole.slice(scheme.length).split("/")) {
    if (part === "." || (part === "" && parts.length > 0)) continue;
    const last = parts.at(-1);
    if (part === ".." && last !== undefined && last !== ".." && last !== "") parts.pop();
    else parts.push(part);
  }
  return scheme.toLowerCase() + parts.join("/");
}
