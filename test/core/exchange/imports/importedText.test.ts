import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { initialParameters } from '../../../../src/core/engine/initialise';
import { importedTextSteps } from '../../../../src/core/exchange/imports/importedText';
import {
  ImportStop,
  turned,
  type ImportedLayer,
  type ImportedNetwork,
} from '../../../../src/core/exchange/imports/imported';
import { defaultFormat, formatEdits } from '../../../../src/core/network/format';
import { parse } from '../../../../src/core/network/parse';
import { runToEnd } from '../../../../src/core/network/steps';
import { textOfUtf8, utf8 } from '../../../../src/core/exchange/files/utf8';

const layer = (changes: Partial<ImportedLayer> = {}): ImportedLayer => ({
  name: null,
  fanIn: 2,
  units: 1,
  activation: { type: 'linear' },
  weights: [1, 2],
  biases: [3],
  ...changes,
});

const network = (changes: Partial<ImportedNetwork> = {}): ImportedNetwork => ({
  name: 'n',
  inputs: { units: 2, names: null },
  layers: [layer()],
  loss: null,
  data: null,
  training: {},
  notes: [],
  ...changes,
});

const write = (one: ImportedNetwork): string => runToEnd(importedTextSteps(one, 'From a test.')).text;

function refusal(one: ImportedNetwork) {
  try {
    write(one);
  } catch (error) {
    assert.ok(error instanceof ImportStop && error.result.kind === 'refused');
    return error.result.refusal;
  }
  return assert.fail('it was written');
}

const naughty = JSON.parse(
  readFileSync(join(process.cwd(), 'test', 'fixtures', 'naughty-strings', 'blns.json'), 'utf8'),
) as string[];

