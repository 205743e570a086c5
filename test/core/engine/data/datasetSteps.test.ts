import assert from 'node:assert/strict';
import {
  prepareDataset,
  prepareDatasetSteps,
  type PreparedDataset,
} from '../../../../src/core/engine/dataset';
import type { DataSource, Network } from '../../../../src/core/network/network';
import type { Steps } from '../../../../src/core/network/steps';
import { createRandom } from '../../../../src/core/engine/random';
import { fileSource, generatorSource, networkOf } from './networkOf';

/** 20,000 records: numbers, a category in words, a category in numbers. */
function longText(): string {
  const random = createRandom(3);
  const words = ['red', '"green, light"', 'blue'];
  const lines = Array.from({ length: 20_000 }, () => {
    const [x, y] = [random.normal() * 100, random.uniform()];
    return `${x},${y},${words[Math.floor(random.uniform() * 3)]},${Math.floor(random.uniform() * 2)}`;
  });
  return `x,y,colour,t\n${lines.join('\n')}\n`;
}

interface Case {
  readonly network: Network;
  readonly text: string | null;
  /** At least so many pauses. */
  readonly pauses: number;
}

function cases(): Readonly<Record<string, Case>> {
  const text = longText();
  const onFile = (changes: Parameters<typeof fileSource>[0], inputs: number, outputs = 1): Network =>
    networkOf(inputs, [{ units: outputs }], {
      data: fileSource({ inputs: ['x', 'y'], targets: ['t'], ...changes }),
      testFraction: 0.3,
    });
  const inline: DataSource = {
    kind: 'inline',
    inputs: Array.from({ length: 20_000 }, (_, s) => [s, -s]),
    targets: Array.from({ length: 20_000 }, (_, s) => [s / 2]),
  };
  return {
    numbers: { network: onFile({ standardize: true }, 2), text, pauses: 72 },
    'categories in words': {
      network: onFile({ inputs: ['x', 'colour'], oneHot: ['colour'], standardize: true }, 4),
      text,
      pauses: 68,
    },
    'categories in numbers': { network: onFile({ targets: ['t'], oneHot: ['t'] }, 2, 2), text, pauses: 57 },
    'a bad number at the end': { network: onFile({}, 2), text: `${text}1,2,red,none\n`, pauses: 47 },
    'categories that do not fit': {
      network: onFile({ inputs: ['x'], oneHot: ['x'] }, 2),
      text,
      pauses: 42,
    },
    'targets that do not fit': {
      network: {
        ...onFile({ targets: ['x'] }, 2),
        loss: { type: 'binaryCrossEntropy' },
      },
      text,
      pauses: 48,
    },
    'targets that sum to anything': {
      network: {
        ...onFile({ targets: ['y', 't'] }, 2, 2),
        loss: { type: 'categoricalCrossEntropy' },
      },
      text,
      pauses: 58,
    },
    generator: {
      network: networkOf(2, [{ units: 1 }], {
        data: generatorSource({ generator: 'circles', samples: 20_000, noise: 0.1 }),
        testFraction: 0.5,
      }),
      text: null,
      pauses: 9,
    },
    'samples in the text': {
      network: networkOf(2, [{ units: 1 }], { data: inline, testFraction: 0.1 }),
      text: null,
      pauses: 7,
    },
  };
}

/** Advances all of them in turn until each has ended. */
function inTurn(all: readonly Steps<PreparedDataset>[]): PreparedDataset[] {
  const results = new Map<number, PreparedDataset>();
  while (results.size < all.length) {
    for (const [n, steps] of all.entries()) {
      if (results.has(n)) continue;
      const step = steps.next();
      if (step.done) results.set(n, step.value);
    }
  }
  return all.map((_, n) => results.get(n)!);
}

describe('samples prepared in pieces', () => {
  for (const [name, { network, text, pauses }] of Object.entries(cases())) {
    it(`are the same bits: ${name}`, () => {
      const steps = prepareDatasetSteps(network, text);
      let count = 0;
      let step = steps.next();
      for (; !step.done; step = steps.next()) count++;
      assert.deepEqual(step.value, prepareDataset(network, text));
      assert.ok(count >= pauses, `${count} pauses`);
    });
  }

  it('know nothing of others that are prepared meanwhile', () => {
    const all = Object.values(cases());
    const together = inTurn(all.map(({ network, text }) => prepareDatasetSteps(network, text)));
    const alone = all.map(({ network, text }) => prepareDataset(network, text));
    assert.deepEqual(together, alone);
  });
});
