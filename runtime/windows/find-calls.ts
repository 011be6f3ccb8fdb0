// Which window calls of the columns of a `derive` can be computed on numbers in memory, and in which order: a call whose
// argument is itself computed, by another call or by an earlier column of the step, has to wait for it.
import type { ColumnType } from "../../specs/data-type.ts";
import type { Expression, Over } from "../../specs/expression.ts";
import type { NamedExpression } from "../../specs/plan.ts";
import { type Functions, kernelOf } from "./run-windows.ts";

export interface KernelCall {
  /** The hidden column that gets the result. */
  readonly name: string;
  readonly type: ColumnType;
  readonly argument: Expression;
  readonly over: Over;
  readonly function: string;
  readonly args: readonly Expression[];
}

/** Calls that are independent of each other, then columns that may use their results. */
export interface WindowStage {
  readonly calls: readonly KernelCall[];
  readonly columns: readonly NamedExpression[];
}

type Call = Extract<Expression, { kind: "call" }>;

const NUMBERS = new Set(["int", "float", "bool"]);

export function findCalls(columns: readonly NamedExpression[], functions: Functions): readonly WindowStage[] {
  const finder = new Finder(functions);
  for (const column of columns) finder.add(column);
  return finder.finish();
}

class Finder {
  readonly #functions: Functions;
  readonly #stages: WindowStage[] = [];
  #calls: KernelCall[] = [];
  #columns: NamedExpression[] = [];
  /** Names that the open stage gives: nothing in it can be computed from them by a kernel. */
  #open = new Set<string>();
  #count = 0;
  /** Calls whose results have a name, in whatever stage they were found. */
  readonly #known = new Map<string, { readonly name: string; readonly call: Call; readonly over: Over }>();

  constructor(functions: Functions) {
    this.#functions = functions;
  }

  add({ name, expression }: NamedExpression): void {
    // First, because a call may have to close the stage.
    const rewritten = this.#rewrite(expression);
    this.#columns.push({ name, expression: rewritten });
    this.#open.add(name);
    // The name now means something else than in the calls before.
    for (const [key, { call, over }] of this.#known) {
      if (reads(call, over, (read) => read === name)) this.#known.delete(key);
    }
  }

  finish(): readonly WindowStage[] {
    this.#close();
    return this.#stages;
  }

  #close(): void {
    if (this.#calls.length + this.#columns.length > 0) {
      this.#stages.push({ calls: this.#calls, columns: this.#columns });
    }
    this.#calls = [];
    this.#columns = [];
    this.#open = new Set();
  }

  #rewrite(expression: Expression): Expression {
    switch (expression.kind) {
      case "column":
      case "literal":
        return expression;
      case "case": {
        const branches = expression.branches.map(({ when, then }) => ({
          when: this.#rewrite(when),
          then: this.#rewrite(then),
        }));
        const otherwise = expression.otherwise === null ? null : this.#rewrite(expression.otherwise);
        return { ...expression, branches, otherwise };
      }
      case "call":
        return this.#call({ ...expression, args: expression.args.map((argument) => this.#rewrite(argument)) });
      default:
        return expression satisfies never;
    }
  }

  #call(call: Call): Expression {
    const [argument] = call.args;
    // Distances on the calendar of a zone are the engine's.
    if (!this.#hasKernel(call) || argument === undefined || call.over === null || call.over.zone !== undefined)
      return call;
    const { over, type } = call;
    const key = JSON.stringify([call.function, call.args, over]);
    const known = this.#known.get(key);
    if (known !== undefined) return { kind: "column", name: known.name, type };
    if (reads(argument, over, (name) => this.#open.has(name))) this.#close();
    const name = `__window_${this.#count++}`;
    this.#calls.push({ name, type, argument, over, function: call.function, args: call.args });
    this.#open.add(name);
    this.#known.set(key, { name, call, over });
    return { kind: "column", name, type };
  }

  #hasKernel(call: Call): boolean {
    const [argument] = call.args;
    if (argument === undefined) return false;
    if (!NUMBERS.has(argument.type.kind) || !NUMBERS.has(call.type.kind) || holdsWindow(argument, this.#functions)) {
      return false;
    }
    return kernelOf(this.#functions, call) !== null;
  }
}

function holdsWindow(expression: Expression, functions: Functions): boolean {
  switch (expression.kind) {
    case "column":
    case "literal":
      return false;
    case "case":
      return [...expression.branches.flatMap(({ when, then }) => [when, then]), expression.otherwise].some(
        (part) => part !== null && holdsWindow(part, functions),
      );
    case "call":
      return (
        (functions[expression.function]?.form ?? "scalar") !== "scalar" ||
        expression.args.some((argument) => holdsWindow(argument, functions))
      );
    default:
      return expression satisfies never;
  }
}

function reads(expression: Expression, over: Over, isMeant: (name: string) => boolean): boolean {
  const keys = [...over.partition, ...(over.order === null ? [] : [over.order])];
  return keys.some(isMeant) || readsColumn(expression, isMeant);
}

function readsColumn(expression: Expression, isMeant: (name: string) => boolean): boolean {
  switch (expression.kind) {
    case "column":
      return isMeant(expression.name);
    case "literal":
      return false;
    case "case":
      return [...expression.branches.flatMap(({ when, then }) => [when, then]), expression.otherwise].some(
        (part) => part !== null && readsColumn(part, isMeant),
      );
    case "call":
      return expression.args.some((argument) => readsColumn(argument, isMeant));
    default:
      return expression satisfies never;
  }
}
