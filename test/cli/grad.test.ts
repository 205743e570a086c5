import assert from 'node:assert/strict';
import {
  activationNames,
  largestDifference,
  readCases,
  readReference,
} from '../core/engine/reference/referenceCases';
import { largeNetworkText } from '../support/largeNetwork';
import { backprop, document, example, failure, smallNetwork, Workshop } from './program';

interface GradDocument {
  readonly loss: number;
  readonly penalty: number;
  readonly outputs: readonly (readonly number[])[];
  readonly layers: readonly {
    readonly name: string;
    readonly weights: readonly (readonly number[])[];
    readonly biases: readonly number[] | null;
  }[];
}

interface Step {
  readonly loss: number;
  readonly outputs: readonly number[];
  readonly gradients: { readonly weights: number[][][]; readonly biases: number[][] | null };
}

const fileLosses: Readonly<Record<string, string>> = {
  half_sse: 'halfSquaredError',
  mse: 'meanSquaredError',
  mae: 'meanAbsoluteError',
  huber: 'huber',
  bce: 'binaryCrossEntropy',
  categorical_ce: 'categoricalCrossEntropy',
};

function assertNear(actual: readonly number[], expected: readonly number[], tolerance: number): void {
  const difference = largestDifference(actual, expected);
  assert.ok(difference <= tolerance, `${difference} > ${tolerance}`);
}

