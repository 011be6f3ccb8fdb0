// Arrays of objects, or one object a line. All values as text, as they stand: types that the engine infers would turn texts
// that look like times into times, without their zone.
import { quoteName, quoteText } from "../sql-text.ts";
import { fileList, type ScanReader } from "./reader.ts";

export const jsonReader: ScanReader = {
  kind: "scan",
  scan: async (request, engine) => {
    const files = fileList(request);
    const described = await engine.query(
      `DESCRIBE SELECT * FROM read_json_auto(${files}, sample_size = -1, maximum_depth = 1)`,
    );
    const columns = described.map((row) => `${quoteText(String(row[0]))}: 'VARCHAR'`);
    const names = described.map((row) => quoteName(String(row[0]))).join(", ");
    const relation = `(SELECT ${names} FROM read_json(${files}, columns = {${columns.join(", ")}}))`;
    return { relation, headerLines: null, delimiter: null };
  },
};
