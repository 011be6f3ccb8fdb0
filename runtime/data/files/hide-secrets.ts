// What must not be shown: passwords and signatures in URIs, and the values of secrets.
import type { Diagnostic } from "../../../specs/diagnostic.ts";

/** `user:password@` and the query of a URI, which is where signatures stand. */
export const hidePassword = (text: string): string =>
  text.replace(/([a-z][a-z0-9+.-]*:\/\/)([^\s/?#@`'"]*@)?([^\s?#`'"]*)(\?[^\s`'"]*)?/gi, hideParts);

function hideParts(
  _: string,
  scheme: string,
  user: string | undefined,
  rest: string,
  query: string | undefined,
): string {
  const shownUser = user === undefined ? "" : `${user.slice(0, -1).split(":")[0]}${user.includes(":") ? ":***" : ""}@`;
  return `${scheme}${shownUser}${rest}${query === undefined ? "" : "?***"}`;
}

/** A text without the values of secrets, which stand by their names, and without passwords in URIs. */
export function hideInText(text: string, secrets: ReadonlyMap<string, string>): string {
  let shown = text;
  for (const [name, value] of secrets) {
    for (const part of secretParts(value)) shown = shown.replaceAll(part, `secret("${name}")`);
  }
  return hidePassword(shown);
}

/** The whole first, then of a URI what messages of others may quote. Short parts would blank out words at random. */
function secretParts(value: string): readonly string[] {
  if (value === "") return [];
  const [, login = "", place = "", query = ""] =
    /^[a-z][a-z0-9+.-]*:\/\/(?:([^/?#]*)@)?([^?#]*)(?:\?([^#]*))?/i.exec(value) ?? [];
  const host = place.split("/", 1)[0]!;
  const parts = [
    login,
    ...login.split(":"),
    place,
    place.slice(host.length),
    host,
    ...new URLSearchParams(query).values(),
  ];
  return [value, hidePassword(value), ...parts.filter((part) => part.length > 3)];
}

/** Every text of a finding without them. */
export function hideSecrets(diagnostic: Diagnostic, secrets: ReadonlyMap<string, string>): Diagnostic {
  const [message, why, help] = [diagnostic.message, diagnostic.why, diagnostic.help].map((text) =>
    hideInText(text, secrets),
  );
  return { ...diagnostic, message: message!, why: why!, help: help! };
}
