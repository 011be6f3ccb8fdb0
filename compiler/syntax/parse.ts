// Text -> syntax tree and all syntax errors. Never throws. The order of the steps:
//   tokens.ts    words, with one token for everything that is wrong
//   screen.ts    reports and repairs wrong words, reads literals
//   lines.ts     cuts the file where a line surely begins a declaration
//   brackets.ts, tree.ts   matches brackets; cuts their content at commas and line ends
//   groups.ts, grammar.ts  parses each part on its own, innermost first
import type { Diagnostic } from "../../specs/diagnostic.ts";
import { createSink } from "../diagnostics/sink.ts";
import type { SourceFile } from "../source/source-file.ts";
import type { Declaration, Header, Import, Item, Param, SourceTree, Use } from "./ast.ts";
import { attachDocs, buildComments } from "./comments.ts";
import { declarationStarts } from "./lines.ts";
import { type Screen, screenTokens } from "./screen.ts";
import { parseStatement } from "./statements.ts";
import { syntax } from "./syntax.diagnostics.ts";
import { tokenize } from "./tokens.ts";
import { buildStatements } from "./tree.ts";

export interface ParseResult {
  readonly tree: SourceTree;
  /** Errors only, in the order of the file. */
  readonly diagnostics: Diagnostic[];
}

export function parse(file: SourceFile): ParseResult {
  const sink = createSink();
  const screen: Screen = { file: file.path, report: sink.report };
  const lexed = tokenize(file.text);
  const tokens = screenTokens(lexed.tokens, screen);
  const cuts = [0, ...declarationStarts(tokens).filter((start) => start > 0), tokens.length];
  const found: Item[] = [];
  for (let i = 1; i < cuts.length; i++) {
    for (const statement of buildStatements(tokens.slice(cuts[i - 1], cuts[i]), screen)) {
      const item = parseStatement(statement, screen);
      if (item !== null) found.push(item);
    }
  }
  const comments = buildComments(lexed.comments, file);
  const items = attachDocs(found, comments, file.text);
  const headers = items.filter((item): item is Header => item.kind === "header");
  for (const { span } of headers.slice(1)) {
    const first = { span: headers[0]!.span, message: "the first one" };
    screen.report(syntax["repeated-header"](span, {}, { related: [first] }));
  }
  const tree: SourceTree = {
    file: file.path,
    header: headers[0] ?? null,
    imports: items.filter((item): item is Import => item.kind === "import"),
    uses: items.filter((item): item is Use => item.kind === "use"),
    params: items.filter((item): item is Param => item.kind === "param"),
    declarations: items.filter((item): item is Declaration => item.kind === "declaration"),
    comments,
    items,
  };
  return { tree, diagnostics: sink.list() };
}
