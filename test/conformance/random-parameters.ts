// Legal parameter values drawn from a declaration: defaults first, then any value of the declared kind.
import { createRandom, type Random } from "../../runtime/numeric/random.ts";
import { brokenBy, type Constraint, isValueConstraint } from "../../specs/constraint.ts";
import type { Json } from "../../specs/json.ts";
import type { Parameter, ParameterKind, Parameters } from "../../specs/parameter.ts";

/** Wide enough to matter, small enough for data of a few dozen rows. */
const SPREAD = 8;

const MOST_DRAWS = 100;

/** Values that contradict each other are drawn again. */
export function randomParameters(
  params: Parameters,
  random: Random,
  constraints: readonly Constraint[] = [],
): Readonly<Record<string, Json>> {
  for (let draw = 0; draw < MOST_DRAWS; draw++) {
    const values = Object.fromEntries(
      Object.entries(params).map(([name, parameter]) => [name, randomParameter(parameter, random)]),
    );
    if (constraints.every((one) => !isValueConstraint(one) || brokenBy(one, values) === null)) return values;
  }
  throw new Error("the constraints leave hardly any values");
}

/** What must be given is drawn. */
export function defaultParameters(params: Parameters): Readonly<Record<string, Json>> {
  const random = createRandom(0, "required parameters");
  return Object.fromEntries(
    Object.entries(params).map(([name, { kind, default: value, required }]) => [
      name,
      (required ? randomValue(kind, random) : value) ?? null,
    ]),
  );
}

function randomParameter(parameter: Parameter, random: Random): Json {
  const fallback = parameter.default;
  if (fallback !== undefined && random.uniform() < 0.4) return fallback;
  const drawn = randomValue(parameter.kind, random);
  return drawn === undefined ? (fallback ?? null) : drawn;
}

/** Undefined for kinds that only a spec can fill in: references, columns, expressions, nested components. */
function randomValue(kind: ParameterKind, random: Random): Json | undefined {
  switch (kind.kind) {
    case "int": {
      const low = Math.max(kind.min, -SPREAD / 2);
      return low + random.below(Math.floor(Math.min(kind.max, low + SPREAD) - low) + 1);
    }
    case "float": {
      const low = Math.max(kind.min, -SPREAD / 2);
      const high = Math.min(kind.max, low + SPREAD);
      // Away from both ends, so that open bounds are kept.
      return low + (high - low) * (0.05 + 0.9 * random.uniform());
    }
    case "bool":
      return random.uniform() < 0.5;
    case "enum":
      return kind.values[random.below(kind.values.length)]!;
    case "duration":
      return kind.rows ? 2 + random.below(5) : { months: 0, milliseconds: 3_600_000 * (2 + random.below(5)) };
    case "list": {
      const items = Array.from({ length: 2 }, () => randomValue(kind.of, random));
      return items.every((item) => typeof item === "number") ? [...items].sort((a, b) => a - b) : undefined;
    }
    case "any-of":
      return randomValue(kind.options[random.below(kind.options.length)]!, random);
    case "string":
    case "amount":
    case "column":
    case "columns":
    case "value":
    case "expression":
    case "map":
    case "component":
    case "reference":
      return undefined;
    default:
      return kind satisfies never;
  }
}
