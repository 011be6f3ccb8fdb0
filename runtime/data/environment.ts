// `env("X")` and `secret("X")` in the parameters of a source. Secrets stand in no plan, key, log or record.
import type { Span } from "../../specs/diagnostic.ts";
import type { Json } from "../../specs/json.ts";
import type { SourceOperation } from "../../specs/plan.ts";
import { dataDiagnostics } from "./data.diagnostics.ts";
import type { EnvironmentValue } from "./files/hide-secrets.ts";
import { Refusal } from "./readers/reader.ts";

type Environment = Readonly<Record<string, string | undefined>>;
type Params = SourceOperation["params"];

/** Where findings about a variable stand: at its name, else at whoever reads it. */
export interface VariablePlaces {
  readonly span: Span;
  readonly variables?: SourceOperation["variables"];
}

/**
 * `env("X")` and `secret("X")` become the text of the environment, at the last moment and only here. Throws a `Refusal` where
 * one is not set: an empty text would be taken for a value.
 */
export function resolveEnvironment(params: Params, env: Environment, places: VariablePlaces): Params {
  const resolved = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(resolved);
    const variable = environmentName(value);
    if (variable === null) return value;
    const text = env[variable.name];
    if (text !== undefined && text !== "") return text;
    const span = places.variables?.find(({ name }) => name === variable.name)?.span ?? places.span;
    throw new Refusal(dataDiagnostics["unset-variable"](span, { ...variable }));
  };
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, resolved(value)]));
}

/** What the parameters take from the environment: what messages may not show, or not wholly. */
export const environmentValues = (params: Params, env: Environment): readonly EnvironmentValue[] =>
  Object.values(params)
    .flatMap(variablesIn)
    .map((variable) => ({ ...variable, value: env[variable.name] ?? "" }));

/** Whether a parameter, or an item of it, is only known at run time. */
export function readsEnvironment(value: Json): EnvironmentValue["reader"] | null {
  const variables = variablesIn(value);
  if (variables.length === 0) return null;
  return variables.some(({ reader }) => reader === "secret") ? "secret" : "env";
}

type Variable = Pick<EnvironmentValue, "name" | "reader">;

const variablesIn = (value: Json): readonly Variable[] =>
  (Array.isArray(value) ? (value as readonly Json[]) : [value])
    .map(environmentName)
    .filter((variable) => variable !== null);

export function environmentName(value: Json): Variable | null {
  if (typeof value !== "object" || value === null) return null;
  if ("$env" in value && typeof value.$env === "string") return { name: value.$env, reader: "env" };
  return "$secret" in value && typeof value.$secret === "string" ? { name: value.$secret, reader: "secret" } : null;
}
