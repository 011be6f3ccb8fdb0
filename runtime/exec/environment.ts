// `env("X")` and `secret("X")` in the parameters of a source. Secrets stand in no plan, key, log or record.
import type { Json } from "../../specs/json.ts";
import type { EnvironmentValue } from "../data/files/hide-secrets.ts";
import type { Params } from "../model/library.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** `env("X")` and `secret("X")` become the text of the environment, at the last moment and only here. */
export const resolveEnvironment = (params: Params, env: Environment): Params =>
  Object.fromEntries(Object.entries(params).map(([name, value]) => [name, resolved(value, env)]));

function resolved(value: Json, env: Environment): Json {
  if (Array.isArray(value)) return value.map((item: Json) => resolved(item, env));
  const variable = environmentName(value);
  return variable === null ? value : (env[variable.name] ?? "");
}

/** What the parameters take from the environment: what messages may not show, or not wholly. */
export const environmentValues = (params: Params, env: Environment): readonly EnvironmentValue[] =>
  Object.values(params)
    .flatMap((value) => (Array.isArray(value) ? (value as readonly Json[]) : [value]))
    .map(environmentName)
    .filter((variable) => variable !== null)
    .map((variable) => ({ ...variable, value: env[variable.name] ?? "" }));

/** Whether a parameter, or an item of it, is only known at run time. */
export const readsEnvironment = (value: Json): "secret" | "variable" | null => {
  const items = Array.isArray(value) ? (value as readonly Json[]) : [value];
  const variables = items.map(environmentName).filter((variable) => variable !== null);
  if (variables.length === 0) return null;
  return variables.some(({ reader }) => reader === "secret") ? "secret" : "variable";
};

function environmentName(value: Json): Pick<EnvironmentValue, "name" | "reader"> | null {
  if (typeof value !== "object" || value === null) return null;
  if ("$env" in value && typeof value.$env === "string") return { name: value.$env, reader: "env" };
  return "$secret" in value && typeof value.$secret === "string" ? { name: value.$secret, reader: "secret" } : null;
}
