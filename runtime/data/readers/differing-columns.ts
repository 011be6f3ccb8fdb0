// The files of one source have the same columns, as far as the schema names them.
import { dataDiagnostics } from "../data.diagnostics.ts";
import { Refusal, type SourceFile, type SourceRequest } from "./reader.ts";

/** Throws for the first column of the schema that some files have and others lack. */
export function differingColumns(request: SourceRequest, namesOf: (file: SourceFile) => ReadonlySet<string>): void {
  const has = (file: SourceFile, column: string): boolean =>
    namesOf(file).has(column) || file.partitions.some(({ name }) => name === column);
  for (const { name } of request.schema.columns) {
    const owner = request.files.find((file) => has(file, name));
    const odd = request.files.find((file) => !has(file, name));
    if (owner === undefined || odd === undefined) continue;
    const holes = { path: odd.shown, column: name, other: owner.shown };
    throw new Refusal(dataDiagnostics["columns-differ"](request.span, holes));
  }
}
