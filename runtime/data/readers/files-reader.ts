// Rows from files that are read one after the other by a reader of one file. Files of one source have the same columns; one
// that lacks a column or has it in another type is an error, as everywhere. Folders give columns of text.
import type { Cell } from "../../frame/cell.ts";
import { dataDiagnostics } from "../data.diagnostics.ts";
import {
  type Chunks,
  Refusal,
  type RowReader,
  type SourceFile,
  type SourceRequest,
  type TypedColumn,
  type TypedRows,
} from "./reader.ts";

type OpenFile = (file: SourceFile, request: SourceRequest) => Promise<TypedRows>;

export const filesReader = (openFile: OpenFile): RowReader => ({
  kind: "rows",
  open: async (request) => {
    const [first, ...others] = request.files;
    if (first === undefined) return { columns: [], chunks: () => [] };
    const opened = await openFile(first, request);
    const named = new Set(first.partitions.map(({ name }) => name));
    const columns = [
      ...opened.columns.filter(({ name }) => !named.has(name)),
      ...first.partitions.map(({ name }): TypedColumn => ({ name, kind: "text" })),
    ];
    const close = async (): Promise<void> => opened.close?.();
    const chunks = async function* (wanted: readonly TypedColumn[]): AsyncGenerator<readonly (readonly Cell[])[]> {
      yield* chunksOf(first, opened, wanted);
      for (const file of others) {
        const next = await openFile(file, request);
        try {
          assertAlike(request, first, file, next, wanted);
          yield* chunksOf(file, next, wanted);
        } finally {
          await next.close?.();
        }
      }
    };
    return { columns, chunks, close };
  },
});

async function* chunksOf(
  file: SourceFile,
  rows: TypedRows,
  wanted: readonly TypedColumn[],
): AsyncGenerator<readonly (readonly Cell[])[]> {
  const constant = new Map(file.partitions.map(({ name, value }) => [name, value]));
  const inFile = wanted.filter(({ name }) => !constant.has(name));
  // Without a column of the file nothing would say how many rows there are.
  const counted = inFile.length > 0 ? inFile : rows.columns.slice(0, 1);
  const chunks: Chunks = rows.chunks(counted);
  for await (const chunk of chunks) {
    const length = chunk[0]?.length ?? 0;
    let at = 0;
    yield wanted.map(({ name }) => {
      const value = constant.get(name);
      return value === undefined ? chunk[at++]! : new Array<Cell>(length).fill(value);
    });
  }
}

function assertAlike(
  { span }: SourceRequest,
  first: SourceFile,
  file: SourceFile,
  rows: TypedRows,
  wanted: readonly TypedColumn[],
): void {
  for (const { name, kind, shape } of wanted) {
    if (file.partitions.some((partition) => partition.name === name)) continue;
    const column = rows.columns.find((candidate) => candidate.name === name);
    if (column === undefined) {
      throw new Refusal(
        dataDiagnostics["columns-differ"](span, { path: file.shown, column: name, other: first.shown }),
      );
    }
    if (column.kind !== kind || String(column.shape) !== String(shape))
      throw new Error(`the type of \`${name}\` in \`${file.shown}\` differs from that in \`${first.shown}\``);
  }
}