describe('the text of an imported network', () => {
  it('reads back every double, bit for bit', () => {
    const doubles = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.constantFrom(
        -0,
        0,
        5e-324,
        -5e-324,
        1.7976931348623157e308,
        2 ** 53 + 2,
        1e21,
        1e-7,
        Math.fround(0.1),
      ),
    );
    fc.assert(
      fc.property(fc.array(doubles, { minLength: 6, maxLength: 6 }), (values) => {
        const text = write(network({ inputs: { units: 4, names: null }, layers: [layer({ fanIn: 4, weights: values.slice(0, 4), biases: values.slice(4, 5) })] })); // prettier-ignore
        const parsed = parse(text);
        assert.deepEqual(parsed.diagnostics, [], text);
        const found = initialParameters(parsed.network!);
        values.slice(0, 5).forEach((value, n) => {
          assert.ok(Object.is(found[n], value), `${value} became ${found[n]}`);
        });
      }),
      { numRuns: 1_000 },
    );
  });

  it('has the tidy layout, and notes that nothing ends', () => {
    const text = write(
      network({
        notes: ['A line\nbreak, a \u2028 separator, a \u202e turn and */ an end.', 'word '.repeat(60).trim()],
        training: {
          learningRate: 0.5,
          epochs: 3,
          optimizer: { type: 'momentum', momentum: 0.8 },
          shuffle: false,
        },
        loss: { type: 'huber', delta: 2 },
        reduction: 'sum',
        data: { kind: 'inline', inputs: [[1, 2]], targets: [[3]], testFraction: 0 },
      }),
    );
    assert.deepEqual(formatEdits(text, defaultFormat), []);
    const lines = text.split('\n');
    assert.deepEqual(lines[0], '// From a test.');
    assert.match(lines[1]!, /^\/\/ A line⟨U\+000A⟩break/);
    const parsed = parse(text);
    assert.deepEqual(parsed.diagnostics, []);
    assert.deepEqual(parsed.network!.training.optimizer, { type: 'momentum', momentum: 0.8 });
    assert.equal(parsed.network!.training.shuffle, false);
    assert.equal(parsed.network!.reduction, 'sum');
    assert.deepEqual(parsed.network!.loss, { type: 'huber', delta: 2 });
    assert.ok(lines.every((line) => line.length <= 110));
  });

  it('takes all 515 naughty strings as names of network, layers, inputs and units', () => {
    assert.ok(naughty.length > 500);
    let kept = 0;
    for (const name of naughty) {
      const one = network({
        name,
        inputs: { units: 2, names: [name, `${name}2`] },
        layers: [layer({ name, unitNames: [`${name}3`] })],
        notes: [name],
      });
      const text = write(one);
      const { network: read, diagnostics } = parse(text);
      assert.ok(read, text);
      assert.deepEqual(diagnostics.filter(({ severity }) => severity === 'error' || severity === 'warning'), [], text); // prettier-ignore
      const cut = name.length > 200 ? `${name.slice(0, 199)}…` : name;
      if (name.length <= 198) assert.equal(read.name, cut);
      assert.equal(read.layers.length, 1);
      assert.deepEqual(read.layers[0]!.weights, [[1], [2]]);
      if (read.inputs.names) {
        kept++;
        if (name.length <= 198) assert.deepEqual(read.inputs.names, [name, `${name}2`]);
      } else assert.match(text, /names of the inputs cannot be symbols/);
    }
    assert.ok(kept > 450, `${kept} were kept`);
  });

  it('keeps the names of the units where those of the inputs clash, and the other way round', () => {
    const clash = { units: 2, names: ['y', 'y'] };
    const one = write(network({ inputs: clash, layers: [layer({ unitNames: ['price'] })] }));
    assert.deepEqual(parse(one).network!.layers[0]!.unitNames, ['price']);
    assert.equal(parse(one).network!.inputs.names, null);
    const other = write(
      network({ inputs: { units: 2, names: ['a', 'b'] }, layers: [layer({ unitNames: ['a'] })] }),
    );
    assert.deepEqual(parse(other).network!.inputs.names, ['a', 'b']);
    assert.equal(parse(other).network!.layers[0]!.unitNames, null);
  });

  it('refuses what the format cannot hold, with its place', () => {
    const cases: readonly (readonly [ImportedNetwork, RegExp, RegExp])[] = [
      [network({ layers: [] }), /^$/, /no layer/],
      [network({ layers: Array.from({ length: 65 }, () => layer()) }), /^$/, /65 layers/],
      [network({ inputs: { units: 0, names: null } }), /the inputs/, /0 units/],
      [network({ inputs: { units: 1e6, names: null } }), /the inputs/, /1,000,000 units/],
      [network({ inputs: { units: 1.5, names: null } }), /the inputs/, /1\.5 units/],
      [network({ layers: [layer({ fanIn: 4096, units: 4096, weights: null })] }), /^$/, /16,777,216 weights/],
      [
        network({ layers: [layer({ fanIn: 3 })] }),
        /layer 1/,
        /takes 3 inputs, and what is before it has 2 units/,
      ],
      [network({ layers: [layer({ weights: [1, NaN] })] }), /layer 1/, /weight from unit 2 to unit 1 is NaN/],
      [
        network({ layers: [layer({ name: 'x', biases: [Infinity] })] }),
        /layer "x"/,
        /bias of unit 1 is Infinity/,
      ],
    ];
    for (const [one, where, cause] of cases) {
      const { where: place, cause: said, remedy } = refusal(one);
      assert.match(place ?? '', where);
      assert.match(said, cause);
      assert.match(remedy, /\.$/);
    }
  });

  it('takes a fault of a reader for what it is', () => {
    assert.throws(() => write(network({ layers: [layer({ weights: [1] })] })), RangeError);
  });

  it('turns the weights of PyTorch', () => {
    assert.deepEqual(Array.from(turned([1, 2, 3, 4, 5, 6], 2, 3)), [1, 4, 2, 5, 3, 6]);
  });
});

describe('UTF-8', () => {
  it('is read as TextDecoder reads it, whatever the bytes', () => {
    const decoder = new TextDecoder('utf-8', { fatal: true });
    const expected = (bytes: Uint8Array): string | null => {
      try {
        return decoder.decode(bytes);
      } catch {
        return null;
      }
    };
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 12 }),
      fc.string({ unit: 'binary', maxLength: 20 }).map((text) => Uint8Array.from(new TextEncoder().encode(text))),
      fc.array(fc.constantFrom(0xed, 0xa0, 0x80, 0xf4, 0x90, 0xc0, 0xe0, 0x9f, 0xf0, 0x8f, 0xbf, 0xef, 0xbb, 0x41), { maxLength: 6 }).map((all) => Uint8Array.from(all)),
    ); // prettier-ignore
    fc.assert(
      fc.property(bytes, (one) => {
        assert.equal(textOfUtf8(one), expected(one));
      }),
      { numRuns: 20_000 },
    );
    const long = 'aé漢😀'.repeat(20_000);
    assert.equal(textOfUtf8(utf8(long)), long);
  });
});
