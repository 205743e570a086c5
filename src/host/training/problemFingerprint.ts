import type { GoodNetwork } from '../networkState';
import { problemOf } from './sameProblem';

/** More numbers than these are not gone through just to know a run again. */
const mostNumbers = 1_000_000;

/**
 * A short text that two networks have in common where they train the same function on the same samples from the same
 * parameters in the same way, and, but for one chance in 10¹⁵, no others. Null without samples, or where there are too
 * many numbers to say.
 */
export function problemFingerprint({ network, parameters, dataset }: GoodNetwork): string | null {
  if (!dataset) return null;
  const { inputs, targets, trainingIndices, testIndices } = dataset;
  if (parameters.length + inputs.length + targets.length > mostNumbers) return null;
  const hash = new Hash();
  for (const character of JSON.stringify(problemOf(network))) hash.add(character.codePointAt(0)!);
  for (const numbers of [parameters, inputs, targets, trainingIndices, testIndices]) {
    hash.add(numbers.length);
    const { buffer, byteOffset, byteLength } = numbers;
    for (const word of new Uint32Array(buffer, byteOffset, byteLength / 4)) hash.add(word);
  }
  return hash.text;
}

/** Two mixes of 32 bits, of which each word changes both (after cyrb53, public domain). */
class Hash {
  #high = 0xdeadbeef;
  #low = 0x41c6ce57;

  add(word: number): void {
    this.#high = Math.imul(this.#high ^ word, 2654435761);
    this.#high ^= this.#high >>> 13;
    this.#low = Math.imul(this.#low ^ word, 1597334677);
    this.#low ^= this.#low >>> 15;
  }

  get text(): string {
    return `${(this.#high >>> 0).toString(16)}-${(this.#low >>> 0).toString(16)}`;
  }
}
