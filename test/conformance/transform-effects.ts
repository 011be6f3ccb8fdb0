// What a transform declares, tried out. Each check returns what it found wrong; none means that the declaration holds on
// the data that was tried.
import { isDeepStrictEqual } from "node:util";
import { decode, encode } from "../../runtime/cache/encode.ts";
import {
  ComponentError,
  type RowOrder,
  type State,
  type TransformImplementation,
  type TransformInput,
} from "../../runtime/component.ts";
import { columnLength, takeColumn } from "../../runtime/frame/column-rows.ts";
import type { FrameColumn } from "../../runtime/frame/frame.ts";
import { createRandom, type Random } from "../../runtime/numeric/random.ts";
import type { FunctionDeclaration, TransformDeclaration } from "../../specs/component.ts";
import { brokenBy, isValueConstraint } from "../../specs/constraint.ts";
import { scalar } from "../../specs/data-type.ts";
import type { Json } from "../../specs/json.ts";
import { orderOf, randomColumn, randomColumns, readable, replaceRows, sameColumns } from "./random-columns.ts";
import { defaultParameters, randomParameters } from "./random-parameters.ts";

/** The list of implementations has forgotten their parameters; values drawn from the declaration fit by construction. */
export type AnyTransform = TransformImplementation<Readonly<Record<string, Json>>, State>;

interface Trial {
  readonly declaration: TransformDeclaration;
  readonly implementation: AnyTransform;
  readonly params: Readonly<Record<string, Json>>;
  readonly input: TransformInput;
  readonly order: RowOrder;
  readonly random: Random;
}

const ROWS = 24;
const context = () => ({ random: createRandom(5, "fit") });

/** All findings over `trials` draws of parameters and data; the first draw takes the defaults. */
export function findTransformFaults(
  declaration: TransformDeclaration,
  implementation: AnyTransform,
  trials: number,
): readonly string[] {
  const faults = new Set<string>();
  let tried = 0;
  for (let draw = 0; tried < trials && draw < 4 * trials; draw++) {
    const random = createRandom(draw, declaration.name);
    const drawn =
      draw === 0
        ? defaultParameters(declaration.params)
        : randomParameters(declaration.params, random.derive("params"), declaration.constraints);
    const given = inputOf(declaration, draw % 2 === 1, random.derive("input"));
    // With these it is a window of the table, and nothing is left to do for it here.
    const { when } = declaration.window ?? {};
    if (when !== undefined && drawn[when.parameter] === when.is) continue;
    const { params, beside } = draw % 3 === 2 ? withBeside(declaration, drawn, random) : { params: drawn, beside: [] };
    const input = { ...given, beside };
    try {
      const trial = { declaration, implementation, params, input, order: orderOf(ROWS), random };
      for (const check of CHECKS) for (const fault of check(trial)) faults.add(fault);
      tried += 1;
    } catch (error) {
      // Combinations of parameters that the component itself refuses, with a message for the user.
      if (!(error instanceof ComponentError) || draw === 0) throw error;
    }
  }
  if (tried < trials) faults.add(`only ${tried} of ${trials} draws of parameters were accepted`);
  return [...faults].map((fault) => `${declaration.name}: ${fault}`);
}

/** Columns to tell groups apart by; a parameter that names some stays empty where the others forbid it. */
function withBeside(
  { beside, constraints = [] }: TransformDeclaration,
  drawn: Trial["params"],
  random: Random,
): { readonly params: Trial["params"]; readonly beside: readonly FrameColumn[] } {
  if (beside === undefined) return { params: drawn, beside: [] };
  const kinds = beside.accepts.filter((kind) => kind === "category" || kind === "bool");
  const columns = kinds.map((kind) =>
    randomColumn(`beside ${kind}`, kind, { rows: ROWS, missing: true }, random.derive(`beside ${kind}`)),
  );
  const params = { ...drawn, [beside.parameter]: columns.map(({ name }) => name) };
  // A component, `constant(0)`, stands for its word, as the compiler takes it.
  const words = Object.fromEntries(
    Object.entries(params).map(([name, value]): [string, Json] => [name, wordOf(value)]),
  );
  const isAllowed = constraints.every((one) => !isValueConstraint(one) || brokenBy(one, words) === null);
  return isAllowed ? { params, beside: columns } : { params: drawn, beside: [] };
}

