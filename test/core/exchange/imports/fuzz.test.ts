import assert from 'node:assert/strict';
import { importFile, type ImportKindName } from '../../../../src/core/exchange/imports/importKinds';
import { exportFiles } from '../../../../src/core/exchange/programs/exportKinds';
import { parse } from '../../../../src/core/network/parse';
import { referenceExports } from '../../../exports/exports';
import { allocationsOf } from '../files/allocations';
import { mutated, randomOf } from '../files/mutations';
import { zipOf } from '../files/zips';
import { npy } from '../files/arraySketches';
import { kerasArchive, kerasConfig } from './kerasArchives';

/** Answers to every question, so that what can be read is read to its end. */
const choices = new Map([
  ['loss', 'halfSquaredError'],
  ['hidden', 'tanh'],
  ['output', 'linear'],
  ['matrices', 'rows'],
  ['order', '1'],
  ['result', '1'],
]);

interface Seeds {
  readonly kind: ImportKindName;
  /** How many mutations are read. */
  readonly count: number;
  readonly files: readonly Uint8Array[];
  /** What is made of every fourth mutation: a file whose check sums are right. */
  readonly packed?: (content: Uint8Array) => Uint8Array;
}

/** Bytes that reading takes whatever the file: small texts are unpacked, and parsers begin with pools of 8 kB. */
const SMALL = 32 * 1024;

/** Small files of each kind, of every way in which they are written. */
function seeds(): Seeds[] {
  const few = referenceExports().filter((_, n) => n % 30 === 4);
  const exported = (kind: 'onnx' | 'safetensors' | 'npz'): Uint8Array[] =>
    few.map((one) => exportFiles(kind, one.exported, 'a')[0]!.content as Uint8Array);
  const doubles = (...values: number[]): Uint8Array => new Uint8Array(Float64Array.from(values).buffer);
  const arrays = [
    { name: 'W1.npy', bytes: npy("'<f8'", true, '(2, 2)', doubles(1, 2, 3, 4)), isDeflated: true },
    { name: 'b1.npy', bytes: npy("'<f4'", false, '(2,)', doubles(1)), isDeflated: true, hasDescriptor: true },
    { name: 'W2.npy', bytes: npy("'>f8'", false, '(1, 2)', doubles(0, 0), 2), isWide: true },
  ];
  return [
    { kind: 'onnx', count: 14_000, files: exported('onnx') },
    { kind: 'safetensors', count: 14_000, files: exported('safetensors') },
    {
      kind: 'npz',
      count: 12_000,
      files: [...exported('npz'), zipOf(arrays), zipOf(arrays, { isWide: true, comment: '{}' })],
      packed: (bytes) => zipOf([{ name: 'W1.npy', bytes, isDeflated: true }]),
    },
    {
      kind: 'keras',
      count: 10_000,
      files: [kerasArchive(), kerasArchive(true)],
      packed: (bytes) => zipOf([{ name: 'config.json', bytes }]),
    },
  ];
}

const arraySeed = npy("'<f8'", true, '(2, 1)', new Uint8Array(Float64Array.of(1, 2).buffer));

describe('mutated files', function () {
  this.timeout(240_000);

  it('are refused with a message or imported rightly, 50,000 of them', () => {
    let total = 0;
    const contents = { npz: arraySeed, keras: new TextEncoder().encode(kerasConfig) };
    for (const { kind, count, files, packed } of seeds()) {
      const random = randomOf(count);
      const ends = { network: 0, refused: 0, question: 0 };
      let largest = 0;
      let slowest = 0;
      for (let n = 0; n < count; n++) {
        const content = packed && n % 4 === 3 ? contents[kind as keyof typeof contents] : null;
        const bytes = content ? packed!(mutated(content, random)) : mutated(files[n % files.length]!, random);
        const allocations = allocationsOf(() => {
          const result = importFile(kind, { name: `a.${kind}`, bytes, choices });
          ends[result.kind]++;
          if (result.kind === 'network') assert.ok(parse(result.text).network, result.text);
          if (result.kind === 'refused') {
            assert.match(result.refusal.cause, /^\S[\s\S]*[.?!]$/);
            assert.match(result.refusal.remedy, /^\S.*\.$/);
          }
        });
        assert.ok(
          allocations.largest <= 4 * bytes.length + SMALL,
          `${kind} ${n}: ${allocations.largest} bytes at once of ${bytes.length}`,
        );
        largest = Math.max(largest, allocations.largest);
        slowest = Math.max(slowest, allocations.milliseconds);
      }
      total += count;
      console.log(
        `      ${kind}: ${ends.network} imported, ${ends.refused} refused, ${ends.question} asked; at most ${largest} bytes at once, ${slowest.toFixed(0)} ms`,
      );
      assert.ok(ends.network > count / 100 && ends.refused > count / 10, kind);
    }
    assert.equal(total, 50_000);
  });
});
