// The contracts, in the order in which they are verified: what is cheap and decides most comes first.
import type { ContractName } from "../../specs/contract.ts";
import { batchOfOne } from "./batch-of-one.ts";
import type { Contract } from "./contract.ts";
import { disjointRows } from "./disjoint-rows.ts";
import { fitCounter } from "./fit-counter.ts";
import { joinCardinality } from "./join-cardinality.ts";
import { knownBeforeOrigin } from "./known-before-origin.ts";
import { labelsKnown } from "./labels-known.ts";
import { likePartitions } from "./like-partitions.ts";
import { noDuplicateRows } from "./no-duplicate-rows.ts";
import { noIntervalOverlap } from "./no-interval-overlap.ts";
import { noNearDuplicates } from "./no-near-duplicates.ts";
import { noRowOrder } from "./no-row-order.ts";
import { noSingleProxy } from "./no-single-proxy.ts";
import { noTellingGaps } from "./no-telling-gaps.ts";
import { prefixInvariance } from "./prefix-invariance.ts";
import { separateGroups } from "./separate-groups.ts";

export const ALL_CONTRACTS: Readonly<Record<ContractName, Contract>> = {
  "disjoint-rows": disjointRows,
  "separate-groups": separateGroups,
  "labels-known": labelsKnown,
  "no-interval-overlap": noIntervalOverlap,
  "no-duplicate-rows": noDuplicateRows,
  "no-near-duplicates": noNearDuplicates,
  "no-single-proxy": noSingleProxy,
  "no-telling-gaps": noTellingGaps,
  "no-row-order": noRowOrder,
  "prefix-invariance": prefixInvariance,
  "batch-of-one": batchOfOne,
  "fit-counter": fitCounter,
  "join-cardinality": joinCardinality,
  "known-before-origin": knownBeforeOrigin,
  "like-partitions": likePartitions,
};
