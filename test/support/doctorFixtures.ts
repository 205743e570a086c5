/**
 * For each finding of the doctor a file that has it and no other, and a healthy sibling that has none: the same
 * but for what makes the fault.
 */
export interface DoctorFixture {
  readonly code: string;
  readonly faulty: string;
  /** What stands in the faulty text, and what stands there in the healthy one. */
  readonly cure: readonly [string, string];
  /** The finding comes after training only. */
  readonly isOfRun?: boolean;
  /** The titles of its quick fixes that must take the finding away. */
  readonly cures: readonly string[];
  /** What the message has to hold: the evidence in numbers. */
  readonly evidence: readonly string[];
  /** What the range must be in the text. */
  readonly place: string;
}

const squares = `"data": {
    "inputs": [[0.1, 0.9], [0.4, -0.3], [-0.8, 0.5], [0.7, 0.2]],
    "targets": [[0.3], [0.6], [0.2], [0.7]]
  }`;

export const doctorFixtures: readonly DoctorFixture[] = [
  {
    code: 'doctor.twins',
    faulty: `{
  "inputs": 2,
  "layers": [
    {
      "units": 3,
      "activation": "tanh",
      "weights": [
        [0.4, 0.4, 0.1],
        [-0.2, -0.2, 0.3]
      ],
      "biases": [0.1, 0.1, 0.1]
    },
    { "units": 1, "weights": [[0.5], [0.5], [0.2]] }
  ],
  ${squares}
}
`,
    cure: ['[[0.5], [0.5], [0.2]]', '[[0.5], [0.6], [0.2]]'],
    cures: ['Draw the weights of layer "layer 1" at random'],
    evidence: ['h₁ and h₂', '2 weights in, bias and 1 weight out'],
    place: '0.4',
  },
  {
    code: 'doctor.deadUnit',
    faulty: `{
  "inputs": 2,
  "layers": [
    {
      "name": "hidden",
      "units": 2,
      "activation": "relu",
      "weights": [[0.5, -0.5], [0.25, 0.5]],
      "biases": [0.5, -2]
    },
    { "units": 1, "weights": [[0.5], [0.7]] }
  ],
  ${squares}
}
`,
    cure: ['"biases": [0.5, -2]', '"biases": [0.5, 0.2]'],
    cures: ['Use leakyRelu in layer "hidden"', 'Set the bias of h₂ to -0.15,'],
    evidence: ['all 4 training samples', 'between −2.35 and −1.35'],
    place: '-0.5',
  },
  {
    code: 'doctor.saturated',
    faulty: `{
  "inputs": 2,
  "layers": [
    { "units": 2, "activation": "sigmoid", "weights": [[0.5, -0.5], [0.25, 0.5]], "biases": [0.5, 9] },
    { "units": 1, "weights": [[0.5], [0.7]] }
  ],
  ${squares}
}
`,
    cure: ['"biases": [0.5, 9]', '"biases": [0.5, 1]'],
    cures: ['Set the bias of h₂ to'],
    evidence: ['from 8.65 to 9.65', '% of its largest, 0.25'],
    place: '-0.5',
  },
  {
    code: 'doctor.deadInput',
    faulty: `{
  "inputs": ["u", "v"],
  "layers": [
    { "units": 2, "activation": "tanh", "weights": [[0.5, -0.5], [0.25, 0.5]] },
    { "units": 1, "weights": [[0.5], [0.7]] }
  ],
  "data": {
    "inputs": [[0.1, 0], [0.4, 0], [-0.8, 0], [0.7, 0]],
    "targets": [[0.3], [0.6], [0.2], [0.7]]
  }
}
`,
    cure: ['[0.1, 0]', '[0.1, 0.4]'],
    cures: ['Remove the input v'],
    evidence: ['The input v is 0 in all 4 training samples', '2 weights is exactly 0'],
    place: '0',
  },
  {
    code: 'doctor.constantTarget',
    faulty: `{
  "inputs": 2,
  "layers": [
    { "units": 2, "activation": "tanh", "weights": [[0.5, -0.5], [0.25, 0.5]] },
    { "units": ["p", "q"], "weights": [[0.5, 0.3], [0.7, -0.4]], "biases": [0.1, 0.2] }
  ],
  "data": {
    "inputs": [[0.1, 0.9], [0.4, -0.3], [-0.8, 0.5]],
    "targets": [[0.3, 1], [0.6, 1], [0.2, 1]]
  }
}
`,
    cure: ['[0.3, 1]', '[0.3, 0]'],
    cures: ['Remove the output q'],
    evidence: ['is 1 in all 3 training samples', 'so q learns'],
    place: '1',
  },
  {
    code: 'doctor.unscaled',
    faulty: `{
  "inputs": ["metres", "share"],
  "layers": [
    { "units": 2, "activation": "tanh", "weights": [[0.005, -0.004], [0.25, 0.5]] },
    { "units": 1, "weights": [[0.5], [0.7]] }
  ],
  "data": {
    "inputs": [[12, 0.1], [90, 0.3], [-40, 0.6]],
    "targets": [[0.3], [0.6], [0.2]]
  },
  "training": { "optimizer": "adam" }
}
`,
    cure: ['[[12, 0.1], [90, 0.3], [-40, 0.6]]', '[[1.2, 0.1], [9, 0.3], [-4, 0.6]]'],
    cures: ['Standardize the inputs in the file: (x − mean) / deviation'],
    evidence: ['from −40 to 90', 'from 0.1 to 0.6', '260 times as far'],
    place: '12',
  },
  {
    code: 'doctor.vanishing',
    faulty: `{
  "inputs": 2,
  "layers": [
    { "units": 2, "activation": "tanh", "weights": [[0.5, -0.5], [0.25, 0.5]] },
    { "units": 1, "weights": [[0.005], [0.007]] }
  ],
  ${squares}
}
`,
    cure: ['[[0.005], [0.007]]', '[[0.5], [0.7]]'],
    cures: ['Draw the weights of layer "layer 2" at random'],
    evidence: ['below 0.01', 'a factor of 0.005'],
    place: '2',
  },
  {
    code: 'doctor.exploding',
    faulty: `{
  "inputs": 2,
  "layers": [
    { "units": 2, "activation": "tanh", "weights": [[0.5, -0.5], [0.25, 0.5]] },
    { "units": 1, "weights": [[500], [-400]] }
  ],
  ${squares},
  "training": { "optimizer": "adam" }
}
`,
    cure: ['[[500], [-400]]', '[[5], [-4]]'],
    cures: ['Draw the weights of layer "layer 2" at random'],
    evidence: ['above 100', 'a factor of 394.981'],
    place: '2',
  },
  {
    code: 'doctor.learningRate',
    faulty: `{
  "inputs": 2,
  "layers": [{ "units": 1, "weights": [[0.5], [-0.25]] }],
  ${squares},
  // λ is about 1.26 here.
  "training": { "learningRate": 2.5, "epochs": 50 }
}
`,
    cure: ['"learningRate": 2.5', '"learningRate": 0.5'],
    cures: ['Use the learning rate'],
    evidence: ['is above 2/λ ='],
    place: '2.5',
  },
  {
    code: 'doctor.plateau',
    faulty: `{
  "inputs": 2,
  "layers": [{ "units": 1, "weights": [[0.5], [-0.25]] }],
  ${squares},
  "training": { "learningRate": 1e-6, "epochs": 60 }
}
`,
    cure: ['"learningRate": 1e-6', '"learningRate": 0.5'],
    isOfRun: true,
    cures: ['Use the learning rate'],
    evidence: ['its last 30 epochs', 'It went up in none of them', 'a single step of sgd with the rate 1 '],
    place: '1e-6',
  },
  {
    code: 'doctor.nonFinite',
    faulty: `{
  "inputs": 1,
  "layers": [{ "units": 1, "weights": [[0.5]], "biases": false }],
  "data": { "inputs": [[2], [1]], "targets": [[1], [0.2]] },
  // Momentum: 2/λ is no limit of its, so nothing is said before the run.
  "training": { "optimizer": "momentum", "learningRate": 50, "epochs": 2000 }
}
`,
    cure: ['"learningRate": 50', '"learningRate": 0.05'],
    isOfRun: true,
    cures: [],
    evidence: [
      'first number that is not finite in epoch',
      'Until then the largest parameter went from 0.5 to',
    ],
    place: '0.5',
  },
];
