// Which rows a source reads, so that two declarations of one file are the same rows: whatever they are called, however the path
// is spelled, and however the file is read.
import type { ComponentCall, TypedSource } from "../types/typed.ts";

export function originOf({ call, connector }: TypedSource): string {
  // How a file is read says nothing about which rows it holds, but for the table or query of a database in it.
  const isFile = connector.paths.length > 0 && connector.entities === undefined;
  const telling = isFile ? [...connector.paths, ...(connector.oneOf ?? [])] : Object.keys(call.args);
  const args = telling.flatMap((name) => {
    const value = call.args[name]?.value;
    if (value === undefined) return [];
    const path = connector.paths.includes(name) ? pathIn(call, name) : null;
    return [[name, path ?? value]];
  });
  return JSON.stringify([call.component, args], (key, value) => (key === "span" ? undefined : value));
}

/** The path that a call gives as a text; null for any other value. */
export function pathIn(call: ComponentCall, name: string): string | null {
  const value = call.args[name]?.value;
  return value?.kind === "json" && typeof value.json === "string" ? plainPath(value.json) : null;
}

/** Without steps that lead nowhere: `./a//b/../c` is `a/c`. */
function plainPath(path: string): string {
  const scheme = /^[a-z][a-z0-9+]*:\/\//i.exec(path)?.[0] ?? "";
  const parts: string[] = [];
  for (const part of path.slice(scheme.length).split("/")) {
    if (part === "." || (part === "" && parts.length > 0)) continue;
    const last = parts.at(-1);
    if (part === ".." && last !== undefined && last !== ".." && last !== "") parts.pop();
    else parts.push(part);
  }
  return scheme + parts.join("/");
}
