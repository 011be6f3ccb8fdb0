// Maximum likelihood of one form of exponential smoothing: smoothing parameters through logistic maps of their ranges,
// initial states free, L-BFGS with exact gradients from two starting points.
import { minimizeLbfgs } from "../../../runtime/numeric/lbfgs.ts";
import {
  backward,
  createWorkspace,
  type EtsForm,
  type EtsGradient,
  type EtsLikelihood,
  type EtsParameters,
  likelihood,
} from "./ets-filter.ts";
import { type InitialStates, initialStates } from "./ets-initial.ts";

export interface FittedForm {
  readonly form: EtsForm;
  readonly parameters: EtsParameters;
  readonly logLikelihood: number;
  readonly aicc: number;
  /** Sum of squared errors, relative ones for multiplicative errors. */
  readonly squares: number;
}

/** Bounds of alpha, beta / alpha and gamma / (1 - alpha), and of phi: those of statsmodels and of R's forecast. */
const SMOOTHING = [1e-4, 1 - 1e-4] as const;
const DAMPING = [0.8, 0.98] as const;
/** Starting points as shares: alpha, beta / alpha, gamma / (1 - alpha), place of phi in its range. */
const STARTS = [
  [0.1, 0.1, 0.05, 0.9],
  [0.6, 0.2, 0.3, 0.5],
  [0.1, 0.05, 0.9, 0.9],
] as const;

const logistic = (u: number): number => 1 / (1 + Math.exp(-u));
const logit = (share: number): number => Math.log(share / (1 - share));

/** Smoothing parameters, initial level, slope, season (one index follows from the others), and the error variance. */
export const parameterCount = ({ trend, season, damped, period }: EtsForm): number =>
  1 +
  (trend === "additive" ? 1 : 0) +
  (damped ? 1 : 0) +
  (season === "none" ? 0 : 1) +
  1 +
  (trend === "additive" ? 1 : 0) +
  (season === "none" ? 0 : period - 1) +
  1;

/** Where each parameter stands in the vector that is optimised; -1 where the form has none. */
interface Places {
  readonly beta: number;
  readonly gamma: number;
  readonly phi: number;
  readonly level: number;
  readonly slope: number;
  readonly seasonal: number;
  readonly size: number;
}

function placesOf({ trend, season, damped, period }: EtsForm): Places {
  let next = 1;
  const take = (needed: boolean, count = 1): number => {
    if (!needed) return -1;
    next += count;
    return next - count;
  };
  const beta = take(trend === "additive");
  const gamma = take(season !== "none");
  const phi = take(damped);
  const level = take(true);
  const slope = take(trend === "additive");
  const seasonal = take(season !== "none", period);
  return { beta, gamma, phi, level, slope, seasonal, size: next };
}

const within = ([low, high]: readonly [number, number], u: number): number => low + (high - low) * logistic(u);

/** Derivative of `within` by u. */
function slopeWithin([low, high]: readonly [number, number], u: number): number {
  const share = logistic(u);
  return (high - low) * share * (1 - share);
}

function unpack(x: Float64Array, places: Places, period: number): EtsParameters {
  const alpha = within(SMOOTHING, x[0]!);
  return {
    alpha,
    beta: places.beta < 0 ? 0 : alpha * within(SMOOTHING, x[places.beta]!),
    gamma: places.gamma < 0 ? 0 : (1 - alpha) * within(SMOOTHING, x[places.gamma]!),
    phi: places.phi < 0 ? 1 : within(DAMPING, x[places.phi]!),
    level: x[places.level]!,
    slope: places.slope < 0 ? 0 : x[places.slope]!,
    seasonal: places.seasonal < 0 ? new Float64Array(1) : x.slice(places.seasonal, places.seasonal + period),
  };
}

