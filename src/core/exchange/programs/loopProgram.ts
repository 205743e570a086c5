import { lossTermDerivative, lossTermFormula } from '../../math/losses';
import { activationDerivative, activationFormula } from '../../math/activations';
import type { Layer } from '../../network/network';
import { usedDefinitions, write } from './dialect';
import { layerNumbers, type Exported } from './exported';
import { headWords, shapeWords, updateWords } from './headWords';
import type { LoopLanguage, Lines } from './loopLanguage';
import { outputRule } from './outputRule';
import { rateFormula } from './rateFormula';
import { updateAssignments } from './updateFormulas';
import { stateShape } from '../../engine/updateRules';

/**
 * A training program in a language of loops: numbers, forward pass, gradients, update, training and a check of its
 * first gradients, each as a function that can be read by itself. Layers count from 1; a layer's pre-activations are
 * a1, its activations h1, its errors d1, its weights W1, its biases b1, and dW1 and db1 their gradients.
 */
export function loopProgram(exported: Exported, language: LoopLanguage): string {
  const program = new LoopProgram(exported, language);
  return `${program.lines().join('\n')}\n`;
}

/** Gradients agree when they differ by at most this, of 1 or of their size. */
const TOLERANCE = 1e-10;

class LoopProgram {
  readonly #from: Exported;
  readonly #to: LoopLanguage;
  readonly #layers: readonly Layer[];
  readonly #sizes: readonly number[];

  constructor(exported: Exported, language: LoopLanguage) {
    this.#from = exported;
    this.#to = language;
    this.#layers = exported.network.layers;
    this.#sizes = [exported.network.inputs.units, ...this.#layers.map(({ units }) => units)];
  }

