// A histogram as small as a word, drawn without Vega: a table of many columns has one per row.
const WIDTH = 120;
const HEIGHT = 26;
const GAP = 1;

/** Every value that occurs at all stays visible. */
export function drawSparkline(bars: readonly number[], label: string): string {
  if (bars.length === 0) return "";
  const step = Math.min(WIDTH / bars.length, 16);
  const rects = bars.flatMap((share, i) => {
    if (share === 0) return [];
    const height = Math.max(1, share * HEIGHT);
    const [x, y, width] = [i * step, HEIGHT - height, Math.max(1, step - GAP)].map((value) => Number(value.toFixed(1)));
    return `<rect x="${x}" y="${y}" width="${width}" height="${Number(height.toFixed(1))}"/>`;
  });
  const text = label.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
  return `<svg class="spark" role="img" aria-label="${text}" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}"><title>${text}</title>${rects.join("")}</svg>`;
}
