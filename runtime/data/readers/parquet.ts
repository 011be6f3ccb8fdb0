// Apache Parquet. Only the columns of the schema are read.
import { fileList, type ScanReader } from "./reader.ts";

export const parquetReader: ScanReader = {
  kind: "scan",
  scan: async (request) => ({ relation: `read_parquet(${fileList(request)})`, headerLines: null, delimiter: null }),
};
