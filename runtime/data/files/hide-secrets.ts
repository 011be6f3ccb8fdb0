// What must not be shown of the values of the environment that addresses come from. A value stands by its name, whatever
// part of it a message of somebody else quotes.
import { hideCredentials } from "../../../specs/credential.ts";
import type { Diagnostic } from "../../../specs/diagnostic.ts";

export interface EnvironmentValue {
  readonly name: string;
  readonly reader: "env" | "secret";
  readonly value: string;
}

/** Without the values, and without passwords in addresses. */
export function hideInText(text: string, values: readonly EnvironmentValue[]): string {
  let shown = text;
  for (const { name, reader, value } of values)
    for (const part of hiddenParts(value, reader)) shown = shown.replaceAll(part, `${reader}("${name}")`);
  return hideCredentials(shown);
}

/** Every text of a finding without them. */
export function hideSecrets(diagnostic: Diagnostic, values: readonly EnvironmentValue[]): Diagnostic {
  const { message, why, help, related } = diagnostic;
  const hide = (text: string): string => hideInText(text, values);
  return {
    ...diagnostic,
    message: hide(message),
    why: hide(why),
    help: hide(help),
    related: related.map((place) => ({ ...place, message: hide(place.message) })),
  };
}

/** The parts of an address; what it lacks is empty. */
export function addressParts(value: string) {
  const [, scheme = "", login = "", place = "", query = ""] =
    /^([a-z][a-z0-9+.-]*):\/\/(?:([^/?#]*)@)?([^?#]*)(?:\?([^#]*))?/i.exec(value) ?? [];
  const [host = ""] = place.split("/", 1);
  const [user = "", ...password] = login.split(":");
  return {
    scheme: scheme.toLowerCase(),
    login,
    user,
    password: password.join(":"),
    host,
    path: place.slice(host.length + 1),
    parameters: [...new URLSearchParams(query).values()],
  };
}

/**
 * What of a value is hidden, the longest first. Of a secret that is every part; of a variable the path of a web address, where
 * servers that know no login put their tokens. A path of the disk, a bucket and a host may be shown: findings would say nothing.
 */
function hiddenParts(value: string, reader: EnvironmentValue["reader"]): readonly string[] {
  const { scheme, login, user, password, host, path, parameters } = addressParts(value);
  const isWeb = scheme === "http" || scheme === "https";
  if (value === "" || (reader === "env" && !isWeb)) return [];
  const fixed = path.replace(/[*?].*$/s, "");
  const paths = [path, fixed, ...fixed.split("/").filter((part) => part.length >= TOKEN)];
  const others =
    reader === "secret" ? [login, user, host, host.replace(/:\d+$/, ""), `${host}/${path}`, `${host}/${fixed}`] : [];
  const parts = [password, ...parameters, ...paths, ...others].filter((part) => part.length >= SHORTEST);
  const all = [value, hideCredentials(value), ...parts].flatMap((part) => [part, decoded(part)]);
  return [...new Set(all)].sort((a, b) => b.length - a.length);
}

/** Shorter parts would blank out words and digits at random. */
const SHORTEST = 4;
/** Parts of a path are words more often than not. */
const TOKEN = 8;

export function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
