// `pipec completion`: scripts made from the command tree itself, so that they never lag behind it.
import type { Command } from "commander";
import { completeBash } from "../completion/bash.ts";
import { completeFish } from "../completion/fish.ts";
import { describeTree } from "../completion/tree.ts";
import { completeZsh } from "../completion/zsh.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { CommandFailure } from "../failure.ts";
import type { Terminal } from "../terminal.ts";

export function printCompletion(args: readonly string[], program: Command, terminal: Terminal): ExitCode {
  const writers = { bash: completeBash, zsh: completeZsh, fish: completeFish };
  const write = Object.entries(writers).find(([shell]) => shell === args[0])?.[1];
  if (write === undefined)
    throw new CommandFailure(`there is no completion for the shell \`${args[0]}\``, "known shells: bash, zsh, fish");
  terminal.out(write(describeTree(program)));
  return EXIT.fine;
}