const wordOf = (value: Json): Json =>
  typeof value === "object" && value !== null && "component" in value && typeof value.component === "string"
    ? value.component
    : value;

function inputOf(declaration: TransformDeclaration, negative: boolean, random: Random): TransformInput {
  const options = { rows: ROWS, missing: declaration.acceptsMissing, negative };
  const columns = randomColumns(declaration.accepts, options, random);
  return {
    columns: declaration.domain === "positive" ? columns.map(positive) : columns,
    rows: ROWS,
    target: Float64Array.from({ length: ROWS }, () => random.below(10)),
    // A regression's target, unless classes are what it is about.
    targetLevels: declaration.rows === "resample" ? Array.from({ length: 12 }, (_, level) => `${level}`) : null,
    weight: null,
    order: orderOf(ROWS),
  };
}

const positive = (column: FrameColumn): FrameColumn =>
  column.kind === "number" ? { ...column, values: column.values.map((value) => Math.abs(value) + 1) } : column;

const fitOf = ({ implementation, params }: Trial, input: TransformInput): State =>
  implementation.fit(input, params, context());

const applyOf = (
  { implementation, params, input }: Trial,
  columns: readonly FrameColumn[],
  state: State,
  order: RowOrder,
  beside = input.beside ?? [],
) => implementation.apply(columns, state, params, order, beside);

const CHECKS: readonly ((trial: Trial) => readonly string[])[] = [
  rowsAlone,
  drawsRows,
  learnsWhatItSays,
  readsBeside,
  laterRowsDoNotMatter,
  keepsOrder,
  turnsBack,
  trainingRowsOutOfFold,
  outputKinds,
  missingValues,
  leavesInputAlone,
  statesAreStable,
];

/** `rows: map`: each row alone gives the same. */
function rowsAlone(trial: Trial): readonly string[] {
  const { declaration, input, order } = trial;
  if (declaration.rows !== "map") return [];
  const state = fitOf(trial, input);
  const together = applyOf(trial, input.columns, state, order);
  for (let row = 0; row < ROWS; row++) {
    const place = Int32Array.of(row);
    const one = { series: order.series.slice(row, row + 1), times: order.times.slice(row, row + 1) };
    const alone = applyOf(trial, take(input.columns, place), state, one, take(input.beside ?? [], place));
    if (!sameColumns(alone, take(together, place)))
      return ["`rows: map`, but a row alone gets another value than among others"];
  }
  return [];
}

const take = (columns: readonly FrameColumn[], rows: Int32Array): readonly FrameColumn[] =>
  columns.map((column) => takeColumn(column, rows));

/** What is learned: the state, and the rows where they are drawn anew. */
const learnedFrom = (trial: Trial, input: TransformInput): unknown => {
  const { implementation, params } = trial;
  return [fitOf(trial, input), implementation.resample?.(input, params, context())];
};

/** Rows may be balanced enough as they are. */
const keepsRows = ({ implementation, input, params }: Trial): boolean =>
  implementation.resample?.(input, params, context()).positions.every((position, i) => position === i) ?? false;

