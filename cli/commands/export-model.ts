// `pipec models verify` and `pipec models export`: a published model is checked on the rows that were published with it, and
// written in a format of other tools.
import { resolve } from "node:path";
import { writeAtomic } from "../../runtime/cache/atomic-file.ts";
import { ComponentError } from "../../runtime/component.ts";
import { compareGoldenRows } from "../../runtime/model/golden-rows.ts";
import { createLibrary } from "../../runtime/model/library.ts";
import { exportOnnx } from "../../runtime/onnx/export-model.ts";
import { type ModelVersion, openRegistry } from "../../runtime/store/registry.ts";
import type { TaskSpec } from "../../specs/plan.ts";
import { standardLibrary } from "../../stdlib/declarations.ts";
import { implementations } from "../../stdlib/implementations.ts";
import type { GradientBoostingState } from "../../stdlib/models/gradient-boosting/gradient-boosting-state.ts";
import { writeLightgbm } from "../../stdlib/models/gradient-boosting/write-lightgbm.ts";
import { writeXgboost } from "../../stdlib/models/gradient-boosting/write-xgboost.ts";
import { onnxLowerings } from "../../stdlib/onnx.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { CommandFailure } from "../failure.ts";
import { storeHere } from "../host/store-folder.ts";
import type { Terminal } from "../terminal.ts";
import { readModel, type StoreOptions } from "./models.ts";

export interface ExportOptions extends StoreOptions {
  readonly to: string;
  readonly output?: string;
}

/** Rounding of the last digits only: the same code on the same data gives the same bits. */
const TOLERANCE = 1e-9;

export async function verifyModel(
  args: readonly string[],
  options: StoreOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const model = await readModel(args[0]!, openRegistry(storeHere(options.store)));
  const difference = differenceOf(model);
  const isSame = difference === null || difference <= TOLERANCE;
  if (terminal.json) {
    terminal.out(
      `${JSON.stringify({ version: 1, name: model.name, model: model.version, rows: rowsOf(model), difference })}\n`,
    );
  } else if (isSame) terminal.out(`${describe(model, difference)}\n`);
  else throw changedPredictions(model, difference);
  return isSame ? EXIT.fine : EXIT.findings;
}

export async function exportModel(
  args: readonly string[],
  options: ExportOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const format = FORMATS[options.to];
  if (format === undefined)
    throw new CommandFailure(`there is no format \`${options.to}\``, `use one of ${Object.keys(FORMATS).join(", ")}`);
  const model = await readModel(args[0]!, openRegistry(storeHere(options.store)));
  const difference = differenceOf(model);
  if (difference !== null && difference > TOLERANCE) throw changedPredictions(model, difference);
  const bytes = format.encode(model);
  const path = resolve(options.output ?? `${model.name}.${format.extension}`);
  await writeAtomic(path, bytes);
  if (terminal.json)
    terminal.out(
      `${JSON.stringify({ version: 1, name: model.name, model: model.version, path, bytes: bytes.length })}\n`,
    );
  else
    terminal.out(
      `${model.name} version ${model.version} written to ${path}, ${bytes.length.toLocaleString("en")} bytes\n`,
    );
  return EXIT.fine;
}

interface Format {
  readonly extension: string;
  readonly encode: (model: ModelVersion) => Uint8Array;
}

const FORMATS: Readonly<Record<string, Format>> = {
  onnx: { extension: "onnx", encode: encodeOnnx },
  lightgbm: { extension: "txt", encode: (model) => encodeTrees(model, "LightGBM", writeLightgbm) },
  xgboost: { extension: "json", encode: (model) => encodeTrees(model, "XGBoost", writeXgboost) },
};

function encodeOnnx({ name, version, model, signature, metadata }: ModelVersion): Uint8Array {
  return exportOnnx({
    name,
    model,
    features: signature.inputs,
    classes: signature.classes,
    ahead: aheadOf(signature.task),
    task: signature.task,
    lowerings: onnxLowerings,
    metadata: {
      pipec_model: `${name} version ${version}`,
      target: signature.task.target,
      run: metadata.run,
      data: metadata.dataFingerprint,
    },
    pipecVersion: metadata.pipec,
  });
}

const aheadOf = ({ known, beside }: TaskSpec): readonly string[] => [
  ...known,
  ...(beside ?? []).flatMap(({ column, ahead }) => (ahead ? [column] : [])),
];

/** Models whose state is that of `gradient_boosting`. */
const BOOSTED = new Set(["gradient_boosting", "lightgbm", "xgboost", "catboost"]);

/** The trees alone: such formats have no place for what stands before or behind them. */
function encodeTrees({ model }: ModelVersion, tool: string, write: typeof writeLightgbm): Uint8Array {
  if (model.kind === "tabular" && BOOSTED.has(model.component))
    // The state is that of the component which made it.
    return new TextEncoder().encode(write(model.state as GradientBoostingState, model.features));
  const inner = model.kind === "tabular" ? model.component : model.kind;
  throw new ComponentError(
    "run/not-exportable",
    `${tool}'s format holds the trees of a plain \`gradient_boosting\`, and this model is \`${inner}\``,
    "export it with `--to onnx`, which holds transforms and combinations too",
  );
}

const changedPredictions = (model: ModelVersion, difference: number): ComponentError =>
  new ComponentError(
    "run/changed-predictions",
    describe(model, difference),
    "use it with the version of pipec that published it, or publish it again: run its spec",
  );

/** Null when no rows were published with it. */
const differenceOf = ({ model, signature, golden }: ModelVersion): number | null =>
  golden === null
    ? null
    : compareGoldenRows(model, signature.task, golden, createLibrary(implementations, standardLibrary.components));

const rowsOf = ({ golden }: ModelVersion): number => {
  const first = golden?.features[0];
  return first === undefined ? 0 : first.kind === "number" ? first.values.length : first.codes.length;
};

function describe(model: ModelVersion, difference: number | null): string {
  const what = `${model.name} version ${model.version}`;
  if (difference === null) return `${what}: no rows were published with it`;
  const rows = `${rowsOf(model)} published rows`;
  if (difference === 0) return `${what}: ${rows} are predicted bit for bit as when it was published`;
  if (difference <= TOLERANCE)
    return `${what}: ${rows} are predicted as when it was published, to ${difference.toExponential(1)}`;
  return `${what}: predictions of ${rows} differ by up to ${difference.toExponential(1)} from when it was published (pipec ${model.metadata.pipec})`;
}
