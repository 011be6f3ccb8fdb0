import type { CommandNode } from "./tree.ts";

export function completeFish(root: CommandNode): string {
  const lines = ["# fish completion of pipec"];
  for (const command of root.subcommands) {
    lines.push(`complete -c pipec -n __fish_use_subcommand -f -a ${command.name} -d ${quote(command.description)}`);
    const inside = `"__fish_seen_subcommand_from ${command.name}"`;
    for (const sub of command.subcommands)
      lines.push(`complete -c pipec -n ${inside} -f -a ${sub.name} -d ${quote(sub.description)}`);
    for (const option of command.options) {
      const flags = option.flags.map((flag) => (flag.startsWith("--") ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
      const value = option.takesValue
        ? ` -r${option.choices.length > 0 ? ` -f -a ${quote(option.choices.join(" "))}` : ""}`
        : "";
      lines.push(`complete -c pipec -n ${inside} ${flags.join(" ")}${value} -d ${quote(option.description)}`);
    }
  }
  return `${lines.join("\n")}\n`;
}

const quote = (text: string): string => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
