// Single values of columns as plain values, between whoever reads them and the data engine or a frame.

/**
 * What the cells are: int: bigint; float: number; text: string; bool: boolean; date: whole days since the epoch; timestamp
 * and duration: microseconds.
 */
export type CellKind = "int" | "float" | "text" | "bool" | "date" | "timestamp" | "duration";

export type Cell = bigint | number | string | boolean | Elements | null;

/** A tensor: its elements, the last axis fastest. */
export type Elements = readonly (number | bigint | null)[];
