// Sines and cosines of places on a circle.

/**
 * Digits of a sine that are kept: places of the circle that are as far up, 1 and 5 o'clock or 1 and 8 days of a week, are then the
 * same number, whichever library computes it, and no split of a tree comes between them.
 */
export const PRECISION = 1e12;

const rounded = (value: number): number => Math.round(value * PRECISION) / PRECISION;

export const sineOf = (angle: number): number => rounded(Math.sin(angle));
export const cosineOf = (angle: number): number => rounded(Math.cos(angle));