  lines(): Lines {
    const { head, dialect } = this.#to;
    const body = [
      ...this.#numbers(),
      ...this.#functions(),
      ...this.#forward(),
      ...this.#gradients(),
      ...this.#update(),
      ...this.#train(),
      ...this.#checkAndMain(),
    ];
    const definitions = usedDefinitions(body.join('\n'), dialect).flatMap(({ lines }) => ['', ...lines]);
    return [
      ...headWords(this.#from, { names: false }).map((words) => this.#to.comment(words)),
      ...head,
      ...(definitions.length > 0
        ? ['', this.#to.comment('Functions that the language lacks'), ...definitions]
        : []),
      ...body,
    ];
  }

  #numbers(): Lines {
    const to = this.#to;
    const { inputs, targets, layout, parameters, network } = this.#from;
    const { hasMean, hasSquare } = stateShape(network.training.optimizer);
    return [
      '',
      to.comment('The samples: a row of inputs and a row of targets each'),
      ...to.count('N', inputs.length),
      ...to.table('X', inputs),
      ...to.table('T', targets),
      ...layerNumbers(layout, parameters).flatMap(({ weights, biases }, l) => {
        const [before, units] = [this.#sizes[l]!, this.#sizes[l + 1]!];
        const n = l + 1;
        const states = [...(hasMean ? ['m'] : []), ...(hasSquare ? ['q'] : [])];
        return [
          '',
          to.comment(shapeWords(this.#from, l)),
          ...to.table(`W${n}`, weights),
          ...(biases ? to.row(`b${n}`, biases) : []),
          ...to.zeroTable(`dW${n}`, before, units),
          ...(biases ? to.zeroRow(`db${n}`, units) : []),
          ...to.zeroRow(`a${n}`, units),
          ...to.zeroRow(`h${n}`, units),
          ...to.zeroRow(`d${n}`, units),
          ...states.flatMap((state) => [
            ...to.zeroTable(`${state}W${n}`, before, units),
            ...(biases ? to.zeroRow(`${state}b${n}`, units) : []),
          ]),
        ];
      }),
    ];
  }

  /** φ and φ′ of each layer, L_k and its slope. */
  #functions(): Lines {
    const { network } = this.#from;
    const { dialect } = this.#to;
    const of = (name: string, parameters: readonly string[], formula: string): Lines => [
      '',
      ...this.#to.func(
        name,
        parameters.map((parameter) => ({ name: parameter, type: 'number' as const })),
        'number',
        [this.#to.giveBack(formula)],
      ),
    ];
    const outputs = this.#sizes.at(-1)!;
    const rule = outputRule(network);
    const residual = network.symbols.residual;
    return [
      ...this.#layers.flatMap(({ activation }, l) => {
        if (activation.type === 'softmax' || activation.type === 'linear') return [];
        const needsSlope = l < this.#layers.length - 1 || rule === 'apart';
        return [
          ...of(`activation${l + 1}`, ['a'], write(activationFormula(activation), dialect)),
          ...(needsSlope ? of(`slope${l + 1}`, ['a'], write(activationDerivative(activation), dialect)) : []),
        ];
      }),
      ...(rule === 'apart' || rule === 'softmaxApart'
        ? [
            ...of('loss_term', ['y', 't'], write(lossTermFormula(network.loss, outputs, residual), dialect)),
            ...of(
              'loss_slope',
              ['y', 't'],
              write(lossTermDerivative(network.loss, outputs, residual), dialect),
            ),
          ]
        : []),
    ];
  }

  #forward(): Lines {
    const to = this.#to;
    const body = this.#layers.flatMap(({ activation, hasBiases }, l) => {
      const [before, units, n] = [String(this.#sizes[l]!), String(this.#sizes[l + 1]!), l + 1];
      const source = l === 0 ? 'X[s][i]' : `h${l}[i]`;
      const sums = to.loop('j', '0', units, [
        to.assign(`a${n}[j]`, '=', hasBiases ? `b${n}[j]` : to.dialect.number(0)),
        ...to.loop('i', '0', before, [to.assign(`a${n}[j]`, '+=', `${source} * W${n}[i][j]`)]),
        ...(activation.type === 'softmax'
          ? []
          : [
              to.assign(
                `h${n}[j]`,
                '=',
                activation.type === 'linear' ? `a${n}[j]` : `activation${n}(a${n}[j])`,
              ),
            ]),
      ]);
      if (activation.type !== 'softmax') return sums;
      return [...sums, ...this.#softmax(n, units)];
    });
    return [
      '',
      to.comment('The forward pass of sample s'),
      ...to.func('forward', [{ name: 's', type: 'index' }], 'nothing', body),
      ...this.#sampleLoss(),
    ];
  }

  /** h = e^(a − max a) / Σ e^(a − max a) */
  #softmax(n: number, units: string): Lines {
    const to = this.#to;
    const { functions } = to.dialect;
    return [
      to.local('largest', `a${n}[0]`),
      ...to.loop('j', '1', units, [
        ...to.when(`a${n}[j] > largest`, [to.assign('largest', '=', `a${n}[j]`)]),
      ]),
      to.local('total', to.dialect.number(0)),
      ...to.loop('j', '0', units, [
        to.assign(`h${n}[j]`, '=', `${functions.exp}(a${n}[j] - largest)`),
        to.assign('total', '+=', `h${n}[j]`),
      ]),
      ...to.loop('j', '0', units, [to.assign(`h${n}[j]`, '=', `h${n}[j] / total`)]),
    ];
  }

