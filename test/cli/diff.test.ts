import assert from 'node:assert/strict';
import { backprop, example, smallNetwork, Workshop } from './program';

describe('backprop diff', () => {
  const workshop = new Workshop();
  after(() => {
    workshop.dispose();
  });

  it('ends with 0 and one sentence for files that mean the same, however they are written', () => {
    const one = workshop.write('one.backprop.json', smallNetwork());
    const other = workshop.write(
      'other.backprop.json',
      `// the same\n${JSON.stringify(smallNetwork({ reduction: 'mean' }), null, 4).replace('0.1,', '1.0e-1,')}`,
    );
    const { status, stdout, stderr } = backprop('diff', one, other);
    assert.equal(status, 0, stdout);
    assert.equal(stderr, '');
    assert.equal(stdout, `old: ${one}\nnew: ${other}\n\nThe two networks are the same.\n`);
  });

  it('ends with 1 and says what a training changed', () => {
    const before = workshop.write('before.backprop.json', smallNetwork());
    const after = workshop.write('after.backprop.json', smallNetwork());
    assert.equal(backprop('train', after, '--write').status, 0);
    const { status, stdout } = backprop('diff', before, after);
    assert.equal(status, 1);
    assert.match(stdout, /^Weights and biases: 9 of 9 differ, the largest difference first$/m);
    assert.match(stdout, /^ {2}b⁽²⁾₁ {3}0\.9 → 0\.\d+ {4}-0\.\d+$/m);
    assert.match(stdout, /^Unchanged: \d+ settings, 9 numbers of the samples, 0 weights and biases\.$/m);
    const json = backprop('diff', before, after, '--json');
    assert.equal(json.status, 1);
    const document = JSON.parse(json.stdout) as {
      readonly same: boolean;
      readonly settings: readonly unknown[];
      readonly parameters: {
        readonly changes: readonly { before: number; after: number; difference: number }[];
      };
    };
    assert.equal(document.same, false);
    assert.deepEqual(document.settings, []);
    const { changes } = document.parameters;
    assert.equal(changes.length, 9);
    const sizes = changes.map(({ difference }) => Math.abs(difference));
    assert.deepEqual(sizes, sizes.slice().sort((a, b) => b - a)); // prettier-ignore
    for (const one of changes) assert.equal(one.difference, one.after - one.before);
  });

  it('ends with 2 for a file that cannot be read or has an error, and for wrong usage', () => {
    const broken = workshop.write('broken.backprop.json', '{ "inputs": 0 }');
    const missing = backprop('diff', example('xor'), workshop.path('nothing.json'));
    assert.equal(missing.status, 2);
    assert.equal(missing.stdout, '');
    assert.match(missing.stderr, /no such file\. \[file\.read\]\n$/);
    const wrong = backprop('diff', broken, example('xor'));
    assert.equal(wrong.status, 2);
    assert.match(wrong.stderr, /^[^\n]*broken\.backprop\.json:1:\d+: error: /);
    assert.equal(backprop('diff', example('xor')).status, 2);
  });
});
