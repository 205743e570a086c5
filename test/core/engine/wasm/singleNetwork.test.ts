import { createRandom } from '../../../../src/core/engine/random';
import { allowedPairs, elementwise } from '../../insight/randomNetworks';
import { datasetOf, defaultOptimizers, networkOf } from '../reference/networks';
import { assertSameCourses, type ComparedRun } from './bothEngines';

const random = createRandom(11);
const numbers = (count: number): number[] => Array.from({ length: count }, () => 2 * random.uniform() - 1);

/** Even and odd widths in every place: a last unit without a neighbour has a lane to itself. */
const shapes: readonly (readonly number[])[] = [
  [1, 1],
  [2, 3],
  [3, 2],
  [1, 3, 2],
  [2, 2, 3],
  [3, 1, 5],
  [2, 5, 1, 3],
  [4, 3, 4, 2],
];

function runOf(units: readonly number[], n: number): ComparedRun {
  const { last, loss } = allowedPairs[n % allowedPairs.length]!;
  const outputs = last.type === 'softmax' ? Math.max(2, units.at(-1)!) : units.at(-1)!;
  const sizes = [...units.slice(0, -1), outputs];
  const network = networkOf({
    units: sizes,
    activations: sizes.slice(1).map((_, l) => {
      return l === sizes.length - 2 ? last : elementwise[(n + l) % elementwise.length]!;
    }),
    loss,
    biases: sizes.slice(1).map((count, l) => (n + l) % 3 > 0 && new Array<number>(count).fill(0.1)),
    training: {
      optimizer: defaultOptimizers[n % defaultOptimizers.length]!,
      learningRate: 0.05,
      epochs: 300,
      l2: n % 4 === 0 ? 0.01 : 0,
    },
  });
  const hot = n % outputs;
  const targets = Array.from({ length: outputs }, (_, k) => (k === hot ? 1 : 0));
  const dataset = datasetOf([numbers(sizes[0]!)], [targets]);
  return { name: `${sizes.join('-')} ${last.type} ${loss.type}, ${n}`, network, dataset, turns: [1, 7, 292] };
}

describe('a network on one sample, two units in the lanes', () => {
  for (const units of shapes) {
    it(`${units.join('-')}: same bits by both engines, every activation and loss`, () => {
      assertSameCourses(allowedPairs.map((_, n) => runOf(units, n)));
    });
  }
});
