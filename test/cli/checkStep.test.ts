import assert from 'node:assert/strict';
import { backprop, document, failure, smallNetwork, Workshop } from './program';

interface Layers {
  readonly weights: number[][];
  readonly biases: number[];
}

describe('backprop check-step', () => {
  const workshop = new Workshop();
  const file = workshop.write(
    'net.backprop.json',
    smallNetwork({ training: { learningRate: 0.1, epochs: 1 } }),
  );
  const { loss, layers } = document('grad', file) as { loss: number; layers: Layers[] };
  const trained = (document('train', file) as { layers: Layers[] }).layers;
  const step = {
    loss,
    gradients: { weights: layers.map(({ weights }) => weights), biases: layers.map(({ biases }) => biases) },
    updated: { weights: trained.map(({ weights }) => weights), biases: trained.map(({ biases }) => biases) },
  };

  after(() => {
    workshop.dispose();
  });

  it('agrees with a step that is right, and ends with 0', () => {
    const path = workshop.write('right.json', step);
    const { status, stdout, stderr } = backprop('check-step', file, path);
    assert.deepEqual([status, stderr], [0, '']);
    assert.match(stdout, /^The step agrees: 19 numbers\.\n/);
    const found = document('check-step', file, path) as { verdict: string; compared: unknown[] };
    assert.deepEqual([found.verdict, found.compared.length], ['agrees', 9]);
  });

  it('names the first that differs with its place and the likeliest cause, and ends with 1', () => {
    const path = workshop.write('sum.json', { ...step, loss: 3 * loss, gradients: undefined });
    const { status, stdout, stderr } = backprop('check-step', file, path);
    assert.deepEqual([status, stderr], [1, '']);
    assert.match(
      stdout,
      /^The first that differs: the loss is .* a relative difference of 6\.67e-1\.\nThe likeliest cause: The loss is a mean over the batch: .*\[sumForMean\]\n/,
    );
    const biases = { ...step, updated: { ...step.updated, biases: [[0.5, 0.6], [0.9]] } };
    const json = backprop('check-step', file, workshop.write('biases.json', biases), '--json');
    assert.equal(json.status, 1);
    const { difference, causes } = JSON.parse(json.stdout) as {
      difference: object;
      causes: { code: string }[];
    };
    assert.deepEqual(
      { ...difference, expected: 0, relativeDifference: 0 },
      {
        quantity: 'updated',
        layer: 'layer 1',
        symbol: 'b⁽¹⁾₁',
        from: null,
        to: 1,
        expected: 0,
        found: 0.5,
        relativeDifference: 0,
      },
    );
    assert.equal(causes[0]?.code, 'biasNotUpdated');
  });

  it('tells what is wrong with a recording at its place', () => {
    const path = workshop.write('wrong.json', '{\n  "loss": [1]\n}');
    assert.match(failure('check-step', file, path), /wrong\.json:2:11: error: .* \[step\.number\]$/);
    assert.match(failure('check-step', file, workshop.path('none.json')), /there is no such file/);
  });

  it('prints what records a step', () => {
    const { status, stdout } = backprop('check-step', file, '--snippet', 'pytorch');
    assert.equal(status, 0);
    assert.match(
      stdout,
      /^# Records one training step of PyTorch for Backprop, which compares it with net\.backprop\.json:/,
    );
    assert.match(stdout, /# record_step\(\[model\.layer_1, model\.layer_2\], optimizer/);
  });
});
