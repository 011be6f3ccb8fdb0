// Door of the reports: a run record and its plan become one text. HTML loads Vega and Handlebars, the others nothing.
import type { ReportOperation } from "../../specs/plan.ts";
import { buildReportView, type ReportInput } from "./report-view.ts";

export type ReportFormat = ReportOperation["format"];

export const REPORT_EXTENSIONS: Readonly<Record<ReportFormat, string>> = { html: "html", markdown: "md", json: "json" };

export async function renderReport(input: ReportInput, format: ReportFormat): Promise<string> {
  const view = buildReportView(input);
  switch (format) {
    case "html": {
      const { renderHtml } = await import("./html.ts");
      return renderHtml(view, input.record.id);
    }
    case "markdown": {
      const { renderMarkdown } = await import("./markdown.ts");
      return renderMarkdown(view);
    }
    case "json":
      return `${JSON.stringify({ version: 1, name: input.name, record: input.record }, null, 2)}\n`;
  }
}
