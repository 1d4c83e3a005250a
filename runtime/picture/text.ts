/** A font's size in pixels, and whether it is bold. */
export interface Font {
  readonly size: number;
  readonly bold: boolean;
}

/**
 * The width of a text in a sans-serif font, in pixels: estimated, as who opens a drawing has fonts of their own. That of
 * the widest that are common (DejaVu Sans, Verdana).
 */
export function textWidth(text: string, { size, bold }: Font): number {
  let ems = 0;
  for (const character of text) ems += characterWidth(character);
  return ems * size * (bold ? 1.1 : 1);
}

function characterWidth(character: string): number {
  if (/[iljft.,:;'|!()[\]/ ·]/.test(character)) return 0.38;
  if (/[MWmw@%…]/.test(character)) return 0.98;
  return /[A-Z+<>=×]/.test(character) ? 0.78 : 0.64;
}

/** A text shortened in the middle to fit a width in pixels. */
export function fitted(text: string, font: Font, width: number): string {
  if (textWidth(text, font) <= width) return text;
  const characters = Array.from(text);
  for (let kept = characters.length - 1; kept > 1; kept--) {
    const head = Math.ceil(kept / 2);
    const short = `${characters.slice(0, head).join('')}…${characters.slice(characters.length - (kept - head)).join('')}`;
    if (textWidth(short, font) <= width) return short;
  }
  return '…';
}

/** A text without characters that XML has no place for, not even escaped (XML 1.0, section 2.2). */
export function xmlText(text: string): string {
  return text.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD');
}
