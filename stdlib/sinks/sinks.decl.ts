// What leaves a pipeline or runs after it.
import type { SinkDeclaration } from "../../specs/component.ts";
import { duration, reference, string } from "../../specs/parameter.ts";

const results = reference(["evaluate", "search", "fit", "ensemble", "check"], {
  doc: "What to report, in order.",
  required: true,
  variadic: true,
});

const watched = {
  predictions: reference(["predict", "table", "source"], { doc: "The predictions to watch.", required: true }),
  reference: reference(["table", "source", "predict"], { doc: "What they are compared with.", default: null }),
};

export const sinkDeclarations = [
  {
    family: "sink",
    name: "html",
    doc: "A single HTML page with the answer, tables and plots.",
    params: { results },
    kind: "report",
  },
  {
    family: "sink",
    name: "markdown",
    doc: "The same as Markdown, for a pull request.",
    params: { results },
    kind: "report",
  },
  { family: "sink", name: "json", doc: "The same numbers as JSON.", params: { results }, kind: "report" },
  {
    family: "sink",
    name: "drift",
    doc: "Compares the distribution of inputs with a reference.",
    params: watched,
    kind: "monitor",
  },
  {
    family: "sink",
    name: "performance",
    doc: "Compares predictions with actuals once they are known.",
    params: { ...watched, actuals: reference(["table", "source"], { doc: "The actual outcomes.", default: null }) },
    kind: "monitor",
  },
  { family: "sink", name: "quality", doc: "Runs data checks on new rows.", params: watched, kind: "monitor" },
  {
    family: "sink",
    name: "every",
    doc: "Runs sinks again and again.",
    params: {
      period: duration({ doc: "How often.", rows: false, required: true }),
      at: string({ doc: "Time of day.", default: null }),
    },
    kind: "schedule",
  },
  {
    family: "sink",
    name: "registry",
    doc: "A published model, by `name@alias`.",
    params: { name: string({ doc: "`name@alias` or `name`.", required: true }) },
    kind: "registry",
  },
] as const satisfies readonly SinkDeclaration[];
