// Builds dist/: the command line and the public API as ESM bundles with lazily loaded chunks, and the type declarations.
// Big or native packages stay outside the bundles and are loaded only by the chunks that use them.
import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = dirname(fileURLToPath(import.meta.url));
const dist = join(root, "dist");
const EXTERNAL = ["@duckdb/*", "piscina", "apache-arrow", "vega", "vega-lite", "vega-*", "pino", "handlebars"];
const ENTRIES = { pipec: "cli/main.ts", worker: "cli/worker.ts", api: "cli/api.ts" };

// CommonJS packages inside the bundle (commander) ask for `require`; an ESM bundle has none of its own.
const BANNER =
  'import { createRequire as __createRequire } from "node:module";const require = __createRequire(import.meta.url);';

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
const types = emitTypes();
await build({
  absWorkingDir: root,
  entryPoints: Object.fromEntries(Object.entries(ENTRIES).filter(([, file]) => existsSync(join(root, file)))),
  outdir: dist,
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  chunkNames: "chunks/[name]-[hash]",
  external: EXTERNAL,
  banner: { js: BANNER },
  minifySyntax: true,
  minifyWhitespace: true,
  keepNames: true,
  sourcemap: true,
  logLevel: "warning",
});
chmodSync(join(dist, "pipec.js"), 0o755);
linkBinary();
await types;

/** `npx pipec` in the checkout: npm links the bins of dependencies, never the package's own. */
function linkBinary() {
  const folder = join(root, "node_modules", ".bin");
  if (!existsSync(folder)) return;
  const target = join(dist, "pipec.js");
  if (process.platform === "win32") {
    writeFileSync(join(folder, "pipec.cmd"), `@node "${target}" %*\r\n`);
    return;
  }
  rmSync(join(folder, "pipec"), { force: true });
  symlinkSync(join("..", "..", "dist", "pipec.js"), join(folder, "pipec"));
}

/** Declarations of the public API; tsc walks from the entry to whatever it names. */
function emitTypes() {
  const args = ["--project", join(root, "tsconfig.types.json")];
  const tsc = spawn(process.execPath, [join(root, "node_modules", "typescript", "bin", "tsc"), ...args], {
    cwd: root,
    stdio: "inherit",
  });
  return new Promise((resolve, reject) => {
    tsc.on("error", reject);
    tsc.on("exit", (code) => (code === 0 ? resolve() : reject(new Error(`tsc ended with ${code}`))));
  });
}
