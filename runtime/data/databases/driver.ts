// Drivers are optional packages: loaded only when a spec names their connector, from where pipec is installed or from the
// project of the spec.
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { Refusal } from "../readers/reader.ts";
import { databaseDiagnostics } from "./database.diagnostics.ts";
import type { DatabaseRequest } from "./database.ts";

/** `Driver` is the part of the package that the caller uses. */
export async function loadDriver<Driver>(
  name: string,
  { folder, span }: Pick<DatabaseRequest, "folder" | "span">,
): Promise<Driver> {
  const loaded = (await imported(name)) ?? (await fromProject(name, folder));
  if (loaded === null) throw new Refusal(databaseDiagnostics["missing-driver"](span, { package: name }));
  // A package of CommonJS stands in `default`.
  const { default: whole } = loaded as { readonly default?: unknown };
  return (whole ?? loaded) as Driver;
}

async function fromProject(name: string, folder: string): Promise<unknown> {
  try {
    return await imported(pathToFileURL(createRequire(resolve(folder, "package.json")).resolve(name)).href);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

async function imported(specifier: string): Promise<unknown> {
  try {
    return await import(specifier);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && "code" in error && /^(ERR_)?MODULE_NOT_FOUND$/.test(String(error.code));
