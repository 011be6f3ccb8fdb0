// The address of a database and what of it may be shown. Whatever a driver or a server says goes through `hide`.
import { hideCredentials } from "../../../specs/credential.ts";
import type { Json } from "../../../specs/json.ts";
import { environmentName } from "../environment.ts";
import { addressParts, decoded } from "../files/hide-secrets.ts";

export interface Address {
  /** The URL; null when its variable is not set. */
  readonly url: string | null;
  /** How messages call it: the variable that it came from, or the URL without its password. */
  readonly shown: string;
  readonly hide: (text: string) => string;
}

const MASK = "***";

export function addressOf(given: Json, env: Readonly<Record<string, string | undefined>>): Address {
  if (typeof given === "string") {
    // Also without its parameters.
    return { url: given, shown: `\`${hideCredentials(given).replace(/\?.*/s, "")}\``, hide: hider(given, false) };
  }
  const variable = environmentName(given);
  if (variable === null) return { url: null, shown: "the source", hide: (text) => text };
  const url = env[variable.name];
  const shown = `the URL in \`${variable.name}\``;
  if (url === undefined || url === "") return { url: null, shown, hide: (text) => text };
  return { url, shown, hide: hider(url, variable.reader === "secret") };
}

/** Of a secret every part is hidden, of other addresses the password and what follows the question mark. */
function hider(url: string, isSecret: boolean): (text: string) => string {
  const parts = secretParts(url, isSecret);
  return (text) => hideCredentials(parts.reduce((shown, part) => shown.replaceAll(part, MASK), text));
}

function secretParts(url: string, isSecret: boolean): readonly string[] {
  const { user, password, host, path, parameters } = addressParts(url);
  const always = [password, ...parameters];
  const others = isSecret ? [user, host, host.replace(/:\d+$/, ""), path] : [];
  const found = [...always, ...others].flatMap((part) => [part, decoded(part)]);
  // The whole first and long ones before their parts. One or two characters would blank out words and digits at random.
  const whole = isSecret ? [url] : [];
  return [...new Set([...whole, ...found.filter((part) => part.length > 2)])].sort((a, b) => b.length - a.length);
}
