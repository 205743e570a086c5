import assert from 'node:assert/strict';
import { utf8 } from '../../../../src/core/exchange/files/utf8';
import { importFile, type ImportKindName } from '../../../../src/core/exchange/imports/importKinds';
import type {
  ImportedNetwork,
  ImportQuestion,
  ImportRefusal,
  ImportResult,
} from '../../../../src/core/exchange/imports/imported';
import type { Network } from '../../../../src/core/network/network';
import { parse } from '../../../../src/core/network/parse';

export type Choices = Readonly<Record<string, string>>;

/** Imports a text, or a value as JSON. */
export function imported(
  kind: ImportKindName | null,
  content: string | object,
  choices: Choices = {},
  name = 'file.json',
): ImportResult {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  return importedBytes(kind, utf8(text), choices, name);
}

export function importedBytes(
  kind: ImportKindName | null,
  bytes: Uint8Array,
  choices: Choices = {},
  name = 'file.bin',
): ImportResult {
  return importFile(kind, { name, bytes, choices: new Map(Object.entries(choices)) });
}

export interface Read {
  readonly text: string;
  readonly network: Network;
  readonly notes: string;
  readonly imported: ImportedNetwork;
}

/** The network that the import makes, read back from its text without an error. */
export function networkFrom(result: ImportResult): Read {
  assert.ok(result.kind === 'network', JSON.stringify(result));
  const { network, diagnostics } = parse(result.text);
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  assert.deepEqual(errors, [], result.text.slice(0, 2_000));
  assert.ok(network);
  return { text: result.text, network, notes: result.network.notes.join('\n'), imported: result.network };
}

export function refusalFrom(result: ImportResult): ImportRefusal {
  assert.ok(result.kind === 'refused', JSON.stringify(result).slice(0, 2_000));
  return result.refusal;
}

export function questionFrom(result: ImportResult): ImportQuestion {
  assert.ok(result.kind === 'question', JSON.stringify(result).slice(0, 2_000));
  return result.question;
}
