// `pipec init`: a folder with a small spec that works and the data it reads. Nothing that exists is overwritten.
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { CommandFailure } from "../failure.ts";
import { type Scaffold, scaffoldClassify } from "../scaffold/classify.ts";
import { scaffoldForecast } from "../scaffold/forecast.ts";
import type { CommonOptions, Terminal } from "../terminal.ts";

export interface InitOptions extends CommonOptions {
  readonly template: "forecast" | "classify";
}

export async function initialise(args: readonly string[], options: InitOptions, terminal: Terminal): Promise<ExitCode> {
  const folder = args[0] ?? "my-pipeline";
  const name = nameOf(folder);
  const files = (options.template === "classify" ? scaffoldClassify : scaffoldForecast)(name);
  const taken = Object.keys(files).filter((file) => existsSync(join(folder, file)));
  if (taken.length > 0)
    throw new CommandFailure(
      `\`${join(folder, taken[0]!)}\` exists already and is left as it is`,
      "choose another folder: pipec init NAME",
    );
  writeScaffold(folder, files);
  const spec = join(folder, `${name}.pipe`);
  if (terminal.json) {
    terminal.out(`${JSON.stringify({ version: 1, folder, files: Object.keys(files) })}\n`);
    return EXIT.fine;
  }
  for (const file of Object.keys(files)) terminal.out(`wrote ${join(folder, file)}\n`);
  if (terminal.loudness !== "quiet")
    terminal.err(`\nNext:\n  pipec check ${spec}   # prove it, without data\n  pipec run ${spec}     # run it\n`);
  return EXIT.fine;
}

function writeScaffold(folder: string, files: Scaffold): void {
  for (const [file, text] of Object.entries(files)) {
    const path = join(folder, file);
    mkdirSync(dirname(path), { recursive: true });
    // `wx` refuses to overwrite even if the file has appeared since the check.
    writeFileSync(path, text, { flag: "wx" });
  }
}

/** A name of the language from the folder's name: `Churn model 2` becomes `churn_model_2`. */
function nameOf(folder: string): string {
  const plain = basename(resolve(folder))
    .toLowerCase()
    .replaceAll(/[^a-z0-9_]+/g, "_")
    .replaceAll(/^_+|_+$/g, "");
  return /^[a-z_]/.test(plain) ? plain : `pipeline_${plain}`.replace(/_$/, "");
}
