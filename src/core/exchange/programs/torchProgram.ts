import type { Network, Optimizer } from '../../network/network';
import { arrayProgram, functionLines } from './arrayProgram';
import { floatLiteral } from './dialect';
import { layerNumbers, type Exported } from './exported';
import { shapeWords } from './headWords';
import { layerNames } from './layerNames';
import { indented, type Lines } from './loopLanguage';
import { outputRule } from './outputRule';
import { pythonLoops } from './pythonLoops';
import { rateFormula } from './rateFormula';
import { torchDialect } from './torchDialect';

const STEP = '    ';

/**
 * A PyTorch program in double precision: an nn.Module whose layers are called as in the file, the same starting weights,
 * loss, optimizer and settings. PyTorch keeps the weights of a layer the other way round: [units][units before].
 */
export function torchProgram(exported: Exported): string {
  const { inputs, targets } = exported;
  const body = [
    ...functionLines(exported, torchDialect),
    ...moduleLines(exported),
    '',
    '',
    '# The samples: a row of inputs and a row of targets each',
    ...tensorLines('X', inputs),
    ...tensorLines('T', targets),
    '',
    'network = Network()',
    ...startLines(exported),
    ...lossLines(exported),
    ...checkLines(exported),
    ...trainLines(exported),
  ];
  return arrayProgram(exported, torchDialect, ['import math', 'import torch', 'from torch import nn'], body);
}

function tensorLines(name: string, rows: readonly ArrayLike<number>[]): Lines {
  const row = (values: ArrayLike<number>): string => `[${Array.from(values, floatLiteral).join(', ')}]`;
  return [`${name} = torch.tensor([`, ...rows.map((one) => `${STEP}${row(one)},`), '], dtype=torch.float64)'];
}

/** The network as an nn.Module, `Network`. */
export function moduleLines(exported: Exported): Lines {
  const { network } = exported;
  const names = layerNames(network);
  const sizes = [network.inputs.units, ...network.layers.map(({ units }) => units)];
  return [
    '',
    '',
    'class Network(nn.Module):',
    ...indented(
      [
        'def __init__(self):',
        ...indented(
          [
            'super().__init__()',
            ...network.layers.flatMap(({ hasBiases }, l) => [
              pythonLoops.comment(shapeWords(exported, l)),
              `self.${names[l]} = nn.Linear(${sizes[l]}, ${sizes[l + 1]}, bias=${hasBiases ? 'True' : 'False'}, dtype=torch.float64)`,
            ]),
          ],
          STEP,
        ),
        '',
        'def forward(self, x):',
        ...indented(
          [
            '"""The last layer\'s pre-activations and activations."""',
            'h = x',
            ...network.layers.flatMap(({ activation }, l) => [
              `a = self.${names[l]}(h)`,
              activation.type === 'softmax'
                ? 'h = torch.softmax(a, dim=1)'
                : activation.type === 'linear'
                  ? 'h = a'
                  : `h = activation${l + 1}(a)`,
            ]),
            'return a, h',
          ],
          STEP,
        ),
      ],
      STEP,
    ),
  ];
}

/** The file's weights, in rows as the file has them. */
function startLines({ network, layout, parameters }: Exported): Lines {
  const names = layerNames(network);
  return [
    'with torch.no_grad():',
    ...indented(
      layerNumbers(layout, parameters).flatMap(({ weights, biases }, l) => [
        ...tensorLines('weights', weights),
        `network.${names[l]}.weight.copy_(weights.T)`,
        ...(biases
          ? [
              `network.${names[l]}.bias.copy_(torch.tensor([${Array.from(biases, floatLiteral).join(', ')}], dtype=torch.float64))`,
            ]
          : []),
      ]),
      STEP,
    ),
  ];
}

/** The loss of each sample and output from pre-activations `a`, activations `y` and targets `t`. */
export function lossTerms(network: Network): string {
  const outputs = network.layers.at(-1)!.units;
  const share = outputs === 1 ? '' : ` / ${outputs}`;
  const terms: Readonly<Record<ReturnType<typeof outputRule>, string>> = {
    apart: 'loss_terms(y, t)',
    softmaxApart: 'loss_terms(y, t)',
    sigmoidBinary: `(t * softplus(-a) + (1 - t) * softplus(a))${share}`,
    sigmoidCategorical: 't * softplus(-a)',
    softmaxCategorical: '-t * torch.log_softmax(a, dim=1)',
    softmaxBinary: `-(torch.xlogy(t, y) + torch.xlogy(1 - t, 1 - y))${share}`,
  };
  return terms[outputRule(network)];
}

function lossLines({ network }: Exported): Lines {
  const { training, reduction } = network;
  const names = layerNames(network);
  const weights = names.map((name) => `network.${name}.weight`).join(', ');
  const penalty = [
    ...(training.l1 > 0 ? [`${floatLiteral(training.l1)} * w.abs().sum()`] : []),
    ...(training.l2 > 0 ? [`${floatLiteral(training.l2 / 2)} * (w * w).sum()`] : []),
  ];
  return [
    '',
    '',
    'def data_loss(x, t):',
    `${STEP}"""The ${reduction} of the samples' losses."""`,
    `${STEP}a, y = network(x)`,
    `${STEP}return (${lossTerms(network)}).sum()${reduction === 'mean' ? ' / len(x)' : ''}`,
    '',
    '',
    'def penalty():',
    `${STEP}"""The penalty on the weights, which is part of what is minimised."""`,
    `${STEP}return ${penalty.length === 0 ? '0.0' : `sum(${penalty.join(' + ')} for w in [${weights}])`}`,
  ];
}

