// Random expressions for derived columns: arithmetic and window functions over observed columns, with a few that read what
// they should not.
import type { Random } from "../../runtime/numeric/random.ts";
import type { Dataset } from "./random-data.ts";

const pick = <T>(random: Random, options: readonly T[]): T => options[random.below(options.length)]!;

export function randomFeature(data: Dataset, earlier: readonly string[], random: Random): string {
  const depth = 1 + random.below(2);
  const wrong = random.uniform() < 0.07;
  return wrong ? wrongFeature(data, random) : expression(data, earlier, depth, random);
}

function columnOf(data: Dataset, earlier: readonly string[], random: Random): string {
  // The target's past is known in a forecast and, without its own row, elsewhere: `lag` sees to that below.
  const plain = ["x", "x", "n", "z", ...(data.forecast ? ["y"] : []), ...(data.timed ? ["k"] : [])];
  return pick(random, [...plain, ...earlier.filter((name) => name.startsWith("f"))]);
}

function expression(data: Dataset, earlier: readonly string[], depth: number, random: Random): string {
  const inner = (): string =>
    depth > 1 && random.uniform() < 0.5
      ? expression(data, earlier, depth - 1, random)
      : columnOf(data, earlier, random);
  const scalar = [
    () => `${inner()} + ${inner()}`,
    () => `${inner()} / (1 + abs(${inner()}))`,
    () => `log1p(abs(${inner()}))`,
    () => `if(x > 3, ${inner()}, ${inner()}) + 0.5`,
    () => `(z ?? 0.5) * ${inner()}`,
    () => `max_of(x + 0.5, k)`,
    () => `clip(${inner()} + 0.1, 1, 5)`,
  ];
  if (!data.timed) return pick(random, scalar)();
  const unit = data.step === "1h" ? "h" : "d";
  const rows = (): number => 1 + random.below(6);
  const span = (): string => (random.uniform() < 0.5 ? String(rows() + 1) : `${rows() + 1}${unit}`);
  const shift = (): string => (data.step === null || random.uniform() < 0.6 ? String(rows()) : `${rows()}${unit}`);
  const windows = [
    () => `lag(${inner()}, ${shift()})`,
    () => `diff(${inner()}, ${shift()})`,
    () => `rolling_${pick(random, ["mean", "sum", "std", "min", "max", "median"])}(${inner()}, ${span()})`,
    () => `rolling_mean(${inner()}, ${span()}, min_periods: 1)`,
    () => `lag(rolling_mean(${inner()}, ${1 + random.below(6)}, center: true), ${rows()})`,
    () => `expanding_mean(${inner()})`,
    () => `ewm_mean(${inner()}, ${span()})`,
    () => `cumulative_sum(${inner()})`,
    () => `fill_forward(z)`,
    () => `lag(z, ${shift()})`,
    () => (data.classify ? `if(lag(y, ${shift()}), 1.0, 0.0)` : `lag(y, ${shift()})`),
    () => `lead(k, ${rows()})`,
    () => `lead(lag(${inner()}, ${3 + random.below(3)}), ${1 + random.below(4)})`,
    () => `rolling_mean(lag(${inner()}, ${rows()}), ${span()})`,
    () => `hour(at) + month(at)`,
  ];
  return pick(random, random.uniform() < 0.7 ? windows : scalar)();
}

function wrongFeature(data: Dataset, random: Random): string {
  const target = data.classify ? "if(y, 1.0, 0.0)" : "y * 2";
  const always = ["x - mean(x)", "rank(x)", "p + 1", target, "x / sum(n)", "z * 2"];
  const timed = [
    "lead(x, 1)",
    "rolling_mean(x, 5, center: true)",
    "fill_backward(z)",
    "interpolate(z)",
    "lag(rolling_mean(x, 7, center: true), 1)",
    "rolling_mean(lead(x, 1), 3)",
    "rolling_mean(y, 3)",
    "expanding_mean(y)",
    "lead(lag(x, 1), 2)",
  ];
  return pick(random, data.timed ? [...always, ...timed] : always);
}
