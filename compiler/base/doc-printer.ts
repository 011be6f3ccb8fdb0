// A small pretty-printer after Wadler, "A prettier printer" (2003), with the measuring of Prettier: a group is flat when
// what stands before its first forced line end fits.

export type Doc =
  | string
  | readonly Doc[]
  /** A space, or a line end where its group is broken. */
  | { readonly kind: "line" }
  /** Nothing, or a line end where its group is broken. */
  | { readonly kind: "softline" }
  /** Always a line end; `blank` puts an empty line before it. */
  | { readonly kind: "hardline"; readonly blank: boolean }
  | { readonly kind: "indent"; readonly content: Doc }
  /** `broken`: broken even where it would fit. */
  | { readonly kind: "group"; readonly content: Doc; readonly broken: boolean }
  | { readonly kind: "if-broken"; readonly broken: Doc; readonly flat: Doc }
  /** `flat` if it fits, else `broken`. */
  | { readonly kind: "choice"; readonly flat: Doc; readonly broken: Doc };

export const line: Doc = { kind: "line" };
export const softline: Doc = { kind: "softline" };
export const hardline: Doc = { kind: "hardline", blank: false };
export const blankLine: Doc = { kind: "hardline", blank: true };
export const indent = (content: Doc): Doc => ({ kind: "indent", content });
export const group = (content: Doc, broken = false): Doc => ({ kind: "group", content, broken });
export const ifBroken = (broken: Doc, flat: Doc = ""): Doc => ({ kind: "if-broken", broken, flat });
export const choice = (flat: Doc, broken: Doc): Doc => ({ kind: "choice", flat, broken });

export function joinDocs(docs: readonly Doc[], separator: Doc): Doc {
  return docs.flatMap((doc, i) => (i === 0 ? [doc] : [separator, doc]));
}

interface Command {
  readonly depth: number;
  readonly broken: boolean;
  readonly doc: Doc;
}

const isList = (doc: Doc): doc is readonly Doc[] => Array.isArray(doc);

/** Lines are indented by two spaces per level and have no space at their end. */
export function printDoc(doc: Doc, width: number): string {
  let out = "";
  let column = 0;
  const commands: Command[] = [{ depth: 0, broken: true, doc }];
  const newLine = (depth: number, blank: boolean): void => {
    out = `${out.trimEnd()}${blank ? "\n\n" : "\n"}${"  ".repeat(depth)}`;
    column = 2 * depth;
  };
  for (let command = commands.pop(); command !== undefined; command = commands.pop()) {
    const { depth, broken, doc: current } = command;
    if (typeof current === "string") {
      out += current;
      column += current.length;
    } else if (isList(current)) {
      for (let i = current.length - 1; i >= 0; i--) commands.push({ depth, broken, doc: current[i]! });
    } else {
      switch (current.kind) {
        case "hardline":
          newLine(depth, current.blank);
          break;
        case "line":
        case "softline":
          if (broken) newLine(depth, false);
          else if (current.kind === "line") commands.push({ depth, broken, doc: " " });
          break;
        case "indent":
          commands.push({ depth: depth + 1, broken, doc: current.content });
          break;
        case "if-broken":
          commands.push({ depth, broken, doc: broken ? current.broken : current.flat });
          break;
        case "group": {
          const flat: Command = { depth, broken: false, doc: current.content };
          const fit = !current.broken && fits(flat, commands, width - column);
          commands.push(fit ? flat : { depth, broken: true, doc: current.content });
          break;
        }
        case "choice": {
          const flat: Command = { depth, broken: false, doc: current.flat };
          commands.push(fits(flat, commands, width - column) ? flat : { depth, broken: true, doc: current.broken });
          break;
        }
      }
    }
  }
  return out;
}

/** Whether everything up to the next line end has room, including what follows the command. */
function fits(first: Command, rest: readonly Command[], room: number): boolean {
  const stack: Command[] = [first];
  let nextRest = rest.length - 1;
  let left = room;
  while (left >= 0) {
    const command = stack.pop() ?? rest[nextRest--];
    if (command === undefined) return true;
    const { depth, broken, doc } = command;
    if (typeof doc === "string") left -= doc.length;
    else if (isList(doc)) for (let i = doc.length - 1; i >= 0; i--) stack.push({ depth, broken, doc: doc[i]! });
    else if (doc.kind === "hardline") return true;
    else if (doc.kind === "line" || doc.kind === "softline") {
      if (broken) return true;
      if (doc.kind === "line") left -= 1;
    } else if (doc.kind === "indent") stack.push({ depth, broken, doc: doc.content });
    else if (doc.kind === "group") stack.push({ depth, broken: doc.broken, doc: doc.content });
    else if (doc.kind === "choice") stack.push({ depth, broken: false, doc: doc.flat });
    else stack.push({ depth, broken, doc: broken ? doc.broken : doc.flat });
  }
  return false;
}
