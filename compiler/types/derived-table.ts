// A table with one more `derive` at its end, which the author has not written.
import { invariant } from "../base/invariant.ts";
import type { DerivedColumn, TableTerm } from "./typed.ts";

export function derived(input: TableTerm, columns: readonly DerivedColumn[]): TableTerm {
  const [first] = columns;
  invariant(first !== undefined, "a step that derives nothing");
  const { span, nameSpan } = first;
  const made = columns.map(({ name, expression }) => ({ name, type: expression.type, roles: {} }));
  const schema = { ...input.schema, columns: [...input.schema.columns, ...made] };
  return { kind: "step", input, step: { kind: "derive", component: "derive", columns, span, nameSpan }, schema, span };
}
