import { createRandom } from '../../src/core/engine/random';

/** Samples of a workload as a network file writes them, a row for each sample. */
export interface InlineSamples {
  readonly inputs: readonly (readonly number[])[];
  readonly targets: readonly (readonly number[])[];
}

/**
 * Points around one centre for each class, in hundredths; classes take turns and targets are one-hot. The centres are near
 * enough to each other that no network of a few units tells all samples apart.
 */
export function clusters(samples: number, inputs: number, classes: number, seed: number): InlineSamples {
  const random = createRandom(seed);
  const centres = matrix(classes, inputs, () => random.normal());
  return labelled(samples, classes, (label) =>
    centres[label]!.map((centre) => hundredths(centre + 1.2 * random.normal())),
  );
}

/**
 * Pictures in grey, brightness from 0 to 1 in hundredths: a class has about a fifth of the pixels lit, and a sample
 * lights each of those with probability 0.7 and any other with probability 0.08.
 */
export function pictures(samples: number, pixels: number, classes: number, seed: number): InlineSamples {
  const random = createRandom(seed);
  const isLit = matrix(classes, pixels, () => random.uniform() < 0.2);
  return labelled(samples, classes, (label) =>
    isLit[label]!.map((lit) => {
      const brightness = hundredths(0.3 + 0.7 * random.uniform());
      return random.uniform() < (lit ? 0.7 : 0.08) ? brightness : 0;
    }),
  );
}

/** The same as a CSV file: the inputs' columns, then one with the number of the class. */
export function csvOf({ inputs, targets }: InlineSamples, header: readonly string[]): string {
  const rows = inputs.map((row, s) => [...row, targets[s]!.indexOf(1)].join(','));
  return `${[header.join(','), ...rows].join('\n')}\n`;
}

/** 500-1000-498-2: 998,996 weights, of the 1,000,000 that a file may have. */
export function millionFiles(): { readonly text: string; readonly dataText: null } {
  const text = JSON.stringify({
    inputs: 500,
    layers: [
      { units: 1000, activation: 'relu', init: 'heUniform' },
      { units: 498, activation: 'relu', init: 'heUniform' },
      { units: 2, activation: 'softmax' },
    ],
    loss: 'categoricalCrossEntropy',
    data: clusters(64, 500, 2, 5),
    training: { optimizer: 'adam', learningRate: 0.001, batchSize: 32, epochs: 1000 },
  });
  return { text, dataText: null };
}

function labelled(
  samples: number,
  classes: number,
  draw: (label: number) => readonly number[],
): InlineSamples {
  const inputs: (readonly number[])[] = [];
  const targets: (readonly number[])[] = [];
  for (let s = 0; s < samples; s++) {
    const label = s % classes;
    inputs.push(draw(label));
    targets.push(Array.from({ length: classes }, (_, k) => (k === label ? 1 : 0)));
  }
  return { inputs, targets };
}

function matrix<Entry>(rows: number, columns: number, entry: () => Entry): Entry[][] {
  return Array.from({ length: rows }, () => Array.from({ length: columns }, entry));
}

const hundredths = (value: number): number => Math.round(100 * value) / 100;
