import assert from 'node:assert/strict';
import { backprop, document, failure, Workshop } from './program';

/** The exclusive or, learnt through a formula of the file's own; symbols of the file's own too. */
const xor = {
  inputs: 2,
  layers: [
    {
      name: 'hidden',
      units: 3,
      activation: { formula: 'a * sigmoid(1.702 * a)' },
      symbols: { preActivation: 'z_j', activation: 'g_j' },
    },
    { name: 'output', units: 1, activation: { formula: '1/(1+exp(-a))' } },
  ],
  data: { inputs: [[0, 0], [0, 1], [1, 0], [1, 1]], targets: [[0], [1], [1], [0]] }, // prettier-ignore
  training: { optimizer: 'adam', learningRate: 0.1, epochs: 300 },
  sweep: { learningRate: [0.05, 0.1] },
};

interface Trained {
  readonly loss: number;
  readonly stopped: string;
  readonly history: { readonly loss: readonly number[] };
}

describe('a formula activation on the command line', () => {
  let workshop: Workshop;
  let file: string;

  beforeEach(() => {
    workshop = new Workshop();
    file = workshop.write('xor.json', xor);
  });
  afterEach(() => {
    workshop.dispose();
  });

  it('learns the exclusive or', () => {
    const { loss, stopped, history } = document('train', file) as Trained;
    assert.equal(stopped, 'epochs');
    assert.ok(history.loss[0]! > 0.1, String(history.loss[0]));
    assert.ok(loss < 1e-3, String(loss));
    assert.equal(backprop('train', file, '--write').status, 0);
    const { outputs } = document('grad', file) as { outputs: number[][] };
    assert.deepEqual(
      outputs.map(([output]) => Math.round(output!)),
      [0, 1, 1, 0],
    );
  });

  it('has under each step the numbers of that step, and on a worksheet its left side', () => {
    const { stdout } = backprop('explain', file, 'w11', '--sample', '2');
    // "Activation" stands only in derivations through a formula, and moves all steps after it by one.
    const steps = stdout.split(/\n(?=\d+\. )/).slice(1);
    const of = (title: string) => steps.find((step) => step.includes(`. ${title}\n`))!;
    assert.match(of('Derivative of the weighted sum'), /∂z₁\/∂w₁₁ = x₁\n {3}= 0\n/);
    assert.match(of('Activation'), /g₁ = z₁ σ\(1\.702 z₁\)\n {3}= -?\S+ · σ\(1\.702 · \S+\)\n {3}= \S+\n/);
    const { stdout: sheet } = backprop('explain', file, 'w11', '--sample', '2', '--hide');
    assert.match(sheet, /\. Derivative of the weighted sum\n {3}∂z₁\/∂w₁₁ = \?\n/);
  });

  it('passes the check against central differences, at the start and at a kink', () => {
    const { gradients } = document('check', file, '--gradients') as {
      gradients: { maxRelativeError: number; checked: number }[];
    };
    assert.equal(gradients[0]!.checked, 13);
    assert.ok(gradients[0]!.maxRelativeError < 1e-8);
    // Every pre-activation is 0, the kink of |a|: nothing disagrees, nothing can be compared but the output's.
    const kinked = workshop.write('kink.json', {
      ...xor,
      layers: [
        { units: 2, activation: { formula: 'a / 2 + abs(a)' }, weights: [[0, 0], [0, 0]] }, // prettier-ignore
        { units: 1 },
      ],
    });
    const { status, stdout } = backprop('check', kinked, '--gradients');
    assert.equal(status, 0, stdout);
    assert.match(stdout, /kink/);
  });

  it('is trained for every setting of a sweep', () => {
    const { runs } = document('sweep', file) as { runs: Trained[] };
    assert.equal(runs.length, 2);
    const { loss } = document('train', file) as Trained;
    assert.equal(runs[1]!.loss, loss);
  });

  it('is explained with φ and φ′ in the names of the file, and named in the tables', () => {
    const { stdout } = backprop('explain', file, 'w_{11}');
    const lines = stdout.split('\n').map((line) => line.trim());
    assert.ok(lines.includes('g₁ = z₁ σ(1.702 z₁)'), stdout);
    assert.ok(
      lines.some((line) => line.startsWith('∂g₁/∂z₁ = σ(1.702 z₁) + 1.702 z₁ σ(1.702 z₁)(1 − σ(1.702 z₁))')),
      stdout,
    );
    assert.match(backprop('grad', file).stdout, /hidden {2}2 → 3, a \* sigmoid\(1\.702 \* a\)\n/);
  });

  it('tells step, layer, unit and sample when it overflows', () => {
    const layers = [
      { name: 'steep', units: 2, activation: { formula: 'exp(exp(a))' }, weights: [[1, 1], [1, 9]] }, // prettier-ignore
      { units: 1 },
    ];
    const broken = workshop.write('steep.json', { ...xor, layers });
    const { status, stderr, stdout } = backprop('train', broken);
    assert.equal(status, 1);
    assert.match(stderr + stdout, /step 1 .*unit 2, layer "steep", sample 2/);
    assert.match(failure('grad', broken), /unit 2.*"steep".*sample 2.*\[number\.overflow\]/);
  });

  it('is refused at its character where a part has no value', () => {
    const layers = [{ units: 1, activation: { formula: 'a / (2 - 2)' } }];
    const text = JSON.stringify({ ...xor, layers });
    const column = text.indexOf('/ (2 - 2)') + 1;
    const line = failure('train', workshop.write('zero.json', text));
    assert.match(line, new RegExp(`:1:${column}: error: This divides by zero.*\\[activation\\.domain\\]$`));
  });
});
