// The innovations state-space recursion of exponential smoothing, its concentrated likelihood and the gradient of that by
// one backward pass. Without a multiplicative trend, additive and multiplicative errors share the recursion (Hyndman,
// Koehler, Ord and Snyder, 2008, tables 2.2 and 2.3); they differ in the likelihood alone.

export interface EtsForm {
  readonly error: "additive" | "multiplicative";
  readonly trend: "none" | "additive";
  readonly season: "none" | "additive" | "multiplicative";
  readonly damped: boolean;
  /** Rows of a season; 1 without one. */
  readonly period: number;
}

/** Smoothing parameters in Hyndman's scale (beta up to alpha, gamma up to 1 - alpha) and the states before the first row. */
export interface EtsParameters {
  readonly alpha: number;
  readonly beta: number;
  readonly gamma: number;
  readonly phi: number;
  readonly level: number;
  readonly slope: number;
  /** State of row t at t mod period. */
  readonly seasonal: Float64Array;
}

/** What the forward pass leaves for the backward pass; made once per series. */
export interface EtsWorkspace {
  readonly base: Float64Array;
  readonly slope: Float64Array;
  readonly season: Float64Array;
  readonly error: Float64Array;
}

export const createWorkspace = (rows: number): EtsWorkspace => ({
  base: new Float64Array(rows),
  slope: new Float64Array(rows),
  season: new Float64Array(rows),
  error: new Float64Array(rows),
});

/** Sum of squared errors below which the logarithm would run away: a perfect fit. */
const PERFECT = 1e-18;

/** Adjoint of the parameters: same fields, one derivative each. */
export interface EtsGradient {
  alpha: number;
  beta: number;
  gamma: number;
  phi: number;
  level: number;
  slope: number;
  readonly seasonal: Float64Array;
}

export interface EtsLikelihood {
  /** n/2 log Σe², plus Σ log forecast for multiplicative errors: the negative log-likelihood up to a constant. */
  readonly value: number;
  readonly squares: number;
  readonly observed: number;
}

const UNUSABLE: EtsLikelihood = { value: Number.POSITIVE_INFINITY, squares: Number.POSITIVE_INFINITY, observed: 0 };

/** Forward pass; NaN in `values` moves the states by the model's own forecast. */
export function likelihood(values: Float64Array, form: EtsForm, p: EtsParameters, work: EtsWorkspace): EtsLikelihood {
  const { period } = form;
  const relative = form.error === "multiplicative";
  const multiplied = form.season === "multiplicative";
  const seasonal = p.seasonal.slice();
  let level = p.level;
  let slope = p.slope;
  let squares = 0;
  let logs = 0;
  let observed = 0;
  for (let t = 0; t < values.length; t++) {
    const season = form.season === "none" ? 0 : seasonal[t % period]!;
    const base = level + p.phi * slope;
    const forecast = multiplied ? base * season : base + season;
    const missing = Number.isNaN(values[t]!);
    const error = missing ? 0 : values[t]! - forecast;
    if (!missing) {
      if (relative && !(forecast > 0)) return UNUSABLE;
      squares += relative ? (error / forecast) ** 2 : error * error;
      if (relative) logs += Math.log(forecast);
      observed++;
    }
    work.base[t] = base;
    work.slope[t] = slope;
    work.season[t] = season;
    work.error[t] = error;
    const perLevel = multiplied ? error / season : error;
    level = base + p.alpha * perLevel;
    slope = p.phi * slope + p.beta * perLevel;
    if (form.season !== "none") seasonal[t % period] = season + p.gamma * (multiplied ? error / base : error);
  }
  const value = (observed / 2) * Math.log(Math.max(squares, PERFECT)) + logs;
  return Number.isFinite(value) ? { value, squares, observed } : UNUSABLE;
}

/** Backward pass after `likelihood` with the same arguments; adds nothing, overwrites `gradient`. */
export function backward(
  values: Float64Array,
  form: EtsForm,
  p: EtsParameters,
  work: EtsWorkspace,
  { squares, observed }: EtsLikelihood,
  gradient: EtsGradient,
): void {
  const { period } = form;
  const relative = form.error === "multiplicative";
  const multiplied = form.season === "multiplicative";
  const perSquare = observed / Math.max(squares, PERFECT);
  const seasonal = gradient.seasonal.fill(0);
  let level = 0;
  let slope = 0;
  gradient.alpha = 0;
  gradient.beta = 0;
  gradient.gamma = 0;
  gradient.phi = 0;
  for (let t = values.length - 1; t >= 0; t--) {
    const base = work.base[t]!;
    const season = work.season[t]!;
    const error = work.error[t]!;
    const slot = t % period;
    const ofSeason = form.season === "none" ? 0 : seasonal[slot]!;
    const divisor = multiplied ? season : 1;
    const seasonDivisor = multiplied ? base : 1;
    gradient.alpha += (level * error) / divisor;
    gradient.beta += (slope * error) / divisor;
    gradient.gamma += (ofSeason * error) / seasonDivisor;
    let ofForecast = 0;
    if (!Number.isNaN(values[t]!)) {
      const forecast = multiplied ? base * season : base + season;
      ofForecast = relative
        ? (-perSquare * error * values[t]!) / (forecast * forecast * forecast) + 1 / forecast
        : -perSquare * error;
      ofForecast -= (level * p.alpha + slope * p.beta) / divisor + (ofSeason * p.gamma) / seasonDivisor;
    }
    let ofBase = level + ofForecast * divisor;
    if (multiplied) ofBase -= (ofSeason * p.gamma * error) / (base * base);
    if (form.season !== "none") {
      seasonal[slot] = multiplied
        ? ofSeason + ofForecast * base - ((level * p.alpha + slope * p.beta) * error) / (season * season)
        : ofSeason + ofForecast;
    }
    gradient.phi += (ofBase + slope) * work.slope[t]!;
    slope = p.phi * (slope + ofBase);
    level = ofBase;
  }
  gradient.level = level;
  gradient.slope = slope;
}

/** Forecasts of 1..horizon steps at each origin, in one pass; row-major origins x horizon. Origins rise. */
export function forecastAt(
  values: Float64Array,
  form: EtsForm,
  p: EtsParameters,
  origins: Int32Array,
  horizon: number,
): Float64Array {
  const result = new Float64Array(origins.length * horizon);
  const places = Array.from(origins.keys()).sort((a, b) => origins[a]! - origins[b]!);
  const seasonal = p.seasonal.slice();
  const multiplied = form.season === "multiplicative";
  let level = p.level;
  let slope = p.slope;
  let next = 0;
  for (let t = 0; next < places.length && t < values.length; t++) {
    const season = form.season === "none" ? 0 : seasonal[t % form.period]!;
    const base = level + p.phi * slope;
    const forecast = multiplied ? base * season : base + season;
    const error = Number.isNaN(values[t]!) ? 0 : values[t]! - forecast;
    const perLevel = multiplied ? error / season : error;
    level = base + p.alpha * perLevel;
    slope = p.phi * slope + p.beta * perLevel;
    if (form.season !== "none") seasonal[t % form.period] = season + p.gamma * (multiplied ? error / base : error);
    for (; next < places.length && origins[places[next]!] === t; next++) {
      let carried = level;
      let growth = slope;
      for (let step = 1; step <= horizon; step++) {
        growth *= p.phi;
        carried += growth;
        const later = form.season === "none" ? 0 : seasonal[(t + step) % form.period]!;
        result[places[next]! * horizon + step - 1] = multiplied ? carried * later : carried + later;
      }
    }
  }
  return result;
}