/** Steps that draw rows anew do so in fitting only, and say where every new row comes from. */
function drawsRows(trial: Trial): readonly string[] {
  const { declaration, implementation, input, params, order } = trial;
  if ((implementation.resample !== undefined) !== (declaration.rows === "resample"))
    return [`\`rows: ${declaration.rows}\` and \`resample\` do not agree`];
  if (implementation.resample === undefined) return [];
  const { positions, columns } = implementation.resample(input, params, context());
  const faults: string[] = [];
  if (positions.some((position) => !(position >= 0 && position < ROWS))) faults.push("new rows come from nowhere");
  if (columns.some((column) => columnLength(column) !== positions.length)) faults.push("columns of different lengths");
  const isCopied = new Set(positions).size < positions.length;
  if (isCopied && !declaration.copies) faults.push("`copies: false`, but a row was drawn twice");
  if (!sameColumns(applyOf(trial, input.columns, fitOf(trial, input), order), input.columns))
    faults.push("predicted rows are changed");
  return faults;
}

function learnsWhatItSays(trial: Trial): readonly string[] {
  const { declaration, input, random } = trial;
  const state = learnedFrom(trial, input);
  const faults: string[] = [];
  const other = random.derive("target");
  const relabelled = { ...input, target: input.target!.map((value) => 9 - value + other.below(3)) };
  const changed = !isDeepStrictEqual(learnedFrom(trial, relabelled), state);
  if (declaration.learns !== "features+target" && changed)
    faults.push(`\`learns: ${declaration.learns}\`, but the state depends on the target`);
  if (declaration.learns === "features+target" && !changed && !keepsRows(trial))
    faults.push("`learns: features+target`, but the state does not depend on the target");
  if (declaration.learns === "nothing" || learnsNothingHere(trial)) {
    const otherRows = { ...input, columns: replaceRows(input.columns, () => true, random.derive("features")) };
    if (!isDeepStrictEqual(learnedFrom(trial, otherRows), state))
      faults.push("said to learn nothing, but the state depends on the features");
  }
  // Whatever a row is turned into must come from the state, not from the other rows of the same call.
  const half = (row: number): boolean => row >= ROWS / 2;
  const fitted = fitOf(trial, input);
  const batch = applyOf(trial, replaceRows(input.columns, half, random.derive("batch")), fitted, trial.order);
  const before = applyOf(trial, input.columns, fitted, trial.order);
  const first = Int32Array.from({ length: ROWS / 2 }, (_, i) => i);
  if (declaration.causal && !sameColumns(take(batch, first), take(before, first)))
    faults.push("`causal: true`, but later rows of the same table matter");
  return faults;
}

const learnsNothingHere = ({ declaration, params }: Trial): boolean =>
  (declaration.learnsNothingWith ?? []).some(({ parameter, values }) => {
    const given = params[parameter] ?? null;
    return values === "any" ? given !== null : typeof given === "string" && values.includes(given);
  });

/** What stands beside the columns matters where it is given, and only as of the own row. */
function readsBeside(trial: Trial): readonly string[] {
  const { declaration, input, random } = trial;
  const beside = input.beside ?? [];
  if (declaration.beside === undefined || beside.length === 0) return [];
  const state = fitOf(trial, input);
  const first = Int32Array.from({ length: ROWS / 2 }, (_, i) => i);
  const changed = replaceRows(beside, (row) => row >= ROWS / 2, random.derive("beside"));
  const before = applyOf(trial, input.columns, state, trial.order);
  const after = applyOf(trial, input.columns, state, trial.order, changed);
  return sameColumns(take(after, first), take(before, first)) ? [] : ["other rows of what stands beside it matter"];
}

/** The same over every cut, with rows of one series only. */
function laterRowsDoNotMatter(trial: Trial): readonly string[] {
  const { declaration, input, random } = trial;
  if (!declaration.causal) return [];
  const order = { series: new Int32Array(ROWS), times: Float64Array.from({ length: ROWS }, (_, i) => i) };
  const state = fitOf(trial, { ...input, order });
  const whole = applyOf(trial, input.columns, state, order);
  for (const cut of [1, 7, 15]) {
    const rows = Int32Array.from({ length: cut }, (_, i) => i);
    const changed = replaceRows(input.columns, (row) => row >= cut, random.derive(`cut ${cut}`));
    if (!sameColumns(take(applyOf(trial, changed, state, order), rows), take(whole, rows)))
      return ["`causal: true`, but later rows of the same table matter"];
  }
  return [];
}

