/** Whether the first character that is no white space opens a JSON object; a byte order mark may stand before it. */
export function isJson(bytes: Uint8Array): boolean {
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  while (at < bytes.length && [0x20, 0x09, 0x0a, 0x0d].includes(bytes[at]!)) at++;
  return bytes[at] === 0x7b;
}

/** Whether an ASCII text stands anywhere in the bytes. */
export function has(bytes: Uint8Array, text: string): boolean {
  const [first = 0, ...rest] = Array.from(text, (character) => character.charCodeAt(0));
  for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1)) {
    let n = 0;
    while (n < rest.length && bytes[at + 1 + n] === rest[n]) n++;
    if (n === rest.length) return true;
  }
  return false;
}
