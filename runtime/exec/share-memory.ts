// How the memory of a run is shared out. The rest is for rows of folds, labels, models and the program itself.

export interface MemoryShares {
  /** For the data engine's tables and statements. */
  readonly engine: number;
  /** For whole columns that could be read or computed again. */
  readonly cachedColumns: number;
  /** Columns of a task stay in files when they are larger than this together: folds and transforms make several of each. */
  readonly eagerColumns: number;
}

const LEAST_FOR_ENGINE = 1 << 28;

export const shareMemory = (bytes: number): MemoryShares => ({
  engine: Math.max(LEAST_FOR_ENGINE, Math.floor(bytes / 4)),
  cachedColumns: Math.floor(bytes / 5),
  eagerColumns: Math.floor(bytes / 16),
});
