// What completion scripts need of the command tree.
import type { Command, Option } from "commander";

export interface OptionNode {
  /** `--format`, `-q`. */
  readonly flags: readonly string[];
  readonly description: string;
  readonly takesValue: boolean;
  readonly choices: readonly string[];
}

export interface CommandNode {
  readonly name: string;
  readonly description: string;
  readonly options: readonly OptionNode[];
  readonly subcommands: readonly CommandNode[];
}

export function describeTree(command: Command): CommandNode {
  return {
    name: command.name(),
    description: firstLine(command.description()),
    options: command.options.map(describeOption),
    subcommands: command.commands.map(describeTree),
  };
}

const describeOption = (option: Option): OptionNode => ({
  flags: [option.short, option.long].filter((flag) => flag !== undefined),
  description: firstLine(option.description),
  takesValue: option.required || option.optional,
  choices: option.argChoices ?? [],
});

const firstLine = (text: string): string => text.split("\n", 1)[0]!;

export const flagsOf = (command: CommandNode): string[] => [...command.options.flatMap(({ flags }) => flags), "--help"];
