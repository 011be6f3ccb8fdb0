// The command tree: names, options, help. Every command's code is a chunk of its own, loaded when it is called.
import { Command, Option } from "commander";
import type { ExitCode } from "./exit-codes.ts";
import { ALL_EXAMPLES, EXAMPLES } from "./help-examples.ts";
import { memoryOption } from "./host/memory.ts";
import type { CommonOptions, Terminal } from "./terminal.ts";

export interface ProgramHost {
  readonly version: string;
  readonly createTerminal: (options: CommonOptions) => Terminal;
  /** Receives the code of the command that ran. */
  readonly finish: (code: ExitCode) => void;
}

export const CHECK_FORMATS = ["pretty", "json", "sarif", "github", "gitlab", "junit"] as const;
export const GRAPH_FORMATS = ["mermaid", "dot", "html", "json"] as const;
export const SHELLS = ["bash", "zsh", "fish"] as const;

type Run<Options> = (args: readonly string[], options: Options, terminal: Terminal) => Promise<ExitCode>;

export function createProgram(host: ProgramHost): Command {
  const program = new Command("pipec")
    .description(
      "Compiles and runs machine-learning pipelines written as .pipe specs.\n" +
        "The compiler proves that no value is judged on rows that influenced it before any data is read.",
    )
    .version(host.version, "-V, --version")
    .helpOption("-h, --help", "show help")
    .helpCommand("help [command]", "show help for a command")
    .addHelpText("after", ALL_EXAMPLES)
    .showSuggestionAfterError()
    .showHelpAfterError("(add --help for the options and examples)");

  /** Adds the options that all commands share, the examples, and the call of the lazily loaded code. */
  function finish<Options extends object>(command: Command, load: () => Promise<Run<Options & CommonOptions>>): void {
    command
      .option("--json", "one JSON document on stdout")
      .option("-q, --quiet", "results and errors only")
      .option("-v, --verbose", "more detail on stderr")
      .option("--no-color", "no colours")
      .addHelpText("after", EXAMPLES[pathOf(command)] ?? "");
    command.action(async () => {
      const options = command.opts<Options & CommonOptions>();
      const run = await load();
      host.finish(await run(command.args, options, host.createTerminal(options)));
    });
  }

  const specOptions = (command: Command): Command =>
    command
      .option("--set <name=value>", "set a param of the spec (repeatable)", collect)
      .option("--profile <name>", "use a profile of pipec.profiles.json beside the spec")
      .option("--strict", "missing declarations are errors")
      .option("--as-of <time>", "the moment the spec is run for, ISO 8601 (default: end of the data)");

  finish(
    specOptions(program.command("run").description("compile, plan and execute a spec").argument("<spec>"))
      .option("--only <name...>", "only these declarations and what they need")
      .option("-j, --jobs <n>", "worker threads (default: number of cores)", positiveInteger)
      .option("--memory <size>", "memory to stay within, like 4GB (default: 60 % of what there is)", memoryOption)
      .option("--resume", "go on where the last run of this spec stopped")
      .option("--store <folder>", "where results are kept (default: .pipec beside the spec)")
      .option("--cache-limit <size>", "how large the cache may grow (default: PIPEC_CACHE_LIMIT, else 20GB)"),
    async () => (await import("./commands/run.ts")).runSpec,
  );
  finish(
    specOptions(
      program
        .command("backfill")
        .description("run predictions and reports again, once per interval, each as of its moment")
        .argument("<spec>"),
    )
      .option("--from <time>", "the first moment (default: that of the schedule)")
      .option("--to <time>", "the last moment (default: now)")
      .option("--every <duration>", "from one moment to the next: 1d, 1w, 1mo (default: that of the schedule)")
      .option("--only <name...>", "these declarations (default: predictions and reports, of the schedule or all)")
      .option("-j, --jobs <n>", "worker threads (default: number of cores)", positiveInteger)
      .option("--store <folder>", "where results are kept (default: .pipec beside the spec)"),
    async () => (await import("./commands/backfill.ts")).backfill,
  );
  finish(
    specOptions(
      program
        .command("check")
        .description("prove specs: syntax, types, leakage; reads no data")
        .argument("<path...>", "spec files, folders (all *.pipe inside), or - for stdin"),
    )
      .option("--data", "look at the data too: schemas, rules of checks, what the lock file remembers")
      .option("--fix", "apply the safe fixes and write the files")
      .option("--dry-run", "with --fix: print the diff, write nothing")
      .addOption(new Option("--format <format>", "how findings are printed").choices(CHECK_FORMATS).default("pretty")),
    async () => (await import("./commands/check.ts")).checkPaths,
  );
  finish(
    specOptions(
      program
        .command("lint")
        .description("check, rules of good practice and layout; warnings count")
        .argument("<path...>", "spec files, folders (all *.pipe inside), or - for stdin"),
    )
      .option("--fix", "apply the safe fixes and the layout, and write the files")
      .option("--dry-run", "with --fix: print the diff, write nothing")
      .option("--changed <ref>", "only specs that differ from this git revision, or import what does")
      .addOption(new Option("--format <format>", "how findings are printed").choices(CHECK_FORMATS).default("pretty")),
    async () => (await import("./commands/check.ts")).lintPaths,
  );
  finish(
    specOptions(
      program
        .command("prove")
        .description(
          "test on the data that nothing reads what it must not: later rows, judged rows, other rows of a batch",
        )
        .argument("<spec>"),
    )
      .option("--moments <n>", "how many moments are tried", positiveInteger, 5)
      .option("--shuffles <n>", "how often labels are shuffled", positiveInteger, 5)
      .option("--seed <n>", "seed of the changes (default: that of the spec)", positiveInteger)
      .option("-j, --jobs <n>", "worker threads (default: number of cores)", positiveInteger)
      .option("--memory <size>", "memory to stay within, like 4GB (default: 60 % of what there is)", memoryOption)
      .option("--store <folder>", "where fitted values are taken from and kept (default: .pipec beside the spec)"),
    async () => (await import("./commands/prove.ts")).proveSpec,
  );
  finish(
    program
      .command("fmt")
      .description("rewrite specs in the canonical layout")
      .argument("<path...>", "spec files, folders, or - to format stdin to stdout")
      .option("--check", "change nothing; exit 1 when a file is not formatted"),
    async () => (await import("./commands/fmt.ts")).formatPaths,
  );
  finish(
    specOptions(program.command("plan").description("show what would run, and why").argument("<spec>"))
      .addOption(new Option("--graph <format>", "print the graph instead of the table").choices(GRAPH_FORMATS))
      .option("--only <name...>", "only these declarations and what they need")
      .option("--store <folder>", "where results are kept (default: .pipec beside the spec)"),
    async () => (await import("./commands/plan.ts")).showPlan,
  );
  finish(
    program
      .command("infer")
      .description("propose a spec from data, or write the lock file of a spec")
      .argument("<file>", "data files (csv, tsv, parquet, json, arrow; globs in quotes), or a spec")
      .option("--target <column>", "what is to be predicted: proposes task, split, models and evaluation too")
      .option("--write <file>", "write the proposed spec there instead of printing it")
      .option("--force", "with --write: replace a file that is there")
      .option("--rows <n>", "the most rows that are looked at, from the beginning", positiveInteger, 1_000_000),
    async () => (await import("./commands/infer.ts")).infer,
  );
  finish(
    program
      .command("explain")
      .description("the long text of a diagnostic or a component")
      .argument("[id]", "leak/target-derived, LK101, gradient_boosting, …; without it, a list"),
    async () => (await import("./commands/explain.ts")).explain,
  );
  finish(
    program
      .command("init")
      .description("write a small working spec with data")
      .argument("[folder]", "where to write it", "my-pipeline")
      .addOption(
        new Option("--template <name>", "what to start from").choices(["forecast", "classify"]).default("forecast"),
      ),
    async () => (await import("./commands/init.ts")).initialise,
  );
  finish(
    program.command("doctor").description("what is installed and usable on this machine"),
    async () => (await import("./commands/doctor.ts")).diagnoseMachine,
  );

  const storeOption = (command: Command): Command =>
    command.option("--store <folder>", "the store to look into (default: .pipec)");
  const runs = program
    .command("runs")
    .description("list, show and compare past runs")
    .addHelpText("after", EXAMPLES.runs!);
  finish(
    storeOption(runs.command("list", { isDefault: true }).description("all runs, newest first")),
    async () => (await import("./commands/runs.ts")).listRuns,
  );
  finish(
    storeOption(
      runs.command("show").description("the summary of one run").argument("[run]", "id or prefix; default: newest"),
    ),
    async () => (await import("./commands/runs.ts")).showRun,
  );
  finish(
    storeOption(
      runs.command("compare").description("parameters and metrics of runs side by side").argument("<run...>"),
    ),
    async () => (await import("./commands/runs.ts")).compareRuns,
  );
  const models = program
    .command("models")
    .description("list and show published models")
    .addHelpText("after", EXAMPLES.models!);
  finish(
    storeOption(models.command("list", { isDefault: true }).description("all published models and their aliases")),
    async () => (await import("./commands/models.ts")).listModels,
  );
  finish(
    storeOption(
      models.command("show").description("one model version").argument("<name>", "name, name@alias or name@version"),
    ),
    async () => (await import("./commands/models.ts")).showModel,
  );
  finish(
    storeOption(
      models
        .command("verify")
        .description("predict the rows that were published with a model again, and compare")
        .argument("<name>", "name, name@alias or name@version"),
    ),
    async () => (await import("./commands/export-model.ts")).verifyModel,
  );
  finish(
    storeOption(
      models
        .command("export")
        .description("write a model version in a format of other tools")
        .argument("<name>", "name, name@alias or name@version")
        .option("--to <format>", "onnx, lightgbm or xgboost", "onnx")
        .option("-o, --output <file>", "where to write it (default: NAME.onnx, .txt, .json)"),
    ),
    async () => (await import("./commands/export-model.ts")).exportModel,
  );
  finish(
    storeOption(
      models
        .command("import")
        .description("take a model of another tool into the store: of LightGBM (text) or XGBoost (JSON)")
        .argument("<file>", "as save_model of the tool writes it")
        .requiredOption("--name <name>", "the name that it gets")
        .option("--target <column>", "what it predicts", "target"),
    ),
    async () => (await import("./commands/import-model.ts")).importModel,
  );
  const cache = program
    .command("cache")
    .description("what is kept of earlier runs, and making it smaller")
    .addHelpText("after", EXAMPLES.cache!);
  finish(
    storeOption(cache.command("show", { isDefault: true }).description("size and number of entries by kind and age")),
    async () => (await import("./commands/cache.ts")).showCache,
  );
  finish(
    storeOption(cache.command("prune").description("remove what was not used for longest; what a run uses now stays"))
      .option("--max <size>", "until the cache is no larger (default: its limit)")
      .option("--older <age>", "what was last used longer ago, such as 30d")
      .option("--unused", "what the last run of no spec refers to"),
    async () => (await import("./commands/cache.ts")).pruneCache,
  );
  finish(
    storeOption(cache.command("clear").description("remove everything; runs, models and the ledger stay")),
    async () => (await import("./commands/cache.ts")).clearCache,
  );
  finish(
    storeOption(cache.command("verify").description("check every entry against its checksum, remove what is damaged")),
    async () => (await import("./commands/cache.ts")).verifyCache,
  );
  finish(
    program
      .command("completion")
      .description("print a completion script for a shell")
      .argument("<shell>", SHELLS.join(", ")),
    async () => {
      const { printCompletion } = await import("./commands/completion.ts");
      return async (args, _options, terminal) => printCompletion(args, program, terminal);
    },
  );
  return program;
}

/** `runs show` for a subcommand of `runs`. */
export function pathOf(command: Command): string {
  const parent = command.parent;
  return parent === null || parent.parent === null ? command.name() : `${pathOf(parent)} ${command.name()}`;
}

const collect = (value: string, previous: readonly string[] = []): readonly string[] => [...previous, value];

function positiveInteger(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new NotAPositiveInteger(text);
}

/** Commander prints the message of an error with this code as a usage error. */
class NotAPositiveInteger extends Error {
  readonly code = "commander.invalidArgument";
  constructor(text: string) {
    super(`\`${text}\` is not a positive whole number`);
  }
}
