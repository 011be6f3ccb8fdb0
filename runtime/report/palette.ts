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
export const SERIES_5 = "#080808";
export const SERIES_6 = "#090909";
export const SERIES_7 = "#0a0a0a";
export const SERIES_8 = "#0b0b0b";

const VARIABLES: Readonly<Record<string, string>> = {
  [INK]: "--ink",
  [MUTED]: "--muted",
  [GRID]: "--rule",
  [SERIES_1]: "--series-1",
  [SERIES_2]: "--series-2",
  [SERIES_3]: "--series-3",
  [SERIES_4]: "--series-4",
  [SERIES_5]: "--series-5",
  [SERIES_6]: "--series-6",
  [SERIES_7]: "--series-7",
  [SERIES_8]: "--series-8",
};

export const SERIES = [SERIES_1, SERIES_2, SERIES_3, SERIES_4, SERIES_5, SERIES_6, SERIES_7, SERIES_8] as const;

export function themeSvg(svg: string): string {
  return svg.replaceAll(/(fill|stroke)="(#0[1-9ab]0[1-9ab]0[1-9ab])"/g, (whole, attribute: string, colour: string) => {
    const variable = VARIABLES[colour];
    return variable === undefined ? whole : `${attribute}="var(${variable})"`;
  });
}
