// `pipec models import`: a model that another tool trained becomes a version in the store, as data. Nothing of it is executed.
import { readFile } from "node:fs/promises";
import { isMissing } from "../../runtime/cache/atomic-file.ts";
import { openRegistry } from "../../runtime/store/registry.ts";
import { fingerprint } from "../../specs/hash.ts";
import type { TaskSpec } from "../../specs/plan.ts";
import { gradientBoosting } from "../../stdlib/models/gradient-boosting/gradient-boosting.decl.ts";
import { type LightgbmModel, readLightgbm } from "../../stdlib/models/gradient-boosting/read-lightgbm.ts";
import { readXgboost } from "../../stdlib/models/gradient-boosting/read-xgboost.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { CommandFailure } from "../failure.ts";
import { storeHere } from "../host/store-folder.ts";
import { readVersion } from "../host/version.ts";
import type { Terminal } from "../terminal.ts";
import type { StoreOptions } from "./models.ts";

export interface ImportOptions extends StoreOptions {
  readonly name: string;
  readonly target: string;
}

export async function importModel(
  args: readonly string[],
  options: ImportOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { name } = options;
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw new CommandFailure(`\`${name}\` is not the name of a model`);
  const path = args[0]!;
  const text = await readText(path);
  const tool = isJson(text) ? "xgboost" : "lightgbm";
  const { state, features } = parse(text, path);
  const classes = state.classes === 0 ? null : Array.from({ length: state.classes }, (_, k) => String(k));
  const params = Object.fromEntries(
    Object.entries(gradientBoosting.params).map(([key, parameter]) => [key, parameter.default ?? null]),
  );
  const registry = openRegistry(storeHere(options.store));
  const version = await registry.publish(name, {
    model: { kind: "tabular", component: "gradient_boosting", params, features, state, rounds: null },
    signature: {
      task: taskOf(options.target, features, classes),
      classes,
      inputs: features.map((feature) => ({ name: feature.name, type: feature.type })),
    },
    metadata: {
      key: fingerprint([tool, text]),
      run: "",
      time: new Date().toISOString(),
      pipec: readVersion(),
      revision: null,
      dataFingerprint: "",
      featureSchemaHash: fingerprint(features.map((feature) => ({ name: feature.name, type: feature.type }))),
      params,
      metrics: {},
      description: `imported from ${tool}: what it was trained on is unknown`,
      tags: { origin: tool },
    },
    golden: null,
  });
  if (terminal.json) terminal.out(`${JSON.stringify({ version: 1, name, model: version })}\n`);
  else terminal.out(`${name} version ${version}: ${state.forest.roots.length} trees on ${features.length} features\n`);
  return EXIT.fine;
}

const isJson = (text: string): boolean => text.trimStart().startsWith("{");

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (isMissing(error)) throw new CommandFailure(`there is no file ${path}`);
    const problem = error instanceof Error ? error.message : String(error);
    throw new CommandFailure(`${path} cannot be read: ${problem}`);
  }
}

const parse = (text: string, path: string): LightgbmModel =>
  isJson(text) ? readXgboost(text, path) : readLightgbm(text, path);

const taskOf = (target: string, features: LightgbmModel["features"], classes: readonly string[] | null): TaskSpec => ({
  kind: classes === null ? "regress" : "classify",
  target,
  features: features.map(({ name }) => name),
  known: [],
  time: null,
  series: [],
  entity: null,
  quantiles: [],
  claim: [],
  horizon: null,
  lookback: null,
  weight: null,
  positive: null,
  warmup: 0,
});
