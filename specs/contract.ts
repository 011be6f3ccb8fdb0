// Contract: what a run checks on the data before anything is fitted. The compiler lists these in plans and certificates, the
// runtime implements each of them under its name. RC numbers and LK entries are those of docs/leakage-runtime.md.

export interface ContractDeclaration {
  readonly name: string;
  /** RC1 … RC16: which of the run-time checks it is. */
  readonly check: string;
  /** What it reports. */
  readonly id: string;
  /** Entries of the leakage catalogue that it covers when it holds. */
  readonly entries: readonly string[];
  /** What holding means, in one clause: the note of the certificate. */
  readonly holds: string;
}

export const CONTRACTS = [
  {
    name: "disjoint-rows",
    check: "RC1",
    id: "leak/overlapping-partitions",
    entries: ["LK203"],
    holds: "no row is in two parts",
  },
  {
    name: "separate-groups",
    check: "RC2",
    id: "leak/entity-overlap",
    entries: ["LK501", "LK502", "LK505"],
    holds: "no group is on both sides of a cut, inner folds included",
  },
  {
    name: "labels-known",
    check: "RC3",
    id: "leak/short-gap",
    entries: ["LK402", "LK411", "LK419", "LK424"],
    holds: "every training label is known before the first judged origin of all series",
  },
  {
    name: "no-interval-overlap",
    check: "RC4",
    id: "leak/short-gap",
    entries: ["LK207", "LK412", "LK413"],
    holds: "no training label overlaps a judged one, and the embargo after judged rows is kept",
  },
  {
    name: "no-duplicate-rows",
    check: "RC5",
    id: "leak/duplicate-rows",
    entries: ["LK205", "LK210"],
    holds: "hardly any judged row has an exact copy among the training rows",
  },
  {
    name: "no-near-duplicates",
    check: "RC6",
    id: "leak/near-duplicate-rows",
    entries: ["LK206"],
    holds: "hardly any judged row has a rounded copy among the training rows",
  },
  {
    name: "no-single-proxy",
    check: "RC7",
    id: "leak/suspicious-feature",
    entries: ["LK304"],
    holds: "no feature alone predicts the target almost perfectly",
  },
  {
    name: "no-telling-gaps",
    check: "RC8",
    id: "leak/suspicious-feature",
    entries: ["LK305"],
    holds: "no pattern of missing values predicts the target almost perfectly",
  },
  {
    name: "no-row-order",
    check: "RC9",
    id: "leak/id-feature",
    entries: ["LK306"],
    holds: "no feature numbers or names the rows",
  },
  {
    name: "prefix-invariance",
    check: "RC10",
    id: "leak/future-feature",
    entries: ["LK403", "LK404", "LK405", "LK407", "LK408", "LK425"],
    holds: "features and rows stay the same, bit by bit, when everything later is changed or missing",
  },
  {
    name: "batch-of-one",
    check: "RC11",
    id: "leak/batch-statistic",
    entries: ["LK105", "LK421"],
    holds: "transforms give a row alone what they give it in a batch",
  },
  {
    name: "fit-counter",
    check: "RC12",
    id: "leak/fit-outside-train",
    entries: ["LK101", "LK106"],
    holds: "every transform was fitted on exactly the rows of its part",
  },
  {
    name: "join-cardinality",
    check: "RC13",
    id: "leak/join-fan-out",
    entries: ["LK208"],
    holds: "no join multiplied a row",
  },
  {
    name: "known-before-origin",
    check: "RC14",
    id: "leak/late-column",
    entries: ["LK416", "LK417"],
    holds: "every joined fact was known at its row's time",
  },
  {
    name: "like-partitions",
    check: "RC16",
    id: "leak/shifted-partitions",
    // How rows were sampled from the population lies before the spec, so holding covers no entry.
    entries: [],
    holds: "training and judged rows are hard to tell apart",
  },
] as const satisfies readonly ContractDeclaration[];

export type ContractName = (typeof CONTRACTS)[number]["name"];

export const contractNamed = (name: ContractName): ContractDeclaration =>
  CONTRACTS.find((contract) => contract.name === name)!;

/** Findings of the catalogue that only data can give: an allow of one of them waits for the run. */
export const RUN_ONLY_LEAKS: ReadonlySet<string> = new Set([
  "leak/duplicate-rows",
  "leak/near-duplicate-rows",
  "leak/suspicious-feature",
  "leak/batch-statistic",
  "leak/join-fan-out",
  "leak/shifted-partitions",
  "leak/test-reused",
]);
