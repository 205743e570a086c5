import assert from 'node:assert/strict';
import { importFile, recognisedKind } from '../../../../src/core/exchange/imports/importKinds';
import type { ImportResult } from '../../../../src/core/exchange/imports/imported';
import { parse } from '../../../../src/core/network/parse';
import { allocationsOf } from '../files/allocations';
import { zipOf, type MemberSketch } from '../files/zips';
import { kerasArchive, kerasConfig } from './kerasArchives';

const read = (members: readonly MemberSketch[]): ImportResult =>
  importFile('keras', { name: 'a.keras', bytes: zipOf(members), choices: new Map() });

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const config: MemberSketch = { name: 'config.json', bytes: text(kerasConfig) };
const metadata: MemberSketch = { name: 'metadata.json', bytes: text('{"keras_version": "3.3.3"}') };

function refusal(members: readonly MemberSketch[]): string {
  const result = read(members);
  assert.ok(result.kind === 'refused', JSON.stringify(result).slice(0, 300));
  return `${result.refusal.where ?? ''}: ${result.refusal.cause}`;
}

describe('a .keras archive', () => {
  it('is known by its members and read by its configuration; its weights are said to be left out', () => {
    const bytes = kerasArchive();
    assert.equal(recognisedKind({ name: 'download', bytes }), 'keras');
    const result = importFile('keras', { name: 'a.keras', bytes, choices: new Map() });
    assert.ok(result.kind === 'network', JSON.stringify(result));
    const { network } = parse(result.text);
    assert.deepEqual(
      network?.layers.map(({ units, activation, weights }) => [units, activation.type, weights]),
      [
        [4, 'tanh', null],
        [1, 'sigmoid', null],
      ],
    );
    assert.equal(network.loss.type, 'binaryCrossEntropy');
    assert.match(
      result.network.notes.join(),
      /model\.weights\.h5\) are not read: they are drawn from the seed/,
    );
  });

  it('is refused without its configuration, and with two', () => {
    assert.match(refusal([metadata]), /has no config\.json/);
    assert.match(refusal([metadata, config, config]), /two members config\.json/);
    assert.match(refusal([metadata, { ...config, bytes: text('{') }]), /./);
  });

  it('whose configuration is a bomb is refused before it is made plain', () => {
    const bytes = zipOf([
      metadata,
      { name: 'config.json', bytes: new Uint8Array(50_000_000), isDeflated: true },
    ]);
    const { largest, milliseconds } = allocationsOf(() => {
      const result = importFile('keras', { name: 'a.keras', bytes, choices: new Map() });
      assert.ok(result.kind === 'refused');
      assert.match(result.refusal.cause, /50,000,000 bytes/);
    });
    assert.ok(largest < 1_000, `${largest} bytes at once`);
    console.log(`      50 MB in ${bytes.length} bytes are refused in ${milliseconds.toFixed(1)} ms`);
  });
});

describe('a file that begins like a pickle', () => {
  it('is none where it is safetensors with a header of that length', () => {
    for (const length of [376, 640, 896, 1152, 1408]) {
      const entry = '{"fc.weight":{"dtype":"F64","shape":[1,1],"data_offsets":[0,8]}}'.padEnd(length);
      const head = Buffer.alloc(8);
      head.writeBigUInt64LE(BigInt(length));
      const bytes = Buffer.concat([head, Buffer.from(entry), Buffer.alloc(8)]);
      assert.equal(recognisedKind({ name: 'download', bytes }), 'safetensors');
      const choices = new Map([
        ['output', 'linear'],
        ['loss', 'huber'],
      ]);
      assert.equal(importFile('safetensors', { name: 'a', bytes, choices }).kind, 'network', String(length));
    }
  });

  it('is one as torch.save writes it', () => {
    const bytes = zipOf([{ name: 'archive/data.pkl', bytes: text('\u0080\u0002}') }]);
    assert.equal(recognisedKind({ name: 'model.pt', bytes }), null);
    const result = importFile('npz', { name: 'model.pt', bytes, choices: new Map() });
    assert.match(result.kind === 'refused' ? result.refusal.cause : '', /pickle/);
  });
});