function keepsOrder(trial: Trial): readonly string[] {
  const { declaration, input } = trial;
  if (!declaration.monotone) return [];
  const result = applyOf(trial, input.columns, fitOf(trial, input), trial.order);
  return input.columns.flatMap((column, j) => {
    const made = result[j];
    if (column.kind !== "number" || made?.kind !== "number") return ["`monotone: true`, but not number to number"];
    const rows = Array.from(column.values.keys()).filter((row) => !Number.isNaN(column.values[row]!));
    rows.sort((a, b) => column.values[a]! - column.values[b]!);
    const isKept = rows.every((row, i) => {
      const before = rows[i - 1];
      if (before === undefined) return true;
      const rises = column.values[row]! > column.values[before]!;
      return rises ? made.values[row]! > made.values[before]! : made.values[row] === made.values[before];
    });
    return isKept ? [] : ["`monotone: true`, but the order of values changes"];
  });
}

function turnsBack(trial: Trial): readonly string[] {
  const { declaration, implementation, params, input, random } = trial;
  if ((implementation.invert !== undefined) !== declaration.invertible)
    return [`\`invertible: ${declaration.invertible}\` and \`invert\` do not agree`];
  if (implementation.invert === undefined) return [];
  const column = randomColumn("y", "float", { rows: ROWS, missing: false }, random.derive("y"));
  if (column.kind !== "number") return [];
  const given = { ...column, values: column.values.map((value) => Math.abs(value) + 1) };
  const state = fitOf(trial, { ...input, columns: [given] });
  const [made] = applyOf(trial, [given], state, trial.order);
  if (made?.kind !== "number") return ["`invertible: true`, but gives no numbers"];
  const back = implementation.invert(made.values, state, params, trial.order);
  const isBack = back.every((value, i) => Math.abs(value - given.values[i]!) <= 1e-6 * (1 + given.values[i]!));
  return isBack ? [] : ["`invertible: true`, but `invert` does not give the values back"];
}

/** A row's own label must not reach its own feature: one label changed, that row's training feature stays. */
function trainingRowsOutOfFold(trial: Trial): readonly string[] {
  const { declaration, implementation, params, input } = trial;
  if (declaration.learns !== "features+target") return [];
  if (!declaration.outOfFold)
    return declaration.encodesTarget
      ? ["encodes the target without `outOfFold`: training rows see their own label"]
      : [];
  if (implementation.fitApply === undefined) return ["`outOfFold: true`, but there is no `fitApply`"];
  const whole = implementation.fitApply(input, params, context());
  for (const row of [0, 5, 13, ROWS - 1]) {
    const target = input.target!.map((value, i) => (i === row ? value + 100 : value));
    const changed = implementation.fitApply({ ...input, target }, params, context());
    const place = Int32Array.of(row);
    if (!sameColumns(take(changed.columns, place), take(whole.columns, place)))
      return ["`outOfFold: true`, but a row's own label reaches its own feature"];
  }
  return isDeepStrictEqual(whole.state, fitOf(trial, input)) ? [] : ["`fitApply` and `fit` learn different states"];
}

function outputKinds(trial: Trial): readonly string[] {
  const { declaration, input } = trial;
  const result = applyOf(trial, input.columns, fitOf(trial, input), trial.order);
  const types = new Map(input.columns.map((column) => [column.name, column.type]));
  return result.flatMap((column) => {
    const before = types.get(column.name);
    switch (declaration.output) {
      case "same":
        return before === undefined || before === column.type
          ? []
          : [`\`output: same\`, but ${before} became ${column.type}`];
      case "numeric":
        return column.kind === "number" ? [] : ["`output: numeric`, but gives text"];
      case "int":
        return column.kind === "number" &&
          column.values.every((value) => Number.isNaN(value) || Number.isInteger(value))
          ? []
          : ["`output: int`, but gives other values"];
      default:
        return declaration.output satisfies never;
    }
  });
}