function packGradient(x: Float64Array, places: Places, g: EtsGradient, into: Float64Array): void {
  const betaShare = places.beta < 0 ? 0 : within(SMOOTHING, x[places.beta]!);
  const gammaShare = places.gamma < 0 ? 0 : within(SMOOTHING, x[places.gamma]!);
  const alpha = within(SMOOTHING, x[0]!);
  into[0] = (g.alpha + g.beta * betaShare - g.gamma * gammaShare) * slopeWithin(SMOOTHING, x[0]!);
  if (places.beta >= 0) into[places.beta] = g.beta * alpha * slopeWithin(SMOOTHING, x[places.beta]!);
  if (places.gamma >= 0) into[places.gamma] = g.gamma * (1 - alpha) * slopeWithin(SMOOTHING, x[places.gamma]!);
  if (places.phi >= 0) into[places.phi] = g.phi * slopeWithin(DAMPING, x[places.phi]!);
  into[places.level] = g.level;
  if (places.slope >= 0) into[places.slope] = g.slope;
  if (places.seasonal >= 0) into.set(g.seasonal, places.seasonal);
}

function startingPoint(places: Places, states: InitialStates, shares: (typeof STARTS)[number]): Float64Array {
  const x = new Float64Array(places.size);
  x[0] = logit(shares[0]);
  if (places.beta >= 0) x[places.beta] = logit(shares[1]);
  if (places.gamma >= 0) x[places.gamma] = logit(shares[2]);
  if (places.phi >= 0) x[places.phi] = logit(shares[3]);
  x[places.level] = states.level;
  if (places.slope >= 0) x[places.slope] = states.slope;
  if (places.seasonal >= 0) x.set(states.seasonal, places.seasonal);
  return x;
}

/** Null when the form does not fit (multiplicative errors that meet a forecast of 0 or less). */
export function fitForm(values: Float64Array, form: EtsForm): FittedForm | null {
  const scale = meanMagnitude(values);
  const y = values.map((value) => value / scale);
  const places = placesOf(form);
  const states = initialStates(y, form);
  const work = createWorkspace(y.length);
  const g: EtsGradient = {
    alpha: 0,
    beta: 0,
    gamma: 0,
    phi: 0,
    level: 0,
    slope: 0,
    seasonal: new Float64Array(Math.max(1, form.period)),
  };
  let best: { readonly x: Float64Array; readonly found: EtsLikelihood } | null = null;
  for (const shares of STARTS) {
    const x = minimizeLbfgs(
      (point, gradient) => {
        const p = unpack(point, places, form.period);
        const found = likelihood(y, form, p, work);
        if (!Number.isFinite(found.value)) return found.value;
        backward(y, form, p, work, found, g);
        packGradient(point, places, g, gradient);
        return found.value;
      },
      startingPoint(places, states, shares),
      { maxIterations: 300, tolerance: 1e-6 * y.length },
    );
    const found = likelihood(y, form, unpack(x, places, form.period), work);
    if (Number.isFinite(found.value) && (best === null || found.value < best.found.value)) best = { x, found };
  }
  if (best === null) return null;
  return summarize(form, unpack(best.x, places, form.period), best.found, scale);
}

function summarize(form: EtsForm, p: EtsParameters, found: EtsLikelihood, scale: number): FittedForm {
  const n = found.observed;
  const logLikelihood = -found.value - (n / 2) * (Math.log((2 * Math.PI) / n) + 1) - n * Math.log(scale);
  const k = parameterCount(form);
  const room = n - k - 1;
  const scaled = form.season === "additive" ? p.seasonal.map((index) => index * scale) : p.seasonal;
  return {
    form,
    parameters: { ...p, level: p.level * scale, slope: p.slope * scale, seasonal: scaled },
    logLikelihood,
    aicc: room > 0 ? -2 * logLikelihood + 2 * k + (2 * k * (k + 1)) / room : Number.MAX_VALUE,
    squares: form.error === "additive" ? found.squares * scale * scale : found.squares,
  };
}

function meanMagnitude(values: Float64Array): number {
  let sum = 0;
  let n = 0;
  for (let t = 0; t < values.length; t++) {
    if (Number.isNaN(values[t]!)) continue;
    sum += Math.abs(values[t]!);
    n++;
  }
  return sum > 0 ? sum / n : 1;
}
