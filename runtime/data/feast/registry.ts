// What a Feast registry says about feature views and services. The numbers of the fields are those of Feast's own
// protos/feast/core (Registry, FeatureView, DataSource, FeatureService); reviewed against Feast 0.67.
import { integerOf, type Message, messageOf, messagesOf, parseMessage, textMapOf, textOf } from "./protobuf.ts";

export interface FeastRegistry {
  readonly views: readonly FeatureView[];
  readonly services: readonly FeatureService[];
  /** Views that are Python functions, or that are fed by a stream: known by name only. */
  readonly onDemand: readonly string[];
  readonly streams: readonly string[];
}

export interface FeatureView {
  readonly name: string;
  readonly features: readonly string[];
  /** Columns of the source (after `fieldMapping`) that say which entity a row is about; empty where all share the rows. */
  readonly joinKeys: readonly string[];
  /** Seconds for which a value holds; 0 is forever. */
  readonly ttlSeconds: number;
  readonly source: FileSource | OtherSource;
}

export interface FileSource {
  readonly kind: "file";
  readonly uri: string;
  readonly format: "parquet" | "delta";
  readonly timestamp: string;
  readonly created: string | null;
  /** From the names of the source to those of the view. */
  readonly fieldMapping: ReadonlyMap<string, string>;
}

export interface OtherSource {
  readonly kind: "other";
  readonly type: string;
}

export interface FeatureService {
  readonly name: string;
  readonly projections: readonly Projection[];
}

export interface Projection {
  readonly view: string;
  readonly alias: string | null;
  readonly features: readonly string[];
  /** From the join keys of the view to the columns of the entity rows. */
  readonly joinKeyMap: ReadonlyMap<string, string>;
}

/** The join key that Feast gives to views without entities. */
const DUMMY_KEY = "__dummy_id";

/** Throws for bytes that are no registry. Objects of other projects in the same file are left out. */
export function parseRegistry(bytes: Uint8Array, project: string): FeastRegistry {
  const registry = parseMessage(bytes);
  const specs = (field: number): readonly Message[] =>
    messagesOf(registry, field)
      .map((object) => messageOf(object, 1))
      .filter((spec) => textOf(spec, 2) === project);
  const names = (field: number): readonly string[] => specs(field).map((spec) => textOf(spec, 1));
  return { views: specs(6).map(viewOf), services: specs(7).map(serviceOf), onDemand: names(8), streams: names(14) };
}

function viewOf(spec: Message): FeatureView {
  const joinKeys = messagesOf(spec, 12).map((column) => textOf(column, 1));
  return {
    name: textOf(spec, 1),
    features: messagesOf(spec, 4).map((feature) => textOf(feature, 1)),
    joinKeys: joinKeys.filter((key) => key !== DUMMY_KEY),
    ttlSeconds: secondsOf(messageOf(spec, 6)),
    source: sourceOf(messageOf(spec, 7)),
  };
}

/** google.protobuf.Duration */
const secondsOf = (duration: Message): number => integerOf(duration, 1) + integerOf(duration, 2) / 1e9;

const BATCH_FILE = 1;

function sourceOf(source: Message): FileSource | OtherSource {
  const type = integerOf(source, 1);
  if (type !== BATCH_FILE) return { kind: "other", type: SOURCE_TYPES.get(type) ?? `type ${type}` };
  const options = messageOf(source, 11);
  const created = textOf(source, 5);
  return {
    kind: "file",
    uri: textOf(options, 2),
    // FileFormat: a oneof of parquet_format = 1 and delta_format = 2.
    format: messageOf(options, 1).has(2) ? "delta" : "parquet",
    timestamp: textOf(source, 3),
    created: created === "" ? null : created,
    fieldMapping: textMapOf(source, 2),
  };
}

const SOURCE_TYPES: ReadonlyMap<number, string> = new Map([
  [2, "BigQuery"],
  [5, "Redshift"],
  [6, "custom"],
  [8, "Snowflake"],
  [10, "Trino"],
  [11, "Spark"],
  [12, "Athena"],
  [13, "Iceberg"],
]);

function serviceOf(spec: Message): FeatureService {
  return {
    name: textOf(spec, 1),
    projections: messagesOf(spec, 3).map((projection) => {
      const alias = textOf(projection, 3);
      return {
        view: textOf(projection, 1),
        features: messagesOf(projection, 2).map((feature) => textOf(feature, 1)),
        alias: alias === "" ? null : alias,
        joinKeyMap: textMapOf(projection, 4),
      };
    }),
  };
}
