// A component as `pipec explain` shows it: what it does, its parameters, and the effects that the checker relies on.

import { joinNames } from "../../compiler/base/suggest.ts";
import type { ComponentDeclaration, FunctionDeclaration, TransformDeclaration } from "../../specs/component.ts";
import type { Constraint } from "../../specs/constraint.ts";
import type { Parameter, ParameterKind } from "../../specs/parameter.ts";
import type { Terminal } from "../terminal.ts";
import { printTable, wrap } from "./table.ts";

export const summariseComponent = (component: ComponentDeclaration): string =>
  component.doc.split(/(?<=\.)\s|\n/, 1)[0] ?? "";

export function printComponent(component: ComponentDeclaration, terminal: Terminal): string {
  const { bold, dim } = terminal.outColours;
  const width = Math.min(terminal.width, 100);
  const parts = [`${bold(component.name)} ${dim(`(${component.family})`)}`, wrap(component.doc, width)];
  if (component.family === "function") parts.push(describeArguments(component));
  else if (Object.keys(component.params).length > 0)
    parts.push(bold("Parameters"), printParameters(component.params).trimEnd());
  const rules = component.family === "function" ? [] : (component.constraints ?? []).map(describeConstraint);
  if (rules.length > 0) parts.push(bold("Rules"), rules.map((line) => wrap(line, width, "  ")).join("\n"));
  const effects = describeEffects(component);
  if (effects.length > 0) parts.push(bold("Effects"), effects.map((line) => wrap(line, width, "  ")).join("\n"));
  return `${parts.join("\n\n").replaceAll(/(Parameters|Arguments|Rules|Effects)(\S*)\n\n/g, "$1$2\n")}\n`;
}

