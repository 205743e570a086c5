import { createRandom, weightStream } from '../../src/core/engine/random';

/** A network of the size of the usual digit classifiers: 784-128-10, 101,632 weights. */
const units = [784, 128, 10] as const;

/**
 * The text of a 784-128-10 network file of about 2 MB with every weight written in it, one row a line, and
 * ten samples, one of each class. The same text for the same seed.
 */
export function largeNetworkText(seed = 1): string {
  const [inputs, hidden, outputs] = units;
  return `{
  "name": "784-128-10",
  "inputs": ${inputs},
  "layers": [
    {
      "name": "hidden",
      "units": ${hidden},
      "activation": "relu",
      "weights": ${matrixText(weights(inputs, hidden, seed, 0), 6)}
    },
    {
      "name": "digit",
      "units": ${outputs},
      "activation": "softmax",
      "weights": ${matrixText(weights(hidden, outputs, seed, 1), 6)}
    }
  ],
  "loss": "categoricalCrossEntropy",
  "data": {
    "inputs": ${matrixText(pictures(outputs, inputs, seed), 4)},
    "targets": ${matrixText(oneHot(outputs), 4)}
  },
  "training": { "optimizer": "sgd", "learningRate": 0.1, "epochs": 20, "seed": ${seed} }
}
`;
}

/** Uniform of deviation √(2 / inputs), as relu wants it. */
function weights(inputs: number, outputs: number, seed: number, layer: number): number[][] {
  const random = createRandom(seed, weightStream(layer));
  const limit = Math.sqrt(6 / inputs);
  return matrix(inputs, outputs, () => limit * (2 * random.uniform() - 1));
}

/** Pictures with about a fifth of the pixels lit, brightness in hundredths. */
function pictures(samples: number, pixels: number, seed: number): number[][] {
  const random = createRandom(seed);
  return matrix(samples, pixels, () => {
    const brightness = Math.round(100 * random.uniform()) / 100;
    return random.uniform() < 0.2 ? brightness : 0;
  });
}

function oneHot(classes: number): number[][] {
  return matrix(classes, classes, (row, column) => (row === column ? 1 : 0));
}

function matrix(rows: number, columns: number, entry: (row: number, column: number) => number): number[][] {
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_, column) => entry(row, column)),
  );
}

function matrixText(rows: number[][], indent: number): string {
  const space = ' '.repeat(indent);
  return `[\n${rows.map((row) => `${space}  [${row.join(', ')}]`).join(',\n')}\n${space}]`;
}
