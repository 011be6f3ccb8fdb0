// `bootstrap: off`, `bootstrap: 500`, or `bootstrap: { resamples: 500, level: 90%, block: 24 }`.
import type { ParameterKind } from "../../../specs/parameter.ts";
import type { Block, Declaration } from "../../syntax/ast.ts";
import { simplify } from "../arguments/constant.ts";
import type { TypeContext } from "../context.ts";
import type { TypedEvaluate } from "../typed.ts";
import { type Clauses, POSITIVE_INT, readClauses } from "./clauses.ts";

type Bootstrap = TypedEvaluate["bootstrap"];

/** 95 % intervals of 1000 resamples (Efron and Tibshirani, 1993, recommend at least as many for percentile intervals). */
const DEFAULT: Bootstrap = { resamples: 1000, level: 0.95, block: null };

const MOST_RESAMPLES = 1_000_000;

const RESAMPLES: ParameterKind = { kind: "int", min: 0, max: MOST_RESAMPLES };
const LEVEL: ParameterKind = { kind: "float", min: 0, max: 1, openMin: true, openMax: true };
const FORM = {
  names: {
    resamples: "how often the judged rows are drawn again",
    level: "coverage of the intervals",
    block: "how many consecutive origins are drawn together; by default as many as depend on each other",
  },
  example: "resamples: 500",
};

/** No intervals with 0 resamples. */
export function elaborateBootstrap(clauses: Clauses, declaration: Declaration, context: TypeContext): Bootstrap {
  const written = clauses.get("bootstrap");
  if (written === null) return DEFAULT;
  if (written.kind === "block") return fromBlock(written, declaration, context);
  const value = simplify(written, context);
  const isOff = (value.kind === "identifier" && value.name === "off") || (value.kind === "bool" && !value.value);
  if (isOff) return { ...DEFAULT, resamples: 0 };
  return { ...DEFAULT, resamples: numberOr(clauses.json("bootstrap", RESAMPLES), DEFAULT.resamples) };
}

function fromBlock(block: Block, declaration: Declaration, context: TypeContext): Bootstrap {
  const parts = readClauses({ of: declaration.of, block }, FORM, context);
  return {
    resamples: numberOr(parts.json("resamples", RESAMPLES), DEFAULT.resamples),
    level: numberOr(parts.json("level", LEVEL), DEFAULT.level),
    block: numberOr(parts.json("block", POSITIVE_INT), null),
  };
}

const numberOr = <Otherwise>(json: unknown, otherwise: Otherwise): number | Otherwise =>
  typeof json === "number" ? json : otherwise;
