/** Networks of the size that TensorFlow Playground opens with: two inputs, layers of 4 and 2 tanh units, one output. */
export function playground(epochs: number): string {
  return `{
  "name": "Playground",
  "inputs": 2,
  "layers": [
    { "name": "first", "units": 4, "activation": "tanh" },
    { "name": "second", "units": 2, "activation": "tanh" },
    { "name": "output", "units": 1, "activation": "sigmoid" }
  ],
  "loss": "binaryCrossEntropy",
  "data": { "generator": "circles", "samples": 500, "noise": 0.1, "seed": 7, "testFraction": 0.5 },
  "training": { "optimizer": "sgd", "learningRate": 0.03, "epochs": ${epochs}, "batchSize": 10, "seed": 3 }
}
`;
}

/** One sample, so that a million epochs take a second or two. */
export const millionEpochs = `{
  "name": "A million epochs",
  "inputs": 2,
  "layers": [
    { "name": "hidden", "units": 2, "activation": "tanh", "weights": [[0.8, -0.5], [-0.6, 0.9]], "biases": [0, 0] },
    { "name": "output", "units": 1, "activation": "sigmoid", "weights": [[0.7], [0.6]], "biases": [0] }
  ],
  "loss": "binaryCrossEntropy",
  "data": { "inputs": [[0, 0], [0, 1], [1, 0], [1, 1]], "targets": [[0], [1], [1], [0]] },
  "training": { "learningRate": 0.01, "epochs": 1000000 }
}
`;
