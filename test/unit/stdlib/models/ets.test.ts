import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SeriesHistory } from "../../../../runtime/component.ts";
import { createRandom } from "../../../../runtime/numeric/random.ts";
import { ets } from "../../../../stdlib/models/ets/ets.decl.ts";
import { etsImplementation } from "../../../../stdlib/models/ets/ets.impl.ts";
import { backward, createWorkspace, type EtsForm, likelihood } from "../../../../stdlib/models/ets/ets-filter.ts";
import { fitForm } from "../../../../stdlib/models/ets/ets-fit.ts";
import { parametersOf } from "../../../reference/default-parameters.ts";
import expected from "../../../reference/ets.json" with { type: "json" };

const history = (values: ArrayLike<number>): SeriesHistory => ({
  values: Float64Array.from(values),
  times: Float64Array.from({ length: values.length }, (_, t) => t * 86_400_000),
});
const context = { random: createRandom(1), seasonLength: 12, horizon: 12 };
const kindOf = (name: string | null): "none" | "additive" | "multiplicative" =>
  name === null ? "none" : name === "add" ? "additive" : "multiplicative";

describe("forms of exponential smoothing against statsmodels", () => {
  it.each(expected.forms)("$series $error $trend $season $damped", (want) => {
    const values = Float64Array.from(expected[want.series as "airline" | "walk"]);
    const form: EtsForm = {
      error: want.error === "add" ? "additive" : "multiplicative",
      trend: want.trend === null ? "none" : "additive",
      season: kindOf(want.season),
      damped: want.damped,
      period: want.season === null ? 1 : 12,
    };
    const fitted = fitForm(values, form)!;
    // Both maximise the same likelihood numerically, each to its own tolerance.
    expect(Math.abs(fitted.logLikelihood - want.log_likelihood)).toBeLessThan(0.02);
    if (want.season === null) expect(Math.abs(fitted.aicc - want.aicc)).toBeLessThan(0.05);
    const params = parametersOf(ets.params, {
      error: form.error,
      trend: form.trend,
      season: form.season,
      damped: form.damped,
    });
    const state = etsImplementation.fit([history(values)], params, context);
    const origin = Int32Array.of(values.length - 1);
    const forecast = etsImplementation.forecast(history(values), 0, origin, state, params, context);
    forecast.forEach((value, step) => {
      expect(Math.abs(value / want.forecast[step]! - 1)).toBeLessThan(0.005);
    });
  });

  it("chooses multiplicative seasons for the airline-like series, and no season for the walk", () => {
    const params = parametersOf(ets.params);
    const series = [history(expected.airline), history(expected.walk)];
    const state = etsImplementation.fit(series, params, context);
    expect(state.series[0]?.form).toMatchObject({
      error: "multiplicative",
      trend: "additive",
      season: "multiplicative",
    });
    expect(state.series[1]?.form).toMatchObject({ season: "none" });
  });
});

it("the backward pass is the derivative of the likelihood", () => {
  const values = Float64Array.from(expected.airline.slice(0, 40), (value, t) => (t === 7 ? Number.NaN : value / 100));
  for (const error of ["additive", "multiplicative"] as const) {
    for (const season of ["none", "additive", "multiplicative"] as const) {
      const form: EtsForm = { error, trend: "additive", season, damped: true, period: season === "none" ? 1 : 4 };
      const seasonal = Float64Array.from(
        { length: form.period },
        (_, k) => (season === "multiplicative" ? 1 : 0) + 0.05 * k,
      );
      const p = { alpha: 0.3, beta: 0.1, gamma: 0.2, phi: 0.9, level: 1.2, slope: 0.02, seasonal };
      const work = createWorkspace(values.length);
      const gradient = { ...p, seasonal: new Float64Array(form.period) };
      backward(values, form, p, work, likelihood(values, form, p, work), gradient);
      const names = ["alpha", "beta", "gamma", "phi", "level", "slope"] as const;
      for (const name of names) {
        if (season === "none" && name === "gamma") continue;
        const at = (change: number): number =>
          likelihood(values, form, { ...p, [name]: p[name] + change }, createWorkspace(values.length)).value;
        expect(gradient[name], `${error} ${season} ${name}`).toBeCloseTo((at(1e-6) - at(-1e-6)) / 2e-6, 3);
      }
    }
  }
});

it("a forecast does not depend on later values, nor on the other origins", () => {
  const params = parametersOf(ets.params, { trend: "additive", season: "additive", damped: false });
  const values = Float64Array.from(expected.airline);
  const state = etsImplementation.fit([history(values)], params, context);
  fc.assert(
    fc.property(fc.integer({ min: 5, max: 118 }), fc.double({ min: -500, max: 500, noNaN: true }), (origin, noise) => {
      const changed = values.map((value, t) => (t > origin ? value + noise : value));
      const origins = Int32Array.of(119, origin, 3);
      const alone = etsImplementation.forecast(history(values), 0, Int32Array.of(origin), state, params, context);
      const among = etsImplementation.forecast(history(changed), 0, origins, state, params, context);
      expect(among.slice(12, 24)).toEqual(alone);
    }),
  );
});

describe("short and odd series", () => {
  const params = parametersOf(ets.params);
  const forecast = (values: readonly number[]): Float64Array => {
    const state = etsImplementation.fit([history(values)], params, context);
    return etsImplementation.forecast(
      history(values),
      0,
      Int32Array.of(values.length - 1),
      structuredClone(state),
      params,
      context,
    );
  };
  it("still get a forecast", () => {
    expect(forecast(new Array(30).fill(5))[11]).toBeCloseTo(5, 6);
    expect(Number.isFinite(forecast([3, 4])[0]!)).toBe(true);
    expect(forecast([3])[0]).toBeCloseTo(3, 6);
    expect(forecast([Number.NaN, Number.NaN])[0]).toBeNaN();
    expect(Number.isFinite(forecast([1, -2, Number.NaN, 4, 0, 3, 2, -1, 5, 2])[0]!)).toBe(true);
  });
  it("that no allowed form fits are an error", () => {
    const given = parametersOf(ets.params, { season: "multiplicative" });
    const negative = history(Array.from({ length: 30 }, (_, t) => t - 15));
    expect(() => etsImplementation.fit([negative], given, context)).toThrow(/no form/);
  });
});
