// A page of docs/diagnostics for the terminal: headings, wrapped paragraphs and lists, indented examples. The pages use no
// other Markdown.
import type { Colours } from "../terminal.ts";
import { wrap } from "./table.ts";

/** Without the title, which the caller prints with what it knows of the id. */
export function printMarkdown(markdown: string, width: number, colours: Colours): string {
  const out: string[] = [];
  let paragraph: string[] = [];
  let fence = false;
  const flush = (): void => {
    if (paragraph.length > 0) out.push(wrap(paragraph.join(" "), width, "  "));
    paragraph = [];
  };
  for (const line of markdown.replace(/^#[^\n]*\n+/, "").split(/\r?\n/)) {
    if (line.startsWith("```")) {
      flush();
      fence = !fence;
      // The language says what an example is: a spec, its data.
      const file = /^```csv (\S+)/.exec(line)?.[1];
      if (file !== undefined) out.push(`    ${colours.dim(file)}`);
    } else if (fence) out.push(line === "" ? "" : `    ${line}`);
    else if (/^#+ /.test(line)) {
      flush();
      if (out.length > 0 && out[out.length - 1] !== "") out.push("");
      out.push(colours.bold(line.replace(/^#+ /, "")));
    } else if (line === "") {
      flush();
      if (out[out.length - 1] !== "") out.push("");
    } else if (/^[-*] /.test(line)) {
      flush();
      paragraph = [line];
    } else paragraph.push(line.trim());
  }
  flush();
  return out.join("\n").trimEnd();
}
