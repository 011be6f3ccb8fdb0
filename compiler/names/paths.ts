// Paths of specs as text: the compiler has no file system. `/` and `\` both separate; results use `/`.

/** `""` for a path without a folder. */
export function folderOf(path: string): string {
  const parts = path.replaceAll("\\", "/").split("/");
  return parts.slice(0, -1).join("/") || (path.startsWith("/") ? "/" : "");
}

/** `folder` + `relative` without `.` and inner `..`; an absolute `relative` stands alone. */
export function joinPath(folder: string, relative: string): string {
  const full = /^([A-Za-z]:)?[\\/]/.test(relative) || folder === "" ? relative : `${folder}/${relative}`;
  const text = full.replaceAll("\\", "/");
  const kept: string[] = [];
  for (const part of text.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && kept.length > 0 && kept[kept.length - 1] !== "..") kept.pop();
    else kept.push(part);
  }
  return (text.startsWith("/") ? "/" : "") + kept.join("/");
}
