// A query of the author as a part of a statement of ours. What a source asks can only read: it is one SELECT and nothing else.
import type { Span } from "../../../specs/diagnostic.ts";
import { Refusal } from "../readers/reader.ts";
import { databaseDiagnostics } from "./database.diagnostics.ts";

/** Without the semicolons at its end, which would end the statement that it becomes a part of. Throws a `Refusal`. */
export function selectText(query: string, relation: string, span: Span): string {
  const text = query.trim().replace(/;[;\s]*$/, "");
  if (/^(select|with|values|table|from|\()/i.test(withoutComments(text))) return text;
  throw new Refusal(databaseDiagnostics["refused-query"](span, { relation, problem: "it is not a SELECT statement" }));
}

/** A comment at the end of the query ends with its line. */
export const asRelation = (text: string): string => `(${text}\n)`;

const withoutComments = (text: string): string =>
  text.replace(/^(\s|--[^\n]*(\n|$)|#[^\n]*(\n|$)|\/\*[\s\S]*?\*\/)*/, "");
