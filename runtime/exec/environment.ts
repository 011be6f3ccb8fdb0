// `env("X")` and `secret("X")` in the parameters of a source. Secrets stand in no plan, key, log or record.
import type { Json } from "../../specs/json.ts";
import type { Params } from "../model/library.ts";

/** `env("X")` and `secret("X")` become the text of the environment, at the last moment and only here. */
export function resolveEnvironment(params: Params, env: Readonly<Record<string, string | undefined>>): Params {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => {
      const variable = environmentName(value);
      return [name, variable === null ? value : (env[variable.name] ?? "")];
    }),
  );
}

export function environmentName(value: Json): { readonly name: string; readonly secret: boolean } | null {
  if (typeof value !== "object" || value === null) return null;
  if ("$env" in value && typeof value.$env === "string") return { name: value.$env, secret: false };
  return "$secret" in value && typeof value.$secret === "string" ? { name: value.$secret, secret: true } : null;
}
