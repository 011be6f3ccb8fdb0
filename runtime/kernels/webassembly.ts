// The parts of the WebAssembly API that are used here; the type library of Node.js does not describe it.

export interface SharedMemory {
  readonly buffer: SharedArrayBuffer;
  readonly grow: (pages: number) => number;
}

/** The compiler names what it imports after the file that declares it. */
interface Imports {
  readonly env: { readonly memory: SharedMemory };
  readonly "host.as": { readonly allocate: (bytes: number) => number };
}

interface WebAssemblyApi {
  readonly Memory: new (options: { initial: number; maximum: number; shared: true }) => SharedMemory;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: Imports) => { readonly exports: unknown };
}

// The global exists in every Node.js; only its type is missing.
export const { WebAssembly } = globalThis as unknown as { readonly WebAssembly: WebAssemblyApi };

export const PAGE = 65_536;
