/**
 * One training step in plain numbers, written for the tests alone: lists and loops, nothing of the engine. A mistake is
 * an option; without any the step is the textbook's.
 */

type Rows = readonly (readonly number[])[];

export interface PlainNetwork {
  /** [layer][units before][units] */
  readonly weights: readonly Rows[];
  readonly biases: readonly (readonly number[] | null)[];
  readonly activations: readonly ('linear' | 'sigmoid' | 'tanh' | 'relu' | 'softmax')[];
  readonly loss: 'halfSquaredError' | 'meanSquaredError' | 'binaryCrossEntropy' | 'categoricalCrossEntropy';
  readonly reduction: 'mean' | 'sum';
  readonly inputs: Rows;
  readonly targets: Rows;
  readonly l2: number;
  readonly learningRate: number;
  readonly optimizer: { readonly type: string; readonly [constant: string]: number | string };
}

export interface Mistakes {
  /** What the loss of one sample is multiplied by, with its gradient. */
  readonly lossFactor?: number;
  readonly printedLossFactor?: number;
  readonly gradientFactor?: number;
  readonly updateFactor?: number;
  readonly withoutBiases?: true;
  readonly withoutSlopeIn?: number;
  readonly extraSlopeIn?: number;
  readonly twice?: true;
  /** Weights for the way back. */
  readonly backWeights?: (layer: number, own: Rows) => Rows;
  readonly order?: 'backwards' | 'forwards' | 'samples';
  readonly onlySample?: number;
  readonly withoutPenalty?: true;
  readonly direction?: 1;
  readonly biasesKept?: true;
  readonly epsilon?: 'inside' | 'uncorrected';
  readonly uncorrected?: true;
  readonly decay?: 'coupled' | 'nowhere';
  readonly decoupledPenalty?: true;
  readonly isDampened?: true;
}

interface Parameters {
  readonly weights: number[][][];
  readonly biases: (number[] | null)[];
}

export interface PlainRecording {
  weights: number[][][];
  biases: (number[] | null)[];
  inputs: number[][];
  targets: number[][];
  loss: number;
  gradients: Parameters;
  updated: Parameters;
  optimizer: Record<string, unknown>;
}

const copy = (rows: Rows): number[][] => rows.map((row) => [...row]);
const sigmoid = (a: number): number => 1 / (1 + Math.exp(-a));

function activate(name: string, a: readonly number[]): number[] {
  if (name === 'softmax') {
    const most = Math.max(...a);
    const e = a.map((one) => Math.exp(one - most));
    const sum = e.reduce((s, one) => s + one, 0);
    return e.map((one) => one / sum);
  }
  return a.map((one) =>
    name === 'sigmoid'
      ? sigmoid(one)
      : name === 'tanh'
        ? Math.tanh(one)
        : name === 'relu'
          ? Math.max(0, one)
          : one,
  );
}

/** The Jacobian of the activation times a vector of errors. */
function back(name: string, h: readonly number[], errors: readonly number[]): number[] {
  if (name === 'softmax') {
    const inner = h.reduce((sum, one, k) => sum + one * errors[k]!, 0);
    return h.map((one, k) => one * (errors[k]! - inner));
  }
  return errors.map((error, j) => {
    const y = h[j]!;
    return (
      error *
      (name === 'sigmoid' ? y * (1 - y) : name === 'tanh' ? 1 - y * y : name === 'relu' ? (y > 0 ? 1 : 0) : 1)
    );
  });
}

function lossOf(
  name: string,
  y: readonly number[],
  t: readonly number[],
): { value: number; errors: number[] } {
  const n = y.length;
  const each = y.map((one, k) => {
    const target = t[k]!;
    switch (name) {
      case 'halfSquaredError':
        return [0.5 * (one - target) ** 2, one - target];
      case 'meanSquaredError':
        return [(one - target) ** 2 / n, (2 * (one - target)) / n];
      case 'binaryCrossEntropy':
        return [
          -(target * Math.log(one) + (1 - target) * Math.log(1 - one)) / n,
          (one - target) / (one * (1 - one)) / n,
        ];
      default:
        return [-target * Math.log(one), -target / one];
    }
  });
  return { value: each.reduce((sum, [v]) => sum + v!, 0), errors: each.map(([, d]) => d!) };
}

function batch(
  { weights, biases }: Parameters,
  net: PlainNetwork,
  mistakes: Mistakes,
  samples: readonly number[],
): { loss: number; gradients: Parameters } {
  const gradients: Parameters = {
    weights: weights.map((rows) => rows.map((row) => row.map(() => 0))),
    biases: biases.map((list) => list?.map(() => 0) ?? null),
  };
  let total = 0;
  const share = (net.reduction === 'mean' ? 1 / samples.length : 1) * (mistakes.lossFactor ?? 1);
  for (const s of samples) {
    const h: number[][] = [[...net.inputs[s]!]];
    weights.forEach((rows, l) => {
      const bias = mistakes.withoutBiases ? null : biases[l];
      const a = rows[0]!.map(
        (_, j) => rows.reduce((sum, row, i) => sum + h[l]![i]! * row[j]!, 0) + (bias?.[j] ?? 0),
      );
      h.push(activate(net.activations[l]!, a));
    });
    const last = weights.length - 1;
    const lastName = net.activations[last]!;
    let y = h.at(-1)!;
    if (mistakes.twice) y = activate(lastName, y);
    const { value, errors } = lossOf(net.loss, y, net.targets[s]!);
    total += value;
    let error = mistakes.twice ? back(lastName, y, errors) : errors;
    for (let l = last; l >= 0; l--) {
      const once = mistakes.withoutSlopeIn === l ? error : back(net.activations[l]!, h[l + 1]!, error);
      const delta = mistakes.extraSlopeIn === l ? back(net.activations[l]!, h[l + 1]!, once) : once;
      weights[l]!.forEach((row, i) => {
        row.forEach((_, j) => (gradients.weights[l]![i]![j]! += share * h[l]![i]! * delta[j]!));
      });
      gradients.biases[l]?.forEach((_, j) => (gradients.biases[l]![j]! += share * delta[j]!));
      const used = mistakes.backWeights?.(l, weights[l]!) ?? weights[l]!;
      error = used.map((row) => row.reduce((sum, w, j) => sum + w * delta[j]!, 0));
    }
  }
  if (!mistakes.withoutPenalty && !mistakes.decoupledPenalty) {
    weights.forEach((rows, l) => {
      rows.forEach((row, i) => {
        row.forEach((w, j) => (gradients.weights[l]![i]![j]! += net.l2 * w));
      });
    });
  }
  const factor = mistakes.gradientFactor ?? 1;
  return {
    loss: total * share * (mistakes.printedLossFactor ?? 1),
    gradients: map(gradients, (g) => g * factor),
  };
}

