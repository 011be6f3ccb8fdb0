import { ComponentError, type SeriesHistory, type SeriesImplementation } from "../../../runtime/component.ts";
import { countPresent } from "../../../runtime/numeric/statistics.ts";
import { seasonRows } from "../season-length.ts";
import type { EtsParams } from "./ets.decl.ts";
import { type EtsForm, type EtsParameters, forecastAt } from "./ets-filter.ts";
import { type FittedForm, fitForm, parameterCount } from "./ets-fit.ts";

type EtsSeries = {
  readonly form: {
    readonly error: EtsForm["error"];
    readonly trend: EtsForm["trend"];
    readonly season: EtsForm["season"];
    readonly damped: boolean;
    readonly period: number;
  };
  readonly alpha: number;
  readonly beta: number;
  readonly gamma: number;
  readonly phi: number;
  readonly level: number;
  readonly slope: number;
  readonly seasonal: Float64Array;
  /** Time of the row that the initial states stand before. */
  readonly firstTime: number;
  readonly aicc: number;
  readonly logLikelihood: number;
};
/** Null for a series without any value. */
export type EtsState = { readonly series: readonly (EtsSeries | null)[] };

/** The admissible forms that the parameters leave open: no additive errors with a multiplicative season, nothing
 * multiplicative where values are 0 or less, no season without two full ones (Hyndman and Khandakar, 2008). */
function candidates(history: SeriesHistory, params: EtsParams, seasonLength: number): readonly EtsForm[] {
  const { values } = history;
  const period = seasonRows(params.period, history, seasonLength);
  const positive = values.every((value) => Number.isNaN(value) || value > 0);
  const seasonal = period > 1 && values.length >= 2 * period;
  const errors = params.error === "auto" ? (["additive", "multiplicative"] as const) : [params.error];
  const trends = params.trend === "auto" ? (["none", "additive"] as const) : [params.trend];
  const allSeasons = ["none", "additive", "multiplicative"] as const;
  const seasons = params.season === "auto" ? allSeasons : [params.season];
  const forms: EtsForm[] = [];
  for (const error of errors) {
    for (const trend of trends) {
      for (const season of seasons) {
        if (!positive && (error === "multiplicative" || season === "multiplicative")) continue;
        if (season !== "none" && !seasonal) continue;
        if (params.season === "auto" && error === "additive" && season === "multiplicative") continue;
        const dampings = trend === "none" ? [false] : params.damped === "auto" ? [false, true] : [params.damped];
        for (const damped of dampings) {
          forms.push({ error, trend, season, damped, period: season === "none" ? 1 : period });
        }
      }
    }
  }
  return forms;
}

function fitSeries(history: SeriesHistory, params: EtsParams, seasonLength: number): EtsSeries | null {
  const { values, times } = history;
  const observed = countPresent(values);
  if (observed === 0) return null;
  const forms = candidates(history, params, seasonLength);
  if (forms.length === 0) {
    throw new ComponentError(
      "data/no-admissible-form",
      "no form of `ets` that the parameters allow fits this series",
      "multiplicative parts need values above 0, a season needs two full ones; leave the choice to `auto`",
    );
  }
  // AICc needs more rows than parameters; a series too short for every form gets the plainest one.
  const identified = forms.filter((form) => observed > parameterCount(form) + 1);
  const plain: EtsForm = { error: "additive", trend: "none", season: "none", damped: false, period: 1 };
  let best: FittedForm | null = null;
  for (const form of identified) {
    const fitted = fitForm(values, form);
    if (fitted !== null && (best === null || fitted.aicc < best.aicc)) best = fitted;
  }
  const chosen = best ?? fitForm(values, plain);
  if (chosen === null) return null;
  const { form, parameters: p, aicc, logLikelihood } = chosen;
  return { form: { ...form }, ...p, firstTime: times[0] ?? 0, aicc, logLikelihood };
}

/**
 * A history that starts elsewhere than the fitted one gets the season at its own phase and the level of its first value;
 * otherwise the fitted initial states.
 */
function statesFor(fitted: EtsSeries, { values, times }: SeriesHistory): EtsParameters {
  const start = times[0] ?? fitted.firstTime;
  if (start === fitted.firstTime) return fitted;
  const { period, season } = fitted.form;
  const step = times.length > 1 ? (times[times.length - 1]! - start) / (times.length - 1) : 1;
  const shift = Math.round((start - fitted.firstTime) / step);
  const seasonal = fitted.seasonal.map((_, slot) => fitted.seasonal[(((slot + shift) % period) + period) % period]!);
  const row = values.findIndex((value) => !Number.isNaN(value));
  if (row < 0) return { ...fitted, seasonal };
  const index = season === "none" ? 0 : seasonal[row % period]!;
  const level = season === "multiplicative" ? values[row]! / index : values[row]! - index;
  return { ...fitted, level, slope: 0, seasonal };
}

export const etsImplementation: SeriesImplementation<EtsParams, EtsState> = {
  input: "series",
  fit: (series, params, { seasonLength }) => ({
    series: series.map((history) => fitSeries(history, params, seasonLength)),
  }),
  forecast: (history, seriesIndex, origins, state, _params, { horizon }) => {
    const fitted = state.series[seriesIndex];
    if (fitted === undefined) {
      throw new ComponentError(
        "data/unknown-series",
        "`ets` was not fitted on this series",
        "fit on rows of every series that is forecast",
      );
    }
    if (fitted === null) return new Float64Array(origins.length * horizon).fill(Number.NaN);
    return forecastAt(history.values, fitted.form, statesFor(fitted, history), origins, horizon);
  },
  summary: ({ series }) =>
    series.map((fitted) =>
      fitted === null
        ? null
        : {
            ...fitted.form,
            alpha: fitted.alpha,
            beta: fitted.beta,
            gamma: fitted.gamma,
            phi: fitted.phi,
            aicc: fitted.aicc,
            log_likelihood: fitted.logLikelihood,
          },
    ),
};
