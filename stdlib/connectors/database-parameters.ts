// Parameters that all connectors of database servers share.
import { duration, string } from "../../specs/parameter.ts";

export const databaseParameters = {
  table: string({ doc: "Table or view, `name` or `schema.name`, as it is written in the database.", default: null }),
  query: string({ doc: "A SELECT whose result is the source, instead of `table`.", default: null }),
  version: string({
    doc: "A SELECT of one row that changes whenever the rows do, as `SELECT max(updated_at) FROM orders`. The rows are then only read when something needs them.",
    default: null,
  }),
  zone: string({
    doc: "Time zone of timestamps that the database keeps without one; they are converted to UTC.",
    default: null,
  }),
  timeout: duration({
    doc: "How long one statement may take; by default what the server allows.",
    rows: false,
    default: null,
  }),
} as const;
