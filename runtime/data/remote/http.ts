// http: and https:, by the fetch of Node.js. A password in the address becomes a header, as browsers do.
import { type Fetched, type ObjectStore, RemoteError, type Version } from "./object-store.ts";

export const httpStore: ObjectStore = {
  list: async () => null,
  fetch: async (uri, known, signal) => {
    const { address, headers } = requestOf(uri, known);
    const response = await fetch(address, { headers, signal, redirect: "follow" });
    if (response.status === 304 && known !== null) return { kind: "unchanged" };
    if (!response.ok || response.body === null) {
      await response.body?.cancel();
      throw new RemoteError(answer(response), response.status >= 500 || response.status === 429);
    }
    return contentOf(response, response.body);
  },
};

function requestOf(uri: string, known: Version | null): { readonly address: URL; readonly headers: Headers } {
  const address = parse(uri);
  const headers = new Headers({ "user-agent": "pipec" });
  if (address.username !== "" || address.password !== "") {
    const login = `${decodeURIComponent(address.username)}:${decodeURIComponent(address.password)}`;
    headers.set("authorization", `Basic ${Buffer.from(login).toString("base64")}`);
    address.username = "";
    address.password = "";
  }
  if (known?.etag != null) headers.set("if-none-match", known.etag);
  else if (known?.modified != null) headers.set("if-modified-since", known.modified);
  return { address, headers };
}

function parse(uri: string): URL {
  try {
    return new URL(uri);
  } catch {
    throw new RemoteError("it is no address", false);
  }
}

const answer = ({ status, statusText }: Response): string =>
  `the server answers ${status}${statusText === "" ? "" : ` ${statusText}`}`;

function contentOf(response: Response, body: NonNullable<Response["body"]>): Fetched {
  const length = response.headers.get("content-length");
  // What is compressed on the way is longer when it arrives.
  const isCoded = response.headers.has("content-encoding");
  return {
    kind: "content",
    version: { etag: response.headers.get("etag"), modified: response.headers.get("last-modified") },
    bytes: length === null || isCoded ? null : Number(length),
    content: body as unknown as AsyncIterable<Uint8Array>,
  };
}