describe('backprop grad', () => {
  let workshop: Workshop;

  beforeEach(() => {
    workshop = new Workshop();
  });
  afterEach(() => {
    workshop.dispose();
  });

  it('gives the eight gradients of network B', () => {
    const { states } = readReference('no-bias-2-2-2-learning-rates.json') as {
      states: Record<string, Step[]>;
    };
    const { loss, outputs, gradients } = states['0.5']![0]!;
    const found = document('grad', example('network-b')) as GradDocument;
    assertNear([found.loss], [loss], 1e-12);
    assertNear(found.outputs.flat(), outputs, 1e-12);
    assert.equal(found.penalty, 0);
    assert.deepEqual(
      found.layers.map(({ name, biases }) => [name, biases]),
      [['hidden', null], ['output', null]], // prettier-ignore
    );
    found.layers.forEach(({ weights }, l) => {
      assertNear(weights.flat(), gradients.weights[l]!.flat(), 1e-12);
    });
  });

  it('gives loss and gradients of the classic example, of frozen biases too', () => {
    const { biasesFixed } = readReference('worked-2-2-2.json') as { biasesFixed: Step[] };
    const { gradients } = biasesFixed[0]!;
    const { loss, layers } = document('grad', example('classic-2-2-2')) as GradDocument;
    assert.ok(Math.abs(loss / 0.2983711087600027 - 1) < 1e-15, String(loss));
    layers.forEach(({ weights, biases }, l) => {
      assertNear(weights.flat(), gradients.weights[l]!.flat(), 1e-12);
      assertNear(biases!, gradients.biases![l]!, 1e-12);
    });
  });

  it('agrees with the reference for other losses, activations and depths', () => {
    const cases = fileLossCases();
    for (const one of cases) {
      const file = workshop.write('case.json', {
        inputs: one.layers[0],
        layers: one.activations.map((name, l) => ({
          units: one.layers[l + 1],
          activation: activationNames[name]!.type,
          weights: one.weights[l],
          biases: one.biases ? one.biases[l] : false,
        })),
        loss: fileLosses[one.loss],
        data: { inputs: one.inputs, targets: one.targets },
      });
      const { loss, outputs, layers } = document('grad', file) as GradDocument;
      assertNear([loss], [one.lossValue], 1e-12);
      assertNear(outputs.flat(), one.outputs.flat(), 1e-12);
      layers.forEach(({ weights, biases }, l) => {
        assertNear(weights.flat(), one.gradients.weights[l]!.flat(), 1e-11);
        if (one.gradients.biases) assertNear(biases!, one.gradients.biases[l]!, 1e-11);
        else assert.equal(biases, null);
      });
    }
  });

  it('counts the training samples, lists every output in file order, and keeps the penalty apart', () => {
    const data = { inputs: [[1], [2], [3], [4]], targets: [[0], [0], [0], [0]], testFraction: 0.5 };
    const layers = [{ units: 1, weights: [[1]], biases: false }];
    const network = { inputs: 1, layers, loss: 'meanSquaredError', data, training: { l1: 0.5, l2: 3 } };
    const {
      loss,
      penalty,
      outputs,
      layers: found,
    } = document('grad', workshop.write('net.json', network)) as GradDocument;
    assert.deepEqual(outputs, [[1], [2], [3], [4]]);
    assert.equal(penalty, 0.5 + 1.5);
    // Two samples a < b are trained on: the loss is (a² + b²)/2, its gradient a² + b², and the penalty adds λ₁ + λ₂.
    assert.ok([2.5, 5, 8.5, 6.5, 10, 12.5].includes(loss), String(loss));
    assert.deepEqual(found[0]?.weights, [[2 * loss + 3.5]]);
  });

  it('shows 4.2e-18 where a sigmoid is saturated, not 0', () => {
    const network = {
      inputs: 1,
      layers: [{ units: 1, activation: 'sigmoid', weights: [[40]], biases: false }],
      data: { inputs: [[1]], targets: [[0]] },
    };
    const file = workshop.write('net.json', network);
    const gradient = (document('grad', file) as GradDocument).layers[0]!.weights[0]![0]!;
    assert.ok(Math.abs(gradient / 4.248354255291589e-18 - 1) < 1e-14, String(gradient));
    assert.match(backprop('grad', file).stdout, /4\.24835e-18/);
  });

  it('takes the documented side at a kink', () => {
    const network = {
      inputs: 1,
      layers: [{ units: 1, activation: 'relu', weights: [[0]], biases: false }],
      loss: 'meanAbsoluteError',
      data: { inputs: [[1]], targets: [[0]] },
    };
    assert.deepEqual(
      (document('grad', workshop.write('net.json', network)) as GradDocument).layers[0]?.weights,
      [[0]],
    );
  });

  it('is readable: six digits, names, conventions beside the loss, no colour in a pipe', () => {
    const { stdout } = backprop('grad', example('network-b'));
    assert.match(stdout, /E_total +0\.24252 +half squared error ½ Σ \(t − y\)²; one sample/);
    assert.match(stdout, /w₅ +a_h₁ → o₁ +0\.4 +0\.0721571\n/);
    assert.ok(!stdout.includes('\u001b'));
    const sum = backprop(
      'grad',
      workshop.write('sum.json', smallNetwork({ reduction: 'sum', training: { l2: 0.1 } })),
    );
    assert.match(sum.stdout, /sum over 3 samples/);
    assert.match(sum.stdout, /penalty +[\d.]+ +½ 0\.1 Σw² over the weights; not in the loss/);
  });

  it('sums up large layers for people and prints all of them as JSON, to a slow reader too', () => {
    const file = workshop.write('large.json', largeNetworkText());
    const { stdout } = backprop('grad', file);
    assert.ok(stdout.length < 3000, `${stdout.length} characters`);
    assert.match(stdout, /100,352 weights +\S+ +\S+ +at w\S+ \(x\S+ → a⁽¹⁾\S+\)/);
    const { layers } = document('grad', file) as GradDocument;
    assert.equal(layers.flatMap(({ weights }) => weights.flat()).length, 101_632);
    // The norm of the summary is that of the document.
    const norm = Math.hypot(...layers[1]!.weights.flat());
    assert.ok(stdout.includes(norm.toPrecision(6)), `${norm} is not in\n${stdout}`);
  });

  it('makes names visible that a terminal would obey', () => {
    const network = smallNetwork({ name: 'x\u001b[31m\u202e', inputs: ['\u001b]0;t\u0007', 'b\u009b2J'] });
    const { status, stdout } = backprop('grad', workshop.write('net.json', network));
    assert.equal(status, 0);
    // eslint-disable-next-line no-control-regex -- they are what must not be there
    assert.doesNotMatch(stdout, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    assert.match(stdout, /⟨U\+001B⟩\[31m⟨U\+202E⟩/);
  });

  describe('errors', () => {
    const refused = (content: string | object): string =>
      failure('grad', workshop.write('net.json', content));

    it('is the first error of the file in the form of check', () => {
      const text = '{\n  "inputs": 1,\n  "layers": [{ "units": 1, "weights": [[x]] }],\n  "loss": "none"\n}';
      assert.match(refused(text), /net\.json:3:41: error: .+ \[json\.[a-z]+\]$/);
      assert.match(
        failure('grad', workshop.path('none.json')),
        /none\.json: error: .*no such file\. \[file\.read\]$/,
      );
    });

    it('says what cannot be computed, at its place', () => {
      assert.match(refused(smallNetwork({ data: undefined })), /\[training\.data\]$/);
    });

    it('names layer, unit and sample of an overflow, with --json too', () => {
      const big = smallNetwork({
        layers: [{ units: 1, name: 'big', weights: [[1e200], [1e200]] }],
        data: { inputs: [[1, 1], [1, 1e200]], targets: [[0], [0]] }, // prettier-ignore
        loss: 'meanAbsoluteError',
      });
      assert.match(
        refused(big),
        /An activation .* at unit 1, layer "big", sample 2\..*\[number\.overflow\]$/,
      );
      assert.match(failure('grad', workshop.path('net.json'), '--json'), /\[number\.overflow\]$/);
    });
  });
});

/** One case of the references for each loss. */
function fileLossCases(): ReturnType<typeof readCases> {
  const cases = readCases();
  return Object.keys(fileLosses).flatMap((loss) => {
    const some = cases.filter((one) => one.loss === loss);
    return some.slice(-1);
  });
}