function map({ weights, biases }: Parameters, change: (value: number) => number): Parameters {
  return {
    weights: weights.map((rows) => rows.map((row) => row.map(change))),
    biases: biases.map((list) => list?.map(change) ?? null),
  };
}

/** One parameter by the optimizer in its first step, from a state of zeros. */
function update(w: number, gradient: number, isBias: boolean, net: PlainNetwork, mistakes: Mistakes): number {
  if (isBias && mistakes.biasesKept) return w;
  const eta = net.learningRate;
  const { type, ...constants } = net.optimizer;
  const c = constants as Readonly<Record<string, number>>;
  const g = gradient * (mistakes.updateFactor ?? 1);
  const root = (q: number): number =>
    mistakes.epsilon === 'inside' ? Math.sqrt(q + c['epsilon']!) : Math.sqrt(q) + c['epsilon']!;
  const shrunk = mistakes.decoupledPenalty && !isBias ? w - eta * net.l2 * w : w;
  const sign = mistakes.direction ?? -1;
  switch (type) {
    case 'sgd':
      return shrunk + sign * eta * g;
    case 'momentum':
    case 'nesterov': {
      const v = mistakes.isDampened ? (1 - c['momentum']!) * g : g;
      return shrunk + sign * eta * (type === 'nesterov' ? g + c['momentum']! * v : v);
    }
    case 'adagrad':
      return shrunk + (sign * eta * g) / root(g * g);
    case 'rmsprop':
      return shrunk + (sign * eta * g) / root((1 - c['alpha']!) * g * g);
    default: {
      const lambda = type === 'adamw' ? c['weightDecay']! : 0;
      const own = mistakes.decay === 'coupled' ? g + lambda * w : g;
      const [m, q] = [(1 - c['beta1']!) * own, (1 - c['beta2']!) * own * own];
      const [mHat, qHat] = mistakes.uncorrected ? [m, q] : [m / (1 - c['beta1']!), q / (1 - c['beta2']!)];
      const size =
        mistakes.epsilon === 'uncorrected'
          ? (Math.sqrt(q) + c['epsilon']!) / Math.sqrt(1 - c['beta2']!)
          : root(qHat);
      const kept = mistakes.decay === undefined ? shrunk - eta * lambda * w : shrunk;
      return kept + (sign * eta * mHat) / size;
    }
  }
}

/** The step of a network with its mistakes, as a recording. */
export function plainStep(net: PlainNetwork, mistakes: Mistakes = {}): PlainRecording {
  const start: Parameters = {
    weights: net.weights.map(copy),
    biases: net.biases.map((list) => list && [...list]),
  };
  const all = mistakes.onlySample === undefined ? [...net.inputs.keys()] : [mistakes.onlySample];
  const apply = (from: Parameters, gradients: Parameters): Parameters => ({
    weights: from.weights.map((rows, l) =>
      rows.map((row, i) => row.map((w, j) => update(w, gradients.weights[l]![i]![j]!, false, net, mistakes))),
    ),
    biases: from.biases.map(
      (list, l) => list?.map((b, j) => update(b, gradients.biases[l]![j]!, true, net, mistakes)) ?? null,
    ),
  });
  const { loss, gradients } = batch(start, net, mistakes, all);
  let found = gradients;
  let updated = apply(start, gradients);
  const { order } = mistakes;
  if (order === 'samples') {
    updated = all.reduce((from, s) => apply(from, batch(from, net, mistakes, [s]).gradients), start);
  } else if (order) {
    const layers = [...net.weights.keys()];
    const current: Parameters = { weights: [...start.weights], biases: [...start.biases] };
    found = { weights: [...gradients.weights], biases: [...gradients.biases] };
    for (const l of order === 'forwards' ? layers : layers.reverse()) {
      const at =
        order === 'forwards'
          ? batch(current, net, mistakes, all).gradients
          : batch(start, net, { ...mistakes, backWeights: (n) => current.weights[n]! }, all).gradients;
      found.weights[l] = at.weights[l]!;
      found.biases[l] = at.biases[l]!;
      const next = apply(start, at);
      current.weights[l] = next.weights[l]!;
      current.biases[l] = next.biases[l]!;
    }
    updated = current;
  }
  return {
    ...start,
    inputs: copy(net.inputs),
    targets: copy(net.targets),
    loss,
    gradients: found,
    updated,
    optimizer: { ...net.optimizer, learningRate: net.learningRate },
  };
}
