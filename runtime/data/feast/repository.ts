// A Feast repository: its configuration, its registry, and what of them a list of features stands for.
import { readFile } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import { parse } from "yaml";
import type { Span } from "../../../specs/diagnostic.ts";
import type { Json } from "../../../specs/json.ts";
import { firstLine } from "../engine-errors.ts";
import { nearestName } from "../nearest-name.ts";
import { Refusal } from "../readers/reader.ts";
import { feastDiagnostics } from "./feast.diagnostics.ts";
import { type FeastRegistry, type FeatureView, type FileSource, type Projection, parseRegistry } from "./registry.ts";

export interface RepositoryRequest {
  /** As the process can open it. */
  readonly folder: string;
  /** As the spec names it. */
  readonly shown: string;
  /** `["view:feature", ...]`, or the name of a feature service. */
  readonly features: Json;
  readonly fullNames: boolean;
  readonly span: Span;
}

/** The features of one view that are wanted. */
export interface ViewRequest {
  /** The name of the view, or the alias under which it is asked for. */
  readonly name: string;
  readonly view: Omit<FeatureView, "source">;
  readonly source: FileSource;
  readonly columns: readonly { readonly feature: string; readonly to: string }[];
  readonly keys: readonly { readonly view: string; readonly entity: string }[];
}

/** Throws a `Refusal`. */
export async function requestedViews(request: RepositoryRequest): Promise<readonly ViewRequest[]> {
  const registry = await readRegistry(request);
  const projections = projectionsOf(request, registry);
  const views = projections.map((projection) => viewRequest(projection, request, registry));
  const names = views.flatMap(({ columns }) => columns.map(({ to }) => to));
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new Refusal(feastDiagnostics["name-collision"](request.span, { name: twice }));
  return views;
}

/** Folder of a relative path of the repository. */
export const pathIn = (folder: string, path: string): string => (isAbsolute(path) ? path : join(folder, path));

async function readRegistry(request: RepositoryRequest): Promise<FeastRegistry> {
  const { folder, shown, span } = request;
  try {
    const { project, path } = configurationOf(parse(await readFile(join(folder, "feature_store.yaml"), "utf8")), span);
    return parseRegistry(await readFile(pathIn(folder, path)), project);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    const problem = firstLine(error).replaceAll(folder, shown);
    throw new Refusal(feastDiagnostics["no-repository"](span, { path: shown, problem }));
  }
}

function configurationOf(yaml: unknown, span: Span): { readonly project: string; readonly path: string } {
  const { project, registry } = record(yaml);
  if (typeof project !== "string") throw new Error("`feature_store.yaml` names no `project`");
  const { registry_type: type = "file", path } = typeof registry === "string" ? { path: registry } : record(registry);
  if (type !== "file") {
    throw unsupported(span, {
      what: `a registry of type \`${String(type)}\``,
      why: "only registry files are read, as `feast apply` writes them by default",
      help: "copy the registry to a file: `registry: {registry_type: file, path: data/registry.db}`, then `feast apply`",
    });
  }
  if (typeof path !== "string") throw new Error("`feature_store.yaml` names no `registry`");
  refuseRemote(path, "a registry", span);
  return { project, path };
}

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};

