import type { CommandNode, OptionNode } from "./tree.ts";

/** A script for `$fpath`; also works when sourced after `compinit`. */
export function completeZsh(root: CommandNode): string {
  const commands = root.subcommands.map(({ name, description }) => `    '${name}:${quote(description)}'`);
  const cases = root.subcommands.map((command) => {
    const options = command.options.flatMap(describeOption).map((line) => `        ${line} \\`);
    const names = command.subcommands.map(({ name }) => name).join(" ");
    const rest = names === "" ? "'*:file:_files'" : `'1:command:(${names})' '*:file:_files'`;
    return `      ${command.name})\n        _arguments \\\n${options.join("\n")}\n        '--help[show help]' ${rest} ;;`;
  });
  return `#compdef pipec
_pipec() {
  local -a commands
  commands=(
${commands.join("\n")}
  )
  if (( CURRENT == 2 )); then
    _describe 'command' commands
  else
    local name=$words[2]
    shift words
    (( CURRENT-- ))
    case $name in
${cases.join("\n")}
    esac
  fi
}
compdef _pipec pipec
`;
}

function describeOption({ flags, description, takesValue, choices }: OptionNode): string[] {
  const value = takesValue ? `:value:${choices.length > 0 ? `(${choices.join(" ")})` : "_files"}` : "";
  return flags.map((flag) => `'${flag}[${quote(description)}]${value}'`);
}

const quote = (text: string): string => text.replaceAll("'", "’").replaceAll(/[[\]:\\]/g, (sign) => `\\${sign}`);