  /** The loss of a sample after its forward pass. */
  #sampleLoss(): Lines {
    const to = this.#to;
    const last = this.#layers.length;
    const outputs = String(this.#sizes.at(-1)!);
    const { functions, number } = to.dialect;
    const rule = outputRule(this.#from.network);
    const share = outputs === '1' ? '' : ` / ${number(Number(outputs))}`;
    const add = (term: string): Lines => [to.assign('loss', '+=', term)];
    const log = functions.log!;
    const softplus = functions.softplus!;
    const [a, y, t] = [`a${last}[k]`, `h${last}[k]`, 'T[s][k]'];
    const one = number(1);
    const terms: Readonly<Record<ReturnType<typeof outputRule>, Lines>> = {
      apart: add(`loss_term(${y}, ${t})`),
      softmaxApart: add(`loss_term(${y}, ${t})`),
      sigmoidBinary: add(`(${t} * ${softplus}(-${a}) + (${one} - ${t}) * ${softplus}(${a}))${share}`),
      sigmoidCategorical: add(`${t} * ${softplus}(-${a})`),
      softmaxCategorical: to.when(`${t} != ${number(0)}`, add(`-${t} * ${log}(${y})`)),
      softmaxBinary: [
        ...to.when(`${t} != ${number(0)}`, add(`-${t} * ${log}(${y})${share}`)),
        ...to.when(`${t} != ${one}`, add(`-(${one} - ${t}) * ${log}(${one} - ${y})${share}`)),
      ],
    };
    return [
      '',
      to.comment('The loss of sample s, whose forward pass has been made'),
      ...to.func('sample_loss', [{ name: 's', type: 'index' }], 'number', [
        to.local('loss', number(0)),
        ...to.loop('k', '0', outputs, terms[rule]),
        to.giveBack('loss'),
      ]),
    ];
  }

  /** d of the last layer: the derivative of sample s's loss by its pre-activations. */
  #outputErrors(): Lines {
    const to = this.#to;
    const n = this.#layers.length;
    const outputs = String(this.#sizes.at(-1)!);
    const { number } = to.dialect;
    const rule = outputRule(this.#from.network);
    const { activation } = this.#layers[n - 1]!;
    const share = outputs === '1' ? '' : ` / ${number(Number(outputs))}`;
    const [y, t] = [`h${n}[k]`, 'T[s][k]'];
    const set = (value: string): Lines => to.loop('k', '0', outputs, [to.assign(`d${n}[k]`, '=', value)]);
    const bySoftmax = (slope: string): Lines => [
      to.local('mixed', number(0)),
      ...set(slope),
      ...to.loop('k', '0', outputs, [to.assign('mixed', '+=', `d${n}[k] * ${y}`)]),
      ...set(`${y} * (d${n}[k] - mixed)`),
    ];
    switch (rule) {
      case 'apart':
        return set(
          activation.type === 'linear'
            ? `loss_slope(${y}, ${t})`
            : `loss_slope(${y}, ${t}) * slope${n}(a${n}[k])`,
        );
      case 'softmaxApart':
        return bySoftmax(`loss_slope(${y}, ${t})`);
      case 'sigmoidBinary':
        return set(`(${y} - ${t})${share}`);
      case 'sigmoidCategorical':
        return set(`-${t} * (${number(1)} - ${y})`);
      case 'softmaxCategorical':
        return [
          to.local('whole', number(0)),
          ...to.loop('k', '0', outputs, [to.assign('whole', '+=', t)]),
          ...set(`${y} * whole - ${t}`),
        ];
      case 'softmaxBinary':
        return bySoftmax(`(${y} - ${t}) / (${y} * (${number(1)} - ${y}))${share}`);
    }
  }

  #gradients(): Lines {
    const to = this.#to;
    const { network } = this.#from;
    const { number } = to.dialect;
    const { l1, l2 } = network.training;
    const count = this.#layers.length;
    const each = (make: (n: number, before: string, units: string, hasBiases: boolean) => Lines): Lines =>
      this.#layers.flatMap(({ hasBiases }, l) =>
        make(l + 1, String(this.#sizes[l]!), String(this.#sizes[l + 1]!), hasBiases),
      );
    const clear = each((n, before, units, hasBiases) =>
      to.loop('j', '0', units, [
        ...(hasBiases ? [to.assign(`db${n}[j]`, '=', number(0))] : []),
        ...to.loop('i', '0', before, [to.assign(`dW${n}[i][j]`, '=', number(0))]),
      ]),
    );
    const backward: string[] = [];
    for (let n = count - 1; n >= 1; n--) {
      const [units, after] = [String(this.#sizes[n]!), String(this.#sizes[n + 1]!)];
      const isLinear = this.#layers[n - 1]!.activation.type === 'linear';
      backward.push(
        ...to.loop('i', '0', units, [
          to.assign(`d${n}[i]`, '=', number(0)),
          ...to.loop('j', '0', after, [to.assign(`d${n}[i]`, '+=', `d${n + 1}[j] * W${n + 1}[i][j]`)]),
          ...(isLinear ? [] : [to.assign(`d${n}[i]`, '=', `d${n}[i] * slope${n}(a${n}[i])`)]),
        ]),
      );
    }
    const add = each((n, before, units, hasBiases) => {
      const source = n === 1 ? 'X[s][i]' : `h${n - 1}[i]`;
      return to.loop('j', '0', units, [
        ...(hasBiases ? [to.assign(`db${n}[j]`, '+=', `share * d${n}[j]`)] : []),
        ...to.loop('i', '0', before, [to.assign(`dW${n}[i][j]`, '+=', `share * ${source} * d${n}[j]`)]),
      ]);
    });
    const hasPenalty = l1 > 0 || l2 > 0;
    const slope = (weight: string): string =>
      [
        ...(l2 > 0 ? [`${number(l2)} * ${weight}`] : []),
        ...(l1 > 0 ? [`${number(l1)} * ${to.dialect.functions.sign!}(${weight})`] : []),
      ].join(' + ');
    const penalty = hasPenalty
      ? each((n, before, units) =>
          to.loop(
            'i',
            '0',
            before,
            to.loop('j', '0', units, [to.assign(`dW${n}[i][j]`, '+=', slope(`W${n}[i][j]`))]),
          ),
        )
      : [];
    const share = network.reduction === 'mean' ? `${number(1)} / ${to.asNumber('count')}` : number(1);
    return [
      '',
      to.comment(
        `The ${network.reduction} of the losses of \`count\` samples from sample \`first\` on, and all gradients`,
      ),
      ...to.func(
        'gradients',
        [
          { name: 'first', type: 'index' },
          { name: 'count', type: 'index' },
        ],
        'number',
        [
          ...clear,
          to.local('share', share),
          to.local('loss', number(0)),
          ...to.loop('s', 'first', 'first + count', [
            to.call('forward(s)'),
            to.assign('loss', '+=', 'share * sample_loss(s)'),
            to.comment('Errors: from the last layer back to the first'),
            ...this.#outputErrors(),
            ...backward,
            ...add,
          ]),
          ...(hasPenalty ? [to.comment('The penalty on the weights'), ...penalty] : []),
          to.giveBack('loss'),
        ],
      ),
    ];
  }

  #update(): Lines {
    const to = this.#to;
    const { optimizer } = this.#from.network.training;
    const { hasMean, hasSquare } = stateShape(optimizer);
    const isAdam = optimizer.type === 'adam' || optimizer.type === 'adamw';
    const assignments = updateAssignments(optimizer);
    const { number, power } = to.dialect;
    const onto = (kind: 'W' | 'b', n: number, index: string): Lines => {
      const place = (name: string): string => `${name}${kind}${n}${index}`;
      return [
        to.local('w', `${kind}${n}${index}`),
        to.local('g', `d${kind}${n}${index}`),
        ...(hasMean ? [to.local('m', place('m'))] : []),
        ...(hasSquare ? [to.local('q', place('q'))] : []),
        ...assignments.map(({ name, formula }) => to.assign(name, '=', write(formula, to.dialect))),
        to.assign(`${kind}${n}${index}`, '=', 'w'),
        ...(hasMean ? [to.assign(place('m'), '=', 'm')] : []),
        ...(hasSquare ? [to.assign(place('q'), '=', 'q')] : []),
      ];
    };
    const body = this.#layers.flatMap(({ hasBiases, frozen }, l) => {
      const [before, units, n] = [String(this.#sizes[l]!), String(this.#sizes[l + 1]!), l + 1];
      return [
        ...(frozen.weights
          ? []
          : to.loop('i', '0', before, to.loop('j', '0', units, onto('W', n, '[i][j]')))),
        ...(hasBiases && !frozen.biases ? to.loop('j', '0', units, onto('b', n, '[j]')) : []),
      ];
    });
    const scale = (beta: number): string =>
      `${number(1)} / (${number(1)} - ${power(number(beta), to.asNumber('step'))})`;
    const scales = isAdam
      ? [to.local('mean_scale', scale(optimizer.beta1)), to.local('square_scale', scale(optimizer.beta2))]
      : [];
    return [
      '',
      to.comment(`One update by the gradients: ${updateWords(optimizer)}`),
      ...to.func(
        'update',
        [{ name: 'eta', type: 'number' }, ...(isAdam ? [{ name: 'step', type: 'index' } as const] : [])],
        'nothing',
        [...scales, ...(body.length > 0 ? body : [to.comment('Every parameter is frozen')])],
      ),
    ];
  }

  #train(): Lines {
    const to = this.#to;
    const { training } = this.#from.network;
    const batch = training.batchSize === 'full' ? 'N' : String(training.batchSize);
    const hasSchedule = training.schedule !== null;
    const isAdam = training.optimizer.type === 'adam' || training.optimizer.type === 'adamw';
    return [
      '',
      to.comment(hasSchedule ? 'The learning rate of an epoch, from 0' : 'The learning rate'),
      ...to.func('rate', hasSchedule ? [{ name: 'epoch', type: 'index' }] : [], 'number', [
        to.giveBack(rateFormula(training, to)),
      ]),
      '',
      to.comment('Trains from the numbers that stand above; gives back the loss of the last epoch'),
      ...to.func('train', [{ name: 'epochs', type: 'index' }], 'number', [
        to.local('loss', to.dialect.number(0)),
        ...(isAdam ? [to.localIndex('step', '0')] : []),
        ...to.loop('epoch', '0', 'epochs', [
          to.assign('loss', '=', to.dialect.number(0)),
          ...to.loop('batch', '0', to.quotient(`N + ${batch} - 1`, batch), [
            to.localIndex('first', `batch * ${batch}`),
            to.localIndex('count', to.smaller(batch, 'N - first')),
            to.local('part', 'gradients(first, count)'),
            this.#from.network.reduction === 'mean'
              ? to.assign('loss', '+=', `part * ${to.asNumber('count')} / ${to.asNumber('N')}`)
              : to.assign('loss', '+=', 'part'),
            ...(isAdam ? [to.assign('step', '+=', '1')] : []),
            to.call(`update(rate(${hasSchedule ? 'epoch' : ''})${isAdam ? ', step' : ''})`),
          ]),
        ]),
        to.giveBack('loss'),
      ]),
    ];
  }

  #checkAndMain(): Lines {
    const to = this.#to;
    const { check, layout, network } = this.#from;
    const { number, functions } = to.dialect;
    const expected = layerNumbers(layout, check.gradient);
    const abs = functions.abs!;
    const near = (value: string, wanted: string): string =>
      `${abs}(${value} - ${wanted}) <= ${number(TOLERANCE)} * (${number(1)} + ${abs}(${wanted}))`;
    const demand = (value: string, wanted: string, words: string): Lines =>
      to.demand(near(value, wanted), words);
    return [
      '',
      to.comment('What Backprop has computed for these weights: the program checks itself by it'),
      ...expected.flatMap(({ weights, biases }, l) => [
        ...to.table(`expected_dW${l + 1}`, weights),
        ...(biases ? to.row(`expected_db${l + 1}`, biases) : []),
      ]),
      '',
      ...to.func('check', [], 'nothing', [
        to.local('loss', 'gradients(0, N)'),
        ...demand('loss', number(check.loss), 'the loss differs'),
        ...expected.flatMap(({ biases }, l) => {
          const n = l + 1;
          return to.loop('j', '0', String(this.#sizes[l + 1]!), [
            ...(biases
              ? demand(`db${n}[j]`, `expected_db${n}[j]`, `a bias gradient of layer ${n} differs`)
              : []),
            ...to.loop(
              'i',
              '0',
              String(this.#sizes[l]!),
              demand(`dW${n}[i][j]`, `expected_dW${n}[i][j]`, `a weight gradient of layer ${n} differs`),
            ),
          ]);
        }),
        to.print('gradients agree', null),
      ]),
      '',
      ...to.main([to.call('check()'), to.print('final loss', `train(${network.training.epochs})`)]),
    ];
  }
}