function checkLines({ network, layout, check }: Exported): Lines {
  const names = layerNames(network);
  const parameters = network.layers.flatMap(({ hasBiases }, l) => [
    `network.${names[l]}.weight`,
    ...(hasBiases ? [`network.${names[l]}.bias`] : []),
  ]);
  const expected = layerNumbers(layout, check.gradient).flatMap(({ weights, biases }) => [
    ...tensorLines('value', weights),
    'expected.append(value.T)',
    ...(biases
      ? [
          `expected.append(torch.tensor([${Array.from(biases, floatLiteral).join(', ')}], dtype=torch.float64))`,
        ]
      : []),
  ]);
  return [
    '',
    '',
    '# What Backprop has computed for these weights: the program checks itself by it',
    'expected = []',
    ...expected,
    'loss = data_loss(X, T)',
    `slopes = torch.autograd.grad(loss + penalty(), [${parameters.join(', ')}], allow_unused=True)`,
    `assert abs(loss.item() - ${floatLiteral(check.loss)}) <= 1e-10 * (1 + abs(loss.item())), "the loss differs"`,
    'for place, (value, slope) in enumerate(zip(expected, slopes)):',
    `${STEP}slope = torch.zeros_like(value) if slope is None else slope`,
    `${STEP}assert torch.all(torch.abs(slope - value) <= 1e-10 * (1 + torch.abs(value))), f"gradient {place} differs"`,
    'print("gradients agree")',
  ];
}

/** The optimizer's constants are PyTorch's: they are called the same there. */
function optimizerCall(optimizer: Optimizer): string {
  switch (optimizer.type) {
    case 'sgd':
      return 'torch.optim.SGD(trained, lr=rate(0))';
    case 'momentum':
      return `torch.optim.SGD(trained, lr=rate(0), momentum=${floatLiteral(optimizer.momentum)})`;
    case 'nesterov':
      return optimizer.momentum > 0
        ? `torch.optim.SGD(trained, lr=rate(0), momentum=${floatLiteral(optimizer.momentum)}, nesterov=True)`
        : 'torch.optim.SGD(trained, lr=rate(0))';
    case 'adagrad':
      return `torch.optim.Adagrad(trained, lr=rate(0), eps=${floatLiteral(optimizer.epsilon)})`;
    case 'rmsprop':
      return `torch.optim.RMSprop(trained, lr=rate(0), alpha=${floatLiteral(optimizer.alpha)}, eps=${floatLiteral(optimizer.epsilon)})`;
    case 'adam':
    case 'adamw': {
      const name = optimizer.type === 'adam' ? 'Adam' : 'AdamW';
      const decay = optimizer.type === 'adamw' ? `, weight_decay=${floatLiteral(optimizer.weightDecay)}` : '';
      const betas = `(${floatLiteral(optimizer.beta1)}, ${floatLiteral(optimizer.beta2)})`;
      return `torch.optim.${name}(trained, lr=rate(0), betas=${betas}, eps=${floatLiteral(optimizer.epsilon)}${decay})`;
    }
  }
}

function trainLines({ network, inputs }: Exported): Lines {
  const { training, layers, reduction } = network;
  const names = layerNames(network);
  const { batchSize } = training;
  const batch = batchSize === 'full' ? inputs.length : Math.min(batchSize, inputs.length);
  const trained = layers.flatMap(({ hasBiases, frozen }, l) => [
    ...(frozen.weights ? [] : [`network.${names[l]}.weight`]),
    ...(hasBiases && !frozen.biases ? [`network.${names[l]}.bias`] : []),
  ]);
  return [
    '',
    '',
    'def rate(epoch):',
    `${STEP}"""The learning rate of an epoch, from 0."""`,
    `${STEP}return ${rateFormula(training, pythonLoops)}`,
    '',
    '',
    'def train(epochs):',
    ...indented(
      [
        '"""Trains from the parameters as they are; gives back the loss of every epoch."""',
        `trained = [${trained.join(', ')}]`,
        ...(trained.length === 0
          ? ['optimizer = None  # every parameter is frozen']
          : [`optimizer = ${optimizerCall(training.optimizer)}`]),
        'history = []',
        'for epoch in range(epochs):',
        ...indented(
          [
            'total = 0.0',
            ...(trained.length === 0
              ? []
              : ['for group in optimizer.param_groups:', `${STEP}group["lr"] = rate(epoch)`]),
            `for first in range(0, len(X), ${batch}):`,
            ...indented(
              [
                `x, t = X[first:first + ${batch}], T[first:first + ${batch}]`,
                'loss = data_loss(x, t)',
                `total += loss.item()${reduction === 'mean' ? ' * len(x) / len(X)' : ''}`,
                ...(trained.length === 0
                  ? []
                  : ['optimizer.zero_grad()', '(loss + penalty()).backward()', 'optimizer.step()']),
              ],
              STEP,
            ),
            'history.append(total)',
          ],
          STEP,
        ),
        'return history',
      ],
      STEP,
    ),
    '',
    '',
    `history = train(${training.epochs})`,
    'print("final loss", history[-1] if history else loss.item())',
  ];
}
