import assert from 'node:assert/strict';
import { deflateRawSync } from 'node:zlib';
import { writeZip } from '../../../../src/core/exchange/files/zip';
import { readZip, zipContent, zipStart } from '../../../../src/core/exchange/files/zipReader';
import { runToEnd } from '../../../../src/core/network/steps';
import { allocationsOf } from './allocations';
import { refusalOf } from './refusals';
import { zipOf, type MemberSketch } from './zips';

const text = new TextEncoder().encode('weights and biases, weights and biases, weights and biases');
const contents = (archive: Uint8Array): [string, string][] =>
  readZip(archive).entries.map((entry) => [
    entry.name,
    new TextDecoder().decode(runToEnd(zipContent(entry))),
  ]);
const all = new TextDecoder().decode(text);

describe('a ZIP archive', () => {
  it('is read stored and deflated, with sizes behind, in ZIP64, and with a comment', () => {
    const members: MemberSketch[] = [
      { name: 'stored', bytes: text },
      { name: 'deflated', bytes: text, isDeflated: true },
      { name: 'behind', bytes: text, isDeflated: true, hasDescriptor: true },
      { name: 'wide', bytes: text, isWide: true },
      { name: 'empty', bytes: new Uint8Array() },
      { name: 'größe/größe', bytes: text },
    ];
    for (const options of [{}, { comment: 'PK\u0005\u0006 and more' }, { isWide: true }]) {
      const archive = zipOf(members, options);
      assert.deepEqual(
        contents(archive),
        members.map(({ name, bytes }) => [name, bytes.length === 0 ? '' : all]),
      );
      assert.equal(readZip(archive).comment, options.comment ?? '');
    }
  });

  it('that is written is read, comment and all', () => {
    const archive = writeZip([{ name: 'a.npy', bytes: text }], 'ü');
    assert.deepEqual(contents(archive), [['a.npy', all]]);
    assert.equal(readZip(archive).comment, 'ü');
  });

  it('shows the first bytes of a member without the others', () => {
    const bomb = zipOf([{ name: 'a', bytes: new Uint8Array(10_000_000), isDeflated: true }]);
    const [entry] = readZip(bomb).entries;
    const { largest } = allocationsOf(() => {
      assert.equal(runToEnd(zipStart(entry!, 1_000)).length, 1_000);
    });
    assert.ok(largest < 10_000, `${largest} bytes at once`);
  });

  const bad: readonly [what: string, archive: Uint8Array, cause: RegExp][] = [
    ['nothing', new Uint8Array(), /no directory at its end/],
    ['no archive', text, /no directory at its end/],
    ['encrypted', zipOf([{ name: 'a', bytes: text, flags: 1 }]), /encrypted/],
    ['another method', zipOf([{ name: 'a', bytes: text, method: 12 }]), /method 12/],
    ['two names', zipOf([{ name: 'a', bytes: text, ownName: 'b' }]), /another name/],
    [
      'a check sum that is wrong',
      zipOf([{ name: 'a', bytes: text, isDeflated: true, crc: 1 }]),
      /check sum is wrong/,
    ],
    ['a size that is too small', zipOf([{ name: 'a', bytes: text, isDeflated: true, size: 10 }]), /the size/],
    ['a size that is too large', zipOf([{ name: 'a', bytes: text, isDeflated: true, size: 90 }]), /the size/],
    [
      'a size that no stream can have',
      zipOf([{ name: 'a', bytes: text, isDeflated: true, size: 4_000_000_000 }]),
      /cannot come from/,
    ],
    ['a stored size that differs', zipOf([{ name: 'a', bytes: text, size: 10 }]), /cannot come from/],
    [
      'bytes behind the stream',
      zipOf([{ name: 'a', bytes: text, packed: Buffer.concat([deflateRawSync(text), text]), method: 8 }]),
      /the size/,
    ],
    [
      'members in each other',
      zipOf([
        { name: 'a', bytes: text },
        { name: 'a', bytes: text, from: 0 },
      ]),
      /bytes of another/,
    ],
    ['a place outside', zipOf([{ name: 'a', bytes: text, from: 1_000_000 }]), /not where/],
    ['a place that is no member', zipOf([{ name: 'a', bytes: text, from: 3 }]), /not where/],
    [
      'more members than there are',
      zipOf([{ name: 'a', bytes: text }], { count: 2 }),
      /Entry 2|lies outside/,
    ],
    ['65,534 members', zipOf([{ name: 'a', bytes: text }], { count: 65_534 }), /65534 members/],
    ['2⁶⁰ members', zipOf([{ name: 'a', bytes: text }], { isWide: true, count: 2 ** 60 }), /members/],
  ];
  for (const [what, archive, cause] of bad) {
    it(`is refused: ${what}`, () => {
      const { largest } = allocationsOf(() => {
        assert.match(refusalOf(() => contents(archive)).cause, cause);
      });
      assert.ok(largest < 4 * 1024, `${largest} bytes at once`);
    });
  }

  it('shows every trick of a name as text', () => {
    const { where } = refusalOf(() =>
      readZip(zipOf([{ name: '../../etc/\u202Epasswd\u0000', bytes: text, flags: 1 }])),
    );
    assert.equal(where, 'member "../../etc/⟨U+202E⟩passwd\\u0000"');
  });

  it('cut off anywhere is refused', () => {
    const archive = zipOf([{ name: 'a', bytes: text, isDeflated: true }]);
    for (let length = 0; length < archive.length; length++) {
      refusalOf(() => contents(archive.subarray(0, length)));
    }
  });
});