function missingValues(trial: Trial): readonly string[] {
  const { declaration, input } = trial;
  if (!declaration.fillsMissing) return [];
  const result = applyOf(trial, input.columns, fitOf(trial, input), trial.order);
  return readable(result).some((cells) => cells.includes(null)) ? ["`fillsMissing`, but missing values are left"] : [];
}

function leavesInputAlone(trial: Trial): readonly string[] {
  const { implementation, input, params } = trial;
  const before = structuredClone(input);
  const state = fitOf(trial, input);
  const frozen = structuredClone(state);
  applyOf(trial, input.columns, state, trial.order);
  implementation.fitApply?.(input, params, context());
  implementation.resample?.(input, params, context());
  const faults: string[] = [];
  if (!isDeepStrictEqual(structuredClone(input), before)) faults.push("changes its input");
  if (!isDeepStrictEqual(structuredClone(state), frozen)) faults.push("`apply` changes the state");
  return faults;
}

function statesAreStable(trial: Trial): readonly string[] {
  const { input } = trial;
  const state = fitOf(trial, input);
  const faults: string[] = [];
  if (!isDeepStrictEqual(fitOf(trial, input), state)) faults.push("the same seed gives another state");
  const whole = applyOf(trial, input.columns, state, trial.order);
  const stored = decode(encode(state))?.value as State;
  if (!sameColumns(applyOf(trial, input.columns, stored, trial.order), whole))
    faults.push("a stored state gives other values");
  if (!sameColumns(applyOf(trial, input.columns, structuredClone(state), trial.order), whole))
    faults.push("a state sent to a worker gives other values");
  return faults;
}

/** A window has no implementation: what it declares must follow from the function that makes its columns. */
export function findWindowFaults(
  declaration: TransformDeclaration,
  functions: readonly FunctionDeclaration[],
): readonly string[] {
  const { window, accepts, output, learns, learnsNothingWith, causal, rows } = declaration;
  const made = functions.find(({ name }) => name === window?.function);
  if (window === undefined || made === undefined) return ["there is no such function"];
  const faults = made.role === "window" ? [] : ["its function is no window"];
  faults.push(...reachFaults(declaration, made));
  const isLearner =
    learns !== "nothing" && !(learnsNothingWith ?? []).some(({ values }) => isOneOf(window.when?.is, values));
  if (isLearner || !causal || rows !== "map") faults.push("it says to do more than its function");
  const taken = made.arguments[0]?.accepts;
  for (const accepted of accepts) {
    if (taken !== "any" && taken?.includes(accepted) !== true) faults.push(`its function does not take ${accepted}`);
    const result = made.result([scalar(accepted), scalar("int")]);
    if (output === "same" && result !== null && result.kind !== accepted)
      faults.push(`${accepted} becomes ${result.kind}`);
  }
  return faults;
}

const isOneOf = (word: string | undefined, values: "any" | readonly string[]): boolean =>
  word !== undefined && (values === "any" || values.includes(word));

/** It reads nothing later than its own row, whatever its parameter is. */
function reachFaults({ window, params }: TransformDeclaration, { reach }: FunctionDeclaration): readonly string[] {
  if (reach.kind === "prefix") return [];
  const name = window?.parameter;
  const looksBack = (reach.kind === "lag" || reach.kind === "difference") && reach.by === name;
  if (!looksBack || name === undefined) return ["its function does not look back by the parameter alone"];
  const kind = params[name]?.kind;
  return [
    ...((kind?.kind === "int" && kind.min >= 0) || kind?.kind === "duration" ? [] : ["its parameter may look ahead"]),
    ...(params[name]?.searchable === true ? ["a search would need a column per value"] : []),
  ];
}
