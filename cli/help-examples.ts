// The examples under every `--help`: a command is learnt from one line that works.

const block = (lines: readonly string[], more = ""): string =>
  `\nExamples:\n${lines.map((line) => `  $ ${line}`).join("\n")}\n${more === "" ? "" : `\n${more}\n`}`;

export const ALL_EXAMPLES = block(
  [
    "pipec init my-pipeline            # a small working spec to start from",
    "pipec check specs/                # prove every spec in a folder, without data",
    "pipec run specs/sales.pipe        # run it; results go to .pipec beside the spec",
    "pipec explain leak/target-derived # what a finding means and what to do",
  ],
  "Exit codes: 0 fine, 1 findings or a failed run, 2 wrong usage, 70 internal error, 130 interrupted.",
);

export const EXAMPLES: Readonly<Record<string, string>> = {
  run: block(
    [
      "pipec run sales.pipe",
      "pipec run sales.pipe --set trials=100 --jobs 8",
      "pipec run sales.pipe --only final      # that evaluation and what it needs",
      "pipec run sales.pipe --resume          # after Ctrl-C or a failure",
      "pipec run sales.pipe --json > run.json # the run record",
    ],
    "Ctrl-C once stops after the step in progress and keeps what is done; twice stops at once.",
  ),
  check: block(
    [
      "pipec check sales.pipe",
      "pipec check specs/ --strict",
      "pipec check specs/ --format sarif > findings.sarif",
      "pipec check specs/ --format github     # annotations in a pull request",
      "pipec check sales.pipe --fix --dry-run # the diff of all safe fixes",
      "cat sales.pipe | pipec check -",
    ],
    "Exit code 1 when a spec has an error; warnings alone leave it 0. Fixes that change what is computed are shown, not applied.",
  ),
  backfill: block(
    [
      "pipec backfill sales.pipe --from 2024-01-01 --to 2024-03-31 --every 1w",
      "pipec backfill sales.pipe --only next_week    # with the moments of the schedule",
      'pipec backfill sales.pipe --from 2024-01-01 --every 1mo --set "until={as_of}"',
    ],
    "Each run sees what was known at its moment. The same interval again gives the same bytes in the same files.",
  ),
  infer: block(
    [
      "pipec infer data.csv                          # schema, roles and checks as a spec",
      "pipec infer data.csv --target y > y.pipe && pipec run y.pipe",
      'pipec infer "data/2024-*.parquet" --write sales.pipe',
      "pipec infer sales.pipe                        # writes sales.lock.json for sources without a schema",
    ],
    "What is proposed is what the data shows, with the number that led to it in a comment. Read every line.",
  ),
  lint: block(
    [
      "pipec lint specs/",
      "pipec lint specs/ --fix                # safe fixes and layout",
      "pipec lint specs/ --changed origin/main --format github",
    ],
    "Exit code 1 when there is any error or warning, or a file is not formatted.",
  ),
  prove: block(
    [
      "pipec prove sales.pipe",
      "pipec prove sales.pipe --moments 20 --seed 7",
      "pipec prove sales.pipe --json > proof.json",
    ],
    "Exit code 1 when something moved that must not. Scores are not computed, so it is no look at a sealed test.",
  ),
  fmt: block(["pipec fmt sales.pipe", "pipec fmt specs/ --check   # for CI", "pipec fmt - < sales.pipe"]),
  plan: block([
    "pipec plan sales.pipe",
    "pipec plan sales.pipe --graph mermaid",
    "pipec plan sales.pipe --graph dot | dot -Tsvg > plan.svg",
    "pipec plan sales.pipe --graph html > plan.html",
    "pipec plan sales.pipe --graph json > plan.json",
    "pipec plan sales.pipe --json           # the plan, and per node hit or miss and why",
  ]),
  explain: block([
    "pipec explain                          # everything that can be explained",
    "pipec explain leak/fit-outside-train   # a diagnostic",
    "pipec explain LK101                    # an entry of the leakage catalogue",
    "pipec explain gradient_boosting        # a component: parameters, effects",
  ]),
  init: block(["pipec init", "pipec init churn --template classify", "pipec run my-pipeline/my-pipeline.pipe"]),
  doctor: block(["pipec doctor", "pipec doctor --json"]),
  runs: block([
    "pipec runs",
    "pipec runs show",
    "pipec runs show 20240131",
    "pipec runs compare 20240131-1 20240131-2",
  ]),
  models: block(["pipec models", "pipec models show sales_forecast@production"]),
  cache: block(
    [
      "pipec cache",
      "pipec cache prune --max 10GB",
      "pipec cache prune --older 30d",
      "pipec cache prune --unused     # left by specs as they were before",
      "pipec cache verify",
      "pipec cache clear",
    ],
    "Everything in the cache can be computed again. The limit of a run is --cache-limit or PIPEC_CACHE_LIMIT.",
  ),
  completion: block([
    "pipec completion bash > ~/.local/share/bash-completion/completions/pipec",
    'pipec completion zsh > "$' + '{fpath[1]}/_pipec"',
    "pipec completion fish > ~/.config/fish/completions/pipec.fish",
  ]),
};
