import type { Steps } from '../core/network/steps';

/** Bytes between two pauses: a millisecond or two of work, also where they are no ASCII. */
const bytesPerStep = 256 * 1024;

/** The text of UTF-8 bytes without its byte order mark; null where they are no UTF-8. */
export function* decodeSteps(bytes: Uint8Array): Steps<string | null> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const parts: string[] = [];
  try {
    for (let from = 0; from < bytes.length; from += bytesPerStep) {
      parts.push(decoder.decode(bytes.subarray(from, from + bytesPerStep), { stream: true }));
      yield;
    }
    parts.push(decoder.decode());
  } catch {
    return null; // the only error of a fatal decoder
  }
  return parts.join('');
}
