// Colours of charts. Vega writes them as literal attributes; `themeSvg` turns them into CSS variables, so that one SVG
// serves light, dark and print. The literals are never shown. Series colours follow Okabe and Ito (2008), which stay
// apart for colour-blind readers.
export const INK = "#010101";
export const MUTED = "#020202";
export const GRID = "#030303";
export const SERIES_1 = "#040404";
export const SERIES_2 = "#050505";
export const SERIES_3 = "#060606";
export const SERIES_4 = "#070707";

const VARIABLES: Readonly<Record<string, string>> = {
  [INK]: "--ink",
  [MUTED]: "--muted",
  [GRID]: "--rule",
  [SERIES_1]: "--series-1",
  [SERIES_2]: "--series-2",
  [SERIES_3]: "--series-3",
  [SERIES_4]: "--series-4",
};

export const SERIES = [SERIES_1, SERIES_2, SERIES_3, SERIES_4] as const;

export function themeSvg(svg: string): string {
  return svg.replaceAll(/(fill|stroke)="(#0[1-7]0[1-7]0[1-7])"/g, (whole, attribute: string, colour: string) => {
    const variable = VARIABLES[colour];
    return variable === undefined ? whole : `${attribute}="var(${variable})"`;
  });
}
