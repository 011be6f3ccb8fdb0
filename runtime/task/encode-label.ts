// The target column as labels: numbers as they are, classes as indices into their ascending names.
import type { Diagnostic, Span } from "../../specs/diagnostic.ts";
import type { TaskSpec } from "../../specs/plan.ts";
import { type FrameColumn, sharedFloats } from "../frame/frame.ts";
import { taskDiagnostics } from "./task.diagnostics.ts";

export interface EncodedLabel {
  /** NaN where the label is missing. */
  readonly label: Float64Array;
  readonly classes: readonly string[] | null;
  readonly positive: number | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** Of the task whose classes these labels have as well. */
export interface KnownClasses {
  readonly classes: readonly string[];
  readonly positive: number | null;
}

export function encodeLabel(
  target: FrameColumn,
  spec: TaskSpec,
  span: Span,
  known: KnownClasses | null = null,
): EncodedLabel {
  if (spec.kind !== "classify") return encodeNumbers(target, spec, span);
  return known === null ? encodeClasses(target, spec, span) : encodeKnown(target, spec, span, known);
}

function encodeNumbers(target: FrameColumn, spec: TaskSpec, span: Span): EncodedLabel {
  if (target.kind !== "number") throw new TypeError(`the target ${target.name} of a ${spec.kind} task is text`);
  const label = target.values;
  let first = Number.NaN;
  let present = 0;
  let isConstant = true;
  for (const value of label) {
    if (Number.isNaN(value)) continue;
    if (present === 0) first = value;
    else if (value !== first) isConstant = false;
    present += 1;
  }
  const diagnostics = missing(spec, label.length - present, label.length, span);
  // A single row is not constant, it is too few; splits and the empty-task finding say so.
  if (isConstant && present > 1) {
    diagnostics.push(taskDiagnostics["constant-target"](span, { target: spec.target, value: first }));
  }
  return { label, classes: null, positive: null, diagnostics };
}

/** Indices are those of the other task, so that its models mean the same classes; one that it does not have is an error. */
function encodeKnown(
  target: FrameColumn,
  spec: TaskSpec,
  span: Span,
  { classes, positive }: KnownClasses,
): EncodedLabel {
  const { names, indexOf } = classNames(target);
  const place = names.map((name) => classes.indexOf(name));
  const { label, present } = labelsOf(target, (row) => place[indexOf(row)] ?? Number.NaN);
  const diagnostics = missing(spec, label.length - present, label.length, span);
  const unknown = names.filter((_, i) => place[i] === -1);
  if (unknown.length > 0) {
    const holes = { target: spec.target, unknown: quoted(unknown), classes: quoted(classes) };
    diagnostics.push(taskDiagnostics["unknown-class"](span, holes));
  }
  return { label, classes, positive, diagnostics };
}

const quoted = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(", ");

function labelsOf(
  target: FrameColumn,
  indexOf: (row: number) => number,
): { readonly label: Float64Array; readonly present: number } {
  const rows = target.kind === "number" ? target.values.length : target.codes.length;
  const label = sharedFloats(rows);
  let present = 0;
  for (let row = 0; row < rows; row++) {
    const index = indexOf(row);
    label[row] = index;
    if (!Number.isNaN(index)) present += 1;
  }
  return { label, present };
}

function encodeClasses(target: FrameColumn, spec: TaskSpec, span: Span): EncodedLabel {
  const { names, indexOf } = classNames(target);
  const { label, present } = labelsOf(target, indexOf);
  const diagnostics = missing(spec, label.length - present, label.length, span);
  if (names.length === 1) {
    diagnostics.push(taskDiagnostics["one-class"](span, { target: spec.target, value: names[0]! }));
  }
  const wanted = positiveName(spec, target, names);
  const positive = wanted === null ? null : names.indexOf(wanted);
  if (positive === -1 && names.length > 1) {
    const holes = { positive: wanted!, target: spec.target, classes: quoted(names) };
    diagnostics.push(taskDiagnostics["unknown-positive"](span, holes));
  }
  return { label, classes: names, positive, diagnostics };
}

const isBool = (target: FrameColumn): boolean => target.kind === "number" && target.type === "bool";

function positiveName(spec: TaskSpec, target: FrameColumn, names: readonly string[]): string | null {
  if (spec.positive !== null) return String(spec.positive);
  return isBool(target) && names.length === 2 ? "true" : null;
}

/** Names of the classes that occur, ascending (numbers by value, texts by code unit), and the class of each row. */
function classNames(target: FrameColumn): {
  readonly names: readonly string[];
  readonly indexOf: (row: number) => number;
} {
  if (target.kind === "category") {
    const used = new Set<number>(target.codes);
    const codes = target.levels.map((_, code) => code).filter((code) => used.has(code));
    codes.sort((a, b) => (target.levels[a]! < target.levels[b]! ? -1 : 1));
    const position = new Map(codes.map((code, index) => [code, index]));
    return {
      names: codes.map((code) => target.levels[code]!),
      indexOf: (row) => position.get(target.codes[row]!) ?? Number.NaN,
    };
  }
  const distinct = [...new Set(target.values)].filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  const position = new Map(distinct.map((value, index) => [value, index]));
  return {
    names: distinct.map((value) => (isBool(target) ? String(value === 1) : String(value))),
    indexOf: (row) => position.get(target.values[row]!) ?? Number.NaN,
  };
}

function missing(spec: TaskSpec, count: number, rows: number, span: Span): Diagnostic[] {
  // All labels missing means no usable row at all: the empty-task finding covers it.
  if (count === 0 || count === rows) return [];
  return [taskDiagnostics["null-target"](span, { target: spec.target, count, rows })];
}
