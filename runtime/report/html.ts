// The report as one HTML file that needs nothing else: no script, no network, no second file.
import Handlebars from "handlebars";
import { chartsOfEvaluation, chartsOfSearch } from "./charts/all-charts.ts";
import { type AnyChart, HALF } from "./charts/chart.ts";
import { renderSvg } from "./render-svg.ts";
import type { ReportView } from "./report-view.ts";
import { drawSparkline } from "./sparkline.ts";
import { STYLES } from "./styles.ts";
import { CHARTS_PARTIAL, TEMPLATE } from "./template.ts";

interface ChartView {
  readonly title: string;
  readonly description: string;
  readonly svg: string;
  readonly wide: boolean;
}

export async function renderHtml(view: ReportView, runId: string): Promise<string> {
  // An instance of its own: partials of one report never reach another user of the package.
  const handlebars = Handlebars.create();
  handlebars.registerPartial("charts", CHARTS_PARTIAL);
  const template = handlebars.compile(TEMPLATE, { strict: false, noEscape: false });
  const evaluations = [];
  for (const evaluation of view.evaluations)
    evaluations.push({
      ...evaluation,
      charts: await drawAll(chartsOfEvaluation(evaluation.source), `e${evaluations.length}`),
    });
  const searches = [];
  for (const search of view.searches)
    searches.push({ ...search, charts: await drawAll(chartsOfSearch(search.source), `s${searches.length}`) });
  return template({
    ...view,
    evaluations,
    searches,
    data: view.data.map(({ title, columns }) => ({
      title,
      columns: columns.map((column) => ({ ...column, spark: drawSparkline(column.bars, column.shape) })),
    })),
    runId,
    styles: STYLES,
    severalAllowed: view.allowed.length > 1,
    severalDataFindings: view.dataFindings > 1,
  });
}

async function drawAll(charts: readonly AnyChart[], key: string): Promise<ChartView[]> {
  const drawn: ChartView[] = [];
  for (const chart of charts)
    drawn.push({
      title: chart.title,
      description: chart.description,
      svg: await renderSvg(chart, `${key}c${drawn.length}`),
      wide: isWide(chart),
    });
  return drawn;
}

/** Half-width charts share a row; all others take one of their own. */
const isWide = (chart: AnyChart): boolean =>
  "svg" in chart || !("width" in chart.spec && typeof chart.spec.width === "number" && chart.spec.width <= HALF);
