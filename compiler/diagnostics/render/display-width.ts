// How many terminal cells a text takes: two for East Asian wide characters and emoji, none for combining marks.

const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f900, 0x1f9ff],
  [0x20000, 0x3fffd],
];
const COMBINING = /^[\p{Mn}\p{Me}\p{Cf}]$/u;
const TAB = 4;

export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) width += cells(character);
  return width;
}

/** Tabs become spaces up to the next multiple of four cells, control characters a replacement sign. */
export function expandForDisplay(text: string): string {
  let shown = "";
  let width = 0;
  for (const character of text) {
    const code = character.codePointAt(0)!;
    const piece =
      character === "\t" ? " ".repeat(TAB - (width % TAB)) : code < 0x20 || code === 0x7f ? "\uFFFD" : character;
    shown += piece;
    width += displayWidth(piece);
  }
  return shown;
}

function cells(character: string): number {
  if (COMBINING.test(character)) return 0;
  const code = character.codePointAt(0)!;
  return WIDE.some(([low, high]) => code >= low && code <= high) ? 2 : 1;
}
