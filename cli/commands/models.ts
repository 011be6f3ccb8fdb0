// `pipec models`: what has been published into a store. The store is only read.
import { ComponentError } from "../../runtime/component.ts";
import { formatNumber } from "../../runtime/report/quantity.ts";
import { printJson } from "../../runtime/report/report-view.ts";
import { type ModelRegistry, type ModelVersion, openRegistry } from "../../runtime/store/registry.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { CommandFailure } from "../failure.ts";
import { storeHere } from "../host/store-folder.ts";
import { summariseCertificate } from "../output/certificate.ts";
import { printTable } from "../output/table.ts";
import type { CommonOptions, Terminal } from "../terminal.ts";

export interface StoreOptions extends CommonOptions {
  readonly store?: string;
}

export async function listModels(
  _args: readonly string[],
  options: StoreOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const registry = openRegistry(storeHere(options.store));
  const models = [];
  for (const name of await registry.names()) {
    const versions = await registry.versions(name);
    const newest = versions.at(-1);
    if (newest === undefined) continue;
    const metadata = await registry.metadata(name, newest);
    models.push({
      name,
      versions,
      aliases: await registry.aliases(name),
      published: metadata?.time ?? null,
      run: metadata?.run ?? null,
    });
  }
  if (terminal.json) terminal.out(`${JSON.stringify({ version: 1, models })}\n`);
  else if (models.length === 0) terminal.err(`no published models in ${storeHere(options.store)}\n`);
  else
    terminal.out(
      printTable(
        ["model", "newest version", "aliases", "published"].map((title) => ({ title })),
        models.map(({ name, versions, aliases, published }) => [
          name,
          String(versions.at(-1)),
          Object.entries(aliases)
            .map(([alias, version]) => `${alias} → ${version}`)
            .join(", "),
          published ?? "",
        ]),
      ),
    );
  return EXIT.fine;
}

export async function showModel(args: readonly string[], options: StoreOptions, terminal: Terminal): Promise<ExitCode> {
  const registry = openRegistry(storeHere(options.store));
  const { name, version, metadata, signature } = await readModel(args[0]!, registry);
  const certificate = await registry.certificate(name, version);
  if (terminal.json) {
    terminal.out(`${JSON.stringify({ version: 1, name, model: version, metadata, signature, certificate })}\n`);
    return EXIT.fine;
  }
  const rows: [string, string][] = [
    ["model", `${name} version ${version}`],
    ["task", `${signature.task.kind} ${signature.task.target}`],
    ["inputs", signature.inputs.map((input) => `${input.name}: ${input.type}`).join(", ")],
    ...Object.entries(metadata.metrics).map(([metric, value]): [string, string] => [metric, formatNumber(value)]),
    ["parameters", printJson(metadata.params)],
    ["published", metadata.time],
    ["run", metadata.run],
    ["data", metadata.dataFingerprint],
    ["certificate", certificate === null ? "none" : summariseCertificate(certificate)],
    ...(metadata.description === null ? [] : [["description", metadata.description] as [string, string]]),
    ...Object.entries(metadata.tags).map(([tag, value]): [string, string] => [`tag ${tag}`, value]),
  ];
  terminal.out(printTable([{ title: "" }, { title: "" }], rows));
  return EXIT.fine;
}

/** The version that `name`, `name@alias` or `name@version` means; damaged and absent ones are failures of the command. */
export async function readModel(text: string, registry: ModelRegistry): Promise<ModelVersion> {
  const { name, version } = await resolveVersion(text, registry);
  const read = await registry.read(name, version);
  if (read.kind === "found") return read.model;
  // The folder of the version is there: without its list of checksums it is no whole model.
  const what = read.kind === "corrupt" ? `the model at ${read.path}` : `version ${version} of \`${name}\``;
  throw new ComponentError(
    "run/damaged-model",
    `${what} is damaged: its files do not fit their checksums`,
    "publish it again: run its spec, or put back a copy of the folder",
  );
}

/** `name`, `name@alias` or `name@version`; without either, the newest version. */
async function resolveVersion(
  text: string,
  registry: ModelRegistry,
): Promise<{ readonly name: string; readonly version: number }> {
  const [name = "", wanted] = text.split("@", 2);
  // A name becomes a folder of the store, so it must not lead out of it.
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw new CommandFailure(`\`${name}\` is not the name of a model`);
  const versions = await registry.versions(name);
  if (versions.length === 0)
    throw new CommandFailure(`there is no model \`${name}\``, "pipec models list shows what there is");
  if (wanted === undefined) return { name, version: versions.at(-1)! };
  const aliases = await registry.aliases(name);
  const version = /^\d+$/.test(wanted) ? Number(wanted) : aliases[wanted];
  if (version === undefined || !versions.includes(version))
    throw new CommandFailure(
      `\`${name}\` has no version or alias \`${wanted}\``,
      `versions ${versions.join(", ")}; aliases ${Object.keys(aliases).join(", ") || "none"}`,
    );
  return { name, version };
}
