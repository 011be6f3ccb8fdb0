// The one door to the user's terminal: results go to `out`, everything else to `err`.
import type { WriteStream } from "node:tty";
import pc from "picocolors";

export type Colours = ReturnType<typeof pc.createColors>;
export type Loudness = "quiet" | "normal" | "verbose";

export interface Terminal {
  /** Results: what a pipe or a file should receive. */
  readonly out: (text: string) => void;
  /** Progress, logs and errors. */
  readonly err: (text: string) => void;
  readonly outColours: Colours;
  readonly errColours: Colours;
  /** True when somebody watches stderr live. */
  readonly live: boolean;
  /** Width of the terminal in characters. */
  readonly width: number;
  readonly loudness: Loudness;
  readonly json: boolean;
}

/** Options that every command takes. */
export interface CommonOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  /** False when `--no-color` was given. */
  readonly color?: boolean;
}

export interface Surroundings {
  readonly stdout: Pick<WriteStream, "write"> & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: Pick<WriteStream, "write"> & { readonly isTTY?: boolean; readonly columns?: number };
  readonly env: Readonly<Record<string, string | undefined>>;
}

const DEFAULT_WIDTH = 100;

/** Colour follows https://no-color.org and `FORCE_COLOR`; otherwise it is for terminals only. */
export function createTerminal(options: CommonOptions, { stdout, stderr, env }: Surroundings): Terminal {
  const wanted = options.color !== false && !env.NO_COLOR;
  const forced = env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== "0";
  const coloured = (tty: boolean | undefined): boolean => wanted && (forced || (tty === true && env.TERM !== "dumb"));
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    outColours: pc.createColors(coloured(stdout.isTTY)),
    errColours: pc.createColors(coloured(stderr.isTTY)),
    live: stderr.isTTY === true && env.TERM !== "dumb" && !env.CI,
    // A terminal that does not know its size says 0.
    width: stdout.columns || stderr.columns || DEFAULT_WIDTH,
    loudness: options.quiet ? "quiet" : options.verbose ? "verbose" : "normal",
    json: options.json === true,
  };
}