function refuseRemote(path: string, what: string, span: Span): void {
  if (!/^[a-z][a-z0-9+.-]+:\/\//i.test(path) || path.startsWith("file://")) return;
  throw unsupported(span, {
    what: `${what} at \`${path}\``,
    why: "registry and offline files are read from the local disk",
    help: "copy the files, and name the copy in the repository",
  });
}

const unsupported = (
  span: Span,
  holes: { readonly what: string; readonly why: string; readonly help: string },
): Refusal => new Refusal(feastDiagnostics.unsupported(span, holes));

function projectionsOf(request: RepositoryRequest, registry: FeastRegistry): readonly Projection[] {
  const { features, span } = request;
  if (typeof features === "string" && !features.includes(":")) {
    const service = registry.services.find(({ name }) => name === features);
    if (service !== undefined) return service.projections;
    throw unknown(
      request,
      `feature service \`${features}\``,
      features,
      registry.services.map(({ name }) => name),
    );
  }
  const references = (Array.isArray(features) ? features : [features]).map(String);
  const byView = new Map<string, string[]>();
  for (const reference of references) {
    const [view, feature, ...rest] = reference.split(":");
    if (view === undefined || feature === undefined || rest.length > 0) {
      throw unknown({ ...request, span }, `feature \`${reference}\``, reference, allFeatures(registry));
    }
    const known = byView.get(view);
    if (known === undefined) byView.set(view, [feature]);
    else if (!known.includes(feature)) known.push(feature);
  }
  return [...byView].map(([view, wanted]) => ({ view, alias: null, features: wanted, joinKeyMap: new Map() }));
}

const allFeatures = ({ views }: FeastRegistry): readonly string[] =>
  views.flatMap(({ name, features }) => features.map((feature) => `${name}:${feature}`));

function unknown({ shown, span }: RepositoryRequest, what: string, name: string, known: readonly string[]): Refusal {
  const near = nearestName(name, known);
  const listed = known.slice(0, 10).map((entry) => `\`${entry}\``);
  return new Refusal(
    feastDiagnostics["unknown-feature"](span, {
      path: shown,
      what,
      known: listed.length === 0 ? "none" : listed.join(", "),
      suggestion: near === null ? "" : `did you mean \`${near}\`? `,
    }),
  );
}

function viewRequest(projection: Projection, request: RepositoryRequest, registry: FeastRegistry): ViewRequest {
  const { span, fullNames } = request;
  refusePython(projection.view, registry, span);
  const found = registry.views.find(({ name }) => name === projection.view);
  if (found === undefined) {
    throw unknown(
      request,
      `feature view \`${projection.view}\``,
      projection.view,
      registry.views.map(({ name }) => name),
    );
  }
  const { source, ...view } = found;
  const name = projection.alias ?? view.name;
  const absent = projection.features.find((feature) => !view.features.includes(feature));
  if (absent !== undefined) {
    throw unknown(request, `feature \`${view.name}:${absent}\``, `${view.name}:${absent}`, allFeatures(registry));
  }
  if (source.kind !== "file") throw unsupported(span, sourceRefused(view.name, source.type));
  if (source.format !== "parquet") throw unsupported(span, sourceRefused(view.name, "Delta Lake"));
  refuseRemote(source.uri, `the source of \`${view.name}\``, span);
  return {
    name,
    view,
    source: { ...source, uri: source.uri.replace(/^file:\/\//, "") },
    columns: projection.features.map((feature) => ({ feature, to: fullNames ? `${name}__${feature}` : feature })),
    keys: view.joinKeys.map((key) => ({ view: key, entity: projection.joinKeyMap.get(key) ?? key })),
  };
}

function refusePython(view: string, { onDemand, streams }: FeastRegistry, span: Span): void {
  if (onDemand.includes(view)) {
    throw unsupported(span, {
      what: `the on-demand feature view \`${view}\``,
      why: "it is a Python function that the registry holds as pickled bytes; nothing of that kind is ever executed",
      help: "ask for the features that it reads, and write the function as `derive` in the spec",
    });
  }
  if (streams.includes(view)) {
    throw unsupported(span, {
      what: `the stream feature view \`${view}\``,
      why: "its values are made by a Python function on a stream",
      help: "define a feature view on the batch source of the stream, and ask for that",
    });
  }
}

const sourceRefused = (view: string, type: string): Parameters<typeof unsupported>[1] => ({
  what: `the feature view \`${view}\`, whose source is ${type},`,
  why: "offline sources are Parquet files",
  help: "read the table with a connector of its own, and join it with `join_as_of`",
});
