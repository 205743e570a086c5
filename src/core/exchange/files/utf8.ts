/** A text as UTF-8; half of a character that is alone becomes U+FFFD, as everywhere on the web. */
export function utf8(text: string): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0)!;
    const point = code >= 0xd800 && code <= 0xdfff ? 0xfffd : code;
    if (point < 0x80) bytes.push(point);
    else if (point < 0x800) bytes.push(0xc0 | (point >> 6), tail(point));
    else if (point < 0x10000) bytes.push(0xe0 | (point >> 12), tail(point >> 6), tail(point));
    else bytes.push(0xf0 | (point >> 18), tail(point >> 12), tail(point >> 6), tail(point));
  }
  return Uint8Array.from(bytes);
}

const tail = (bits: number): number => 0x80 | (bits & 0x3f);

/** Code units that are joined at once: more arguments than that some engines refuse. */
const UNITS_AT_ONCE = 8_192;

/** The text of UTF-8 bytes without its byte order mark; null where they are none, by the strict rules of Unicode. */
export function textOfUtf8(bytes: Uint8Array): string | null {
  const parts: string[] = [];
  let units: number[] = [];
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  while (at < bytes.length) {
    const lead = bytes[at]!;
    if (lead < 0x80) {
      units.push(lead);
      at++;
    } else {
      const more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
      if (lead < 0xc2 || lead > 0xf4 || at + more >= bytes.length) return null;
      let point = lead & (0x3f >> more);
      for (let n = 1; n <= more; n++) {
        const next = bytes[at + n]!;
        if ((next & 0xc0) !== 0x80) return null;
        point = (point << 6) | (next & 0x3f);
      }
      // Forms that are too long, halves of characters, and what is beyond Unicode.
      if (point < LEAST[more] || (point >= 0xd800 && point <= 0xdfff) || point > 0x10ffff) return null;
      if (point > 0xffff)
        units.push(0xd800 + ((point - 0x10000) >> 10), 0xdc00 + ((point - 0x10000) & 0x3ff));
      else units.push(point);
      at += more + 1;
    }
    if (units.length >= UNITS_AT_ONCE - 1) {
      parts.push(String.fromCharCode(...units));
      units = [];
    }
  }
  parts.push(String.fromCharCode(...units));
  return parts.join('');
}

/** The least character of each number of bytes that follow the first. */
const LEAST = [0, 0x80, 0x800, 0x10000] as const;
