import { type CommandNode, flagsOf } from "./tree.ts";

/** A script for bash 4 and newer, without the bash-completion package. */
export function completeBash(root: CommandNode): string {
  const cases = root.subcommands.map((command) => {
    const words = [...command.subcommands.map(({ name }) => name), ...flagsOf(command)];
    return `    ${command.name}) words="${words.join(" ")}" ;;`;
  });
  const values = collectChoices(root).map(
    ([flag, choices]) => `    ${flag}) COMPREPLY=($(compgen -W "${choices.join(" ")}" -- "$current")); return ;;`,
  );
  return `# bash completion of pipec
_pipec() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" words
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${[...root.subcommands.map(({ name }) => name), ...flagsOf(root)].join(" ")}" -- "$current"))
    return
  fi
  case "$previous" in
${values.join("\n")}
  esac
  case "\${COMP_WORDS[1]}" in
${cases.join("\n")}
    *) words="" ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current") $(compgen -f -X '!*.pipe' -- "$current") $(compgen -d -- "$current"))
}
complete -o filenames -F _pipec pipec
`;
}

/** An option has the same choices in every command of pipec, so its flag alone is enough. */
function collectChoices(command: CommandNode): [string, readonly string[]][] {
  const found = new Map<string, readonly string[]>();
  const visit = (node: CommandNode): void => {
    for (const { flags, choices } of node.options)
      if (choices.length > 0) for (const flag of flags) found.set(flag, choices);
    node.subcommands.forEach(visit);
  };
  visit(command);
  return [...found];
}