function describeConstraint(constraint: Constraint): string {
  switch (constraint.kind) {
    case "below":
      return `\`${constraint.parameters[0]}\` is ${constraint.orEqual === true ? "at most" : "below"} \`${constraint.parameters[1]}\`.`;
    case "rising":
      return `\`${constraint.parameter}\` rises, each value once.`;
    case "sum":
      return `${joinNames(constraint.parameters, "and")} are together at most ${constraint.most}${constraint.when === undefined ? "" : ` with \`${constraint.when.parameter}: ${String(constraint.when.is)}\``}.`;
    case "not-beside":
      return `\`${constraint.parameter}\` does not go with \`${constraint.other}\` ${joinNames(constraint.values, "or")}.`;
    case "moment":
      return `\`${constraint.parameter}\` is a date or a time.`;
    case "differ":
      return `${joinNames(constraint.parameters, "and")} are different.`;
    case "needs":
      return `\`${constraint.parameter}: ${constraint.is}\` needs \`${constraint.other}\`.`;
    case "features":
      return `\`${constraint.parameter}\` names features that reach it${constraint.ordered === true ? ", of numbers" : ""}.`;
    case "classes":
      return `\`${constraint.parameter}\` names classes of the label: \`{ true: 2.0 }\` of a bool, \`{ "high risk": 2.0 }\` of a category.`;
    case "labels":
      return `\`${constraint.parameter}\` fits the label: ${Object.entries(constraint.values)
        .map(([value, labels]) => `\`${value}\` for ${labels.join(" and ")}`)
        .join(", ")}.`;
    default:
      return constraint satisfies never;
  }
}

function printParameters(params: Readonly<Record<string, Parameter>>): string {
  const rows = Object.entries(params).map(([name, parameter]) => [
    `  ${name}`,
    describeKind(parameter.kind),
    parameter.required ? "required" : parameter.default === null ? "none" : JSON.stringify(parameter.default),
    parameter.searchable ? "yes" : "",
    parameter.doc,
  ]);
  return printTable(
    [{ title: "  name" }, { title: "type" }, { title: "default" }, { title: "searchable" }, { title: "meaning" }],
    rows,
  );
}

function describeArguments(component: FunctionDeclaration): string {
  if (component.arguments.length === 0) return "Takes no argument.";
  const rows = component.arguments.map((argument) => [
    `  ${argument.name}`,
    argument.constant ?? (argument.accepts === "any" ? "any column" : `${argument.accepts.join(", ")} column`),
    argument.variadic ? "any number" : argument.optional ? "optional" : "required",
  ]);
  return printTable([{ title: "  argument" }, { title: "takes" }, { title: "" }], rows).trimEnd();
}

export function describeKind(kind: ParameterKind): string {
  switch (kind.kind) {
    case "int":
      return `int${range(kind.min, kind.max, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)}`;
    case "float":
      return `float${range(kind.min, kind.max, -1e308, 1e308)}`;
    case "enum":
      return kind.values.join(" | ");
    case "duration":
      return kind.rows ? "duration or rows" : "duration";
    case "list":
      return `list of ${describeKind(kind.of)}`;
    case "map":
      return `map to ${describeKind(kind.of)}`;
    case "component":
      return kind.families.join(" or ");
    case "reference":
      return kind.to.join(" or ");
    case "any-of":
      return kind.options.map(describeKind).join(" or ");
    case "bool":
    case "string":
    case "amount":
    case "column":
    case "columns":
    case "value":
    case "expression":
      return kind.kind;
  }
}

function range(min: number, max: number, lowest: number, highest: number): string {
  if (min <= lowest && max >= highest) return "";
  return max >= highest ? ` ≥ ${min}` : min <= lowest ? ` ≤ ${max}` : ` ${min}..${max}`;
}

/** What the leakage checks know about it. */
function describeEffects(component: ComponentDeclaration): string[] {
  switch (component.family) {
    case "transform":
      return [
        component.learns === "nothing"
          ? "Learns nothing from rows."
          : `Learns from ${component.learns.replace("+", " and ")}: it is fitted on training rows only.`,
        ...(component.window === undefined ? [] : [describeWindow(component.window)]),
        ...(component.beside === undefined
          ? []
          : [
              `Columns of \`${component.beside.parameter}\` are taken from the table as they are, and judged as features are.`,
            ]),
        ...(component.outOfFold
          ? ["Encodes training rows out of fold, so a row's own label never reaches its own feature."]
          : []),
        ...(component.causal ? [] : ["A value may depend on later rows of the same table."]),
        ...(component.copies ? ["May copy rows; acts in fitting only, never at prediction."] : []),
        ...(component.acceptsMissing ? [] : ["Takes no missing values: put `impute` before it."]),
        ...(component.invertible ? ["May be applied to the target; predictions are turned back."] : []),
      ];
    case "model":
      return [
        `For ${component.tasks.join(", ")}; reads ${component.ignoresFeatures ? "no features" : component.input === "series" ? "the history of the target" : "rows of features"}.`,
        ...(component.ignoresFeatures || component.input === "series"
          ? []
          : [component.acceptsMissing ? "Takes missing values as they are." : "Takes no missing values."]),
        ...(component.pretrained === undefined
          ? []
          : [
              `Trained elsewhere: fitting reads \`${component.pretrained.file}\` and learns nothing. Which rows it has seen is unknown unless \`${component.pretrained.until}\` says so.`,
            ]),
        ...(component.rounds === null ? [] : [`Can stop early: \`${component.rounds}\` is then the most it does.`]),
      ];
    case "function":
      return [`Role: ${component.role}. Reads ${describeReach(component)}.`];
    case "split":
      return [
        `Keeps apart: ${component.separates === "later" ? "judged rows are later than training rows" : component.separates === "groups" ? "no group on both sides" : "rows"}.`,
      ];
    case "metric":
      return [
        `For ${component.tasks.join(", ")}; ${component.direction === "none" ? "neither direction is better" : `to ${component.direction}`}; compares ${component.needs}.`,
      ];
    case "table-step":
      return [`Effect on rows: ${component.rows}${component.copies ? ", may copy rows" : ""}.`];
    case "ensemble":
      return [`Decides ${component.decides} from rows.`];
    case "combinator":
      return [`For ${component.tasks.join(", ")}; learns ${component.learns} besides its inner model.`];
    case "connector":
    case "task":
    case "sampler":
    case "pruner":
    case "rule":
    case "sink":
      return [];
  }
}

function describeWindow({ function: name, when }: NonNullable<TransformDeclaration["window"]>): string {
  const subject = when === undefined ? "Stands" : `With \`${when.is}\` it stands`;
  return `${subject} at the head of a chain: it is the column function \`${name}\` of the whole table, computed before any rows are chosen.`;
}

function describeReach({ reach }: FunctionDeclaration): string {
  switch (reach.kind) {
    case "row":
      return "its own row";
    case "lag":
      return `the row \`${reach.by}\` steps back`;
    case "lead":
      return `the row \`${reach.by}\` steps ahead, which is not known at the row's time`;
    case "difference":
      return `its own row and the one \`${reach.by}\` steps back`;
    case "trailing":
      return `a window that ends at the row${reach.center === null ? "" : `, or stands around it with \`${reach.center}: true\``}`;
    case "prefix":
      return "everything up to the row";
    case "suffix":
      return "everything after the row, which is not known at the row's time";
    case "table":
      return "every row of the table: a hidden statistic";
    case "clock":
      return "the time of the run";
  }
}
