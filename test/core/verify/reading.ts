import { strict as assert } from 'node:assert';
import type { Network } from '../../../src/core/network/network';
import { type DocumentKind, readDocument } from '../../../src/core/verify/readDocument';
import type { ReadDocument } from '../../../src/core/verify/written';
import { formulaText } from './writtenText';

/** The formulas of a document, each as `left = side = side`. */
export function formulasOf(network: Network, text: string, kind: DocumentKind = 'markdown'): string[] {
  return readDocument(text, kind, network).formulas.map((formula) => formulaText(network, formula));
}

/** The only formula of a document, with its document; nothing may be unreadable. */
export function onlyFormula(network: Network, text: string, kind: DocumentKind = 'markdown') {
  const read: ReadDocument = readDocument(text, kind, network);
  assert.deepEqual(read.unreadable, [], text);
  assert.equal(read.formulas.length, 1, `${read.formulas.length} formulas in ${text}`);
  const formula = read.formulas[0]!;
  return { formula, shown: formulaText(network, formula) };
}

/** Asserts what the only formula of a document reads as. */
export function assertReads(
  network: Network,
  text: string,
  expected: string,
  kind: DocumentKind = 'markdown',
): void {
  assert.equal(onlyFormula(network, text, kind).shown, expected, text);
}

/** The messages of a document in which nothing can be read. */
export function messagesOf(network: Network, text: string, kind: DocumentKind = 'markdown'): string[] {
  const read = readDocument(text, kind, network);
  assert.deepEqual(read.formulas, [], text);
  return read.unreadable.map(({ message }) => message);
}
