/** A small network that trains: what an empty file is offered to start from. */
export const EXAMPLE_NETWORK = `{
  "name": "exclusive or",
  "inputs": ["x_1", "x_2"],
  "layers": [
    { "name": "hidden", "units": 3, "activation": "tanh" },
    { "name": "output", "units": 1, "activation": "sigmoid" }
  ],
  "loss": "binaryCrossEntropy",
  "data": {
    "inputs": [[0, 0], [0, 1], [1, 0], [1, 1]],
    "targets": [[0], [1], [1], [0]]
  },
  "training": { "optimizer": "adam", "learningRate": 0.1, "epochs": 200 }
}
`;
