import { readFileSync } from "node:fs";

/** The version of this package. The manifest stands one folder above both `dist/` and `cli/`, chunks one deeper. */
export function readVersion(): string {
  for (const place of ["../package.json", "../../package.json"]) {
    const manifest = readManifest(new URL(place, import.meta.url));
    if (manifest !== null) return manifest;
  }
  return "0.0.0";
}

function readManifest(url: URL): string | null {
  let text: string;
  try {
    text = readFileSync(url, "utf8");
  } catch {
    return null;
  }
  const manifest: unknown = JSON.parse(text);
  const ours = typeof manifest === "object" && manifest !== null && "name" in manifest && manifest.name === "pipec";
  return ours && "version" in manifest ? String(manifest.version) : null;
}
