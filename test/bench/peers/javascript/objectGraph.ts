import type { Job } from '../../job';
import type { Trainable } from '../trainable';

/*
 * A network as objects, a node for each unit and a link for each weight, walked sample by sample: how TensorFlow
 * Playground trains. Gradients are summed up in the nodes and links, and applied after each batch.
 */

interface ActivationFunction {
  readonly output: (a: number) => number;
  readonly derivative: (a: number) => number;
}

const tanh: ActivationFunction = {
  output: (a) => Math.tanh(a),
  derivative: (a) => {
    const output = Math.tanh(a);
    return 1 - output * output;
  },
};

class Node {
  readonly inputLinks: Link[] = [];
  readonly outputLinks: Link[] = [];
  totalInput = 0;
  output = 0;
  outputDerivative = 0;
  inputDerivative = 0;
  summedDerivative = 0;
  summedCount = 0;
  readonly activation: ActivationFunction;
  bias: number;

  constructor(activation: ActivationFunction, bias: number) {
    this.activation = activation;
    this.bias = bias;
  }

  updateOutput(): number {
    this.totalInput = this.bias;
    for (const link of this.inputLinks) this.totalInput += link.weight * link.source.output;
    this.output = this.activation.output(this.totalInput);
    return this.output;
  }
}

class Link {
  readonly source: Node;
  readonly destination: Node;
  weight: number;
  derivative = 0;
  summedDerivative = 0;
  summedCount = 0;

  constructor(source: Node, destination: Node, weight: number) {
    this.source = source;
    this.destination = destination;
    this.weight = weight;
  }
}

/** Only for networks whose activations are all tanh and whose loss is the squared error. */
export function objectGraph(job: Job): Trainable {
  if (job.loss !== 'halfSquaredError' || job.activations.some((name) => name !== 'tanh')) {
    throw new Error('the object graph is written for tanh and the squared error');
  }
  const rowsOf = (values: readonly number[], width: number): number[][] =>
    Array.from({ length: job.samples }, (_, s) => values.slice(s * width, (s + 1) * width));
  const inputs = rowsOf(job.inputs, job.units[0]!);
  const targets = rowsOf(job.targets, job.units.at(-1)!);
  let network: Node[][] = [];
  let learningRate = 0;
  let position = 0;
  let seenLoss = 0;

  return {
    reset(rate) {
      network = buildNetwork(job);
      learningRate = rate;
      position = 0;
      seenLoss = 0;
    },
    train(updates) {
      for (let made = 0; made < updates; made++) {
        if (position === job.samples) [position, seenLoss] = [0, 0];
        for (const end = position + job.batchSize; position < end; position++) {
          forward(network, inputs[position]!);
          seenLoss += lossOf(network, targets[position]!);
          backward(network, targets[position]!);
        }
        updateWeights(network, learningRate);
      }
      if (!Number.isFinite(seenLoss)) throw new Error('the loss of the object graph is not finite');
    },
    loss() {
      let sum = 0;
      inputs.forEach((input, s) => {
        forward(network, input);
        sum += lossOf(network, targets[s]!);
      });
      return sum / job.samples;
    },
  };
}

function buildNetwork(job: Job): Node[][] {
  const network: Node[][] = [Array.from({ length: job.units[0]! }, () => new Node(tanh, 0))];
  job.weights.forEach((weights, l) => {
    const units = job.units[l + 1]!;
    const nodes = Array.from({ length: units }, (_, j) => new Node(tanh, job.biases[l]?.[j] ?? 0));
    network[l]!.forEach((source, i) => {
      nodes.forEach((destination, j) => {
        const link = new Link(source, destination, weights[i * units + j]!);
        source.outputLinks.push(link);
        destination.inputLinks.push(link);
      });
    });
    network.push(nodes);
  });
  return network;
}

function forward(network: Node[][], input: readonly number[]): void {
  network[0]!.forEach((node, i) => {
    node.output = input[i]!;
  });
  for (let l = 1; l < network.length; l++) {
    for (const node of network[l]!) node.updateOutput();
  }
}

function lossOf(network: Node[][], target: readonly number[]): number {
  let loss = 0;
  network.at(-1)!.forEach((node, k) => {
    loss += 0.5 * (node.output - target[k]!) ** 2;
  });
  return loss;
}

function backward(network: Node[][], target: readonly number[]): void {
  network.at(-1)!.forEach((node, k) => {
    node.outputDerivative = node.output - target[k]!;
  });
  for (let l = network.length - 1; l > 0; l--) {
    for (const node of network[l]!) {
      node.inputDerivative = node.outputDerivative * node.activation.derivative(node.totalInput);
      node.summedDerivative += node.inputDerivative;
      node.summedCount++;
    }
    for (const node of network[l]!) {
      for (const link of node.inputLinks) {
        link.derivative = node.inputDerivative * link.source.output;
        link.summedDerivative += link.derivative;
        link.summedCount++;
      }
    }
    if (l === 1) continue;
    for (const node of network[l - 1]!) {
      node.outputDerivative = 0;
      for (const link of node.outputLinks) {
        node.outputDerivative += link.weight * link.destination.inputDerivative;
      }
    }
  }
}

function updateWeights(network: Node[][], learningRate: number): void {
  for (let l = 1; l < network.length; l++) {
    for (const node of network[l]!) {
      if (node.summedCount > 0) {
        node.bias -= (learningRate * node.summedDerivative) / node.summedCount;
        node.summedDerivative = 0;
        node.summedCount = 0;
      }
      for (const link of node.inputLinks) {
        if (link.summedCount === 0) continue;
        link.weight -= (learningRate / link.summedCount) * link.summedDerivative;
        link.summedDerivative = 0;
        link.summedCount = 0;
      }
    }
  }
}
