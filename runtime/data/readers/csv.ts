// Delimited text. All cells as text, so that a bad one can be shown as it stands. Nothing about the dialect is guessed but
// line ends.
import { stat } from "node:fs/promises";
import { dataDiagnostics } from "../data.diagnostics.ts";
import { quoteText } from "../sql-text.ts";
import { diagnoseCsv } from "./diagnose-csv.ts";
import { fileList, Refusal, type ScanReader, type SourceRequest, textParameter } from "./reader.ts";

export const csvReader: ScanReader = {
  kind: "scan",
  scan: async (request) => {
    // The engine gives an empty file a column of its own making.
    for (const { path, shown } of request.files) {
      if ((await stat(path)).size === 0)
        throw new Refusal(dataDiagnostics["empty-table"](request.span, { path: shown }));
    }
    const hasHeader = request.params.header !== false;
    const delimiter = delimiterOf(request);
    const options = [
      "all_varchar = true",
      `header = ${hasHeader}`,
      `delim = ${quoteText(delimiter)}`,
      `quote = '"'`,
      `escape = '"'`,
      "skip = 0",
      "comment = ''",
      "null_padding = false",
    ];
    // Without a header the schema names the columns, in order.
    if (!hasHeader) options.push(`names = [${request.schema.columns.map(({ name }) => quoteText(name)).join(", ")}]`);
    return {
      relation: `read_csv(${fileList(request)}, ${options.join(", ")})`,
      headerLines: hasHeader ? 1 : 0,
      delimiter,
    };
  },
  explain: (request) => diagnoseCsv(request.files, delimiterOf(request)),
};

const delimiterOf = (request: SourceRequest): string => textParameter(request, "delimiter") ?? ",";
