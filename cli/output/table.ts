// Plain text tables. Widths count visible characters, so colours do not disturb the columns.

export interface TableColumn {
  readonly title: string;
  readonly align?: "left" | "right";
}

const ESCAPE = String.fromCharCode(27);
const COLOUR = new RegExp(`${ESCAPE}\\[[0-9;]*m`, "g");

export const visibleLength = (text: string): number => [...text.replaceAll(COLOUR, "")].length;

/** One line per row, two spaces between columns, no trailing blanks; a head line and a rule when titles are given. */
export function printTable(columns: readonly TableColumn[], rows: readonly (readonly string[])[]): string {
  const titled = columns.some((column) => column.title !== "");
  const head = columns.map((column) => column.title);
  const widths = columns.map((_, i) =>
    Math.max(...[...(titled ? [head] : []), ...rows].map((row) => visibleLength(row[i] ?? "")), 0),
  );
  const line = (row: readonly string[]): string =>
    columns
      .map((column, i) => {
        const text = row[i] ?? "";
        const blanks = " ".repeat(Math.max(0, widths[i]! - visibleLength(text)));
        return column.align === "right" ? blanks + text : text + blanks;
      })
      .join("  ")
      .trimEnd();
  const lines = rows.map(line);
  if (titled) lines.unshift(line(head), widths.map((width) => "─".repeat(width)).join("  "));
  return `${lines.join("\n")}\n`;
}

/** Cuts a text to `width` visible characters, with an ellipsis where something was cut. Expects text without colours. */
export function shorten(text: string, width: number): string {
  const characters = [...text];
  return characters.length <= width ? text : `${characters.slice(0, Math.max(0, width - 1)).join("")}…`;
}

/** Breaks text at blanks so that no line is longer than `width` (a longer single word stays whole). */
export function wrap(text: string, width: number, indent = ""): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/).filter((part) => part !== "")) {
    if (line !== "" && indent.length + line.length + 1 + word.length > width) {
      lines.push(indent + line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  if (line !== "") lines.push(indent + line);
  return lines.join("\n");
}
