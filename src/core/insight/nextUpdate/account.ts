import { penaltySlope } from '../../engine/penalty';
import { advancePowers, updateParameter, updateRates } from '../../engine/updateRules';
import { numbers } from '../../math/numbers';
import type { Names } from '../../math/names';
import type { Network, Optimizer, Schedule } from '../../network/network';
import type { ParameterSubject } from '../../network/subject';
import { counted } from '../../network/wording';
import { shownLatex } from '../numbersStyle';
import { shownNumber } from '../shownNumber';
import type { NextUpdate } from './nextUpdate';
import { named, printTrace, tracing, type Traced } from './tracing';
import { say } from '../../words/say';

/** One term of an update. */
export interface UpdateTerm {
  /** What it is: "Velocity", "Bias correction of m". */
  readonly title: string;
  readonly latex: string;
  /** The right side with the number under each symbol; null where there is nothing to put under. */
  readonly numbersLatex: string | null;
  /** One plain sentence. */
  readonly sentence: string;
  readonly value: number;
}

/** One update of one parameter, term by term. */
export interface UpdateAccount {
  readonly terms: readonly UpdateTerm[];
  /** The parameter after the update, bit for bit as training makes it in double precision. */
  readonly updated: number;
  readonly isFrozen: boolean;
}

/**
 * The update of one parameter by the network's optimizer: the very rules that training runs, on a machine that
 * remembers what it did.
 *
 * @param next the parameter's numbers before the update.
 */
export function accountUpdate(
  network: Network,
  names: Names,
  subject: ParameterSubject,
  next: NextUpdate,
): UpdateAccount {
  const { frozen } = network.layers[subject.layer]!;
  const symbol = names.latex(subject);
  if (subject.kind === 'weight' ? frozen.weights : frozen.biases) {
    const sentence = say('{0} is frozen: no update touches it.', names.unicode(subject));
    const latex = `${symbol} \\leftarrow ${symbol}`;
    const term = { title: say('Frozen'), latex, numbersLatex: null, sentence, value: next.parameter };
    return { terms: [term], updated: next.parameter, isFrozen: true };
  }
  const gradient = gradientTerms(network, names, subject, next);
  const rule = ruleTerms(network, symbol, next, gradient.value);
  const rate = rateTerm(network, next);
  return { terms: [...gradient.terms, rate, ...rule.terms], updated: rule.updated, isFrozen: false };
}

/** The gradient of the batch, and what the penalty adds to it. */
function gradientTerms(
  network: Network,
  names: Names,
  subject: ParameterSubject,
  { dataGradient, parameter, batch, batches, batchSize, share }: NextUpdate,
): { readonly terms: readonly UpdateTerm[]; readonly value: number } {
  const [loss, symbol] = [names.latex({ kind: 'loss' }), names.latex(subject)];
  const derivative = `\\frac{\\partial ${loss}}{\\partial ${symbol}}`;
  const { l1, l2 } = network.training;
  const hasPenalty = subject.kind === 'weight' && (l1 !== 0 || l2 !== 0);
  const where = batches > 1 ? say('batch {0} of {1}', batch + 1, batches) : say('all training samples');
  const how =
    batchSize === 1
      ? say('one sample')
      : share === 1
        ? say('sum over {0}', counted(batchSize, 'sample'))
        : say('mean over {0}', counted(batchSize, 'sample'));
  const terms: UpdateTerm[] = [
    {
      title: say('Gradient of the batch'),
      latex: hasPenalty ? derivative : `g_t = ${derivative}`,
      numbersLatex: null,
      sentence: say('How fast the loss grows with the parameter, on {0}: {1}.', where, how),
      value: dataGradient,
    },
  ];
  if (!hasPenalty) return { terms, value: dataGradient };
  const under = (value: number, of: string): string => `\\underset{${shownLatex(value)}}{${of}}`;
  const parts: { readonly latex: string; readonly numbersLatex: string }[] = [
    { latex: derivative, numbersLatex: under(dataGradient, derivative) },
  ];
  if (l1 !== 0) {
    const sign = `\\operatorname{sign}(${symbol})`;
    parts.push({
      latex: `\\lambda_1 ${sign}`,
      numbersLatex: `${under(l1, '\\lambda_1')} \\, ${under(Math.sign(parameter), sign)}`,
    });
  }
  if (l2 !== 0) {
    parts.push({
      latex: `\\lambda_2 ${symbol}`,
      numbersLatex: `${under(l2, '\\lambda_2')} \\, ${under(parameter, symbol)}`,
    });
  }
  const slope = penaltySlope(numbers, { l1, l2 }, parameter);
  terms.push({
    title: say('Penalty on the weight'),
    latex: `g_t = ${parts.map(({ latex }) => latex).join(' + ')}`,
    numbersLatex: parts.map(({ numbersLatex }) => numbersLatex).join(' + '),
    sentence: say(
      'Coupled: the penalty adds {0} to the gradient, so the optimizer sees it too.',
      shownNumber(slope),
    ),
    value: dataGradient + slope,
  });
  return { terms, value: dataGradient + slope };
}

const scheduleFormulas: Readonly<Record<Schedule['type'], string>> = {
  step: '\\eta_e = \\eta \\, f^{\\lfloor e / n \\rfloor}',
  exponential: '\\eta_e = \\eta \\, f^{e}',
  cosine:
    '\\eta_e = \\eta_\\text{to} + \\tfrac12 (\\eta - \\eta_\\text{to}) \\left( 1 + \\cos \\tfrac{\\pi e}{E} \\right)',
};

function rateTerm({ training }: Network, { learningRate, epoch }: NextUpdate): UpdateTerm {
  const { schedule } = training;
  const given = `η = ${shownNumber(training.learningRate)}`;
  if (!schedule) {
    const sentence = say('The file’s learning rate, the same in every epoch.');
    return { title: say('Learning rate'), latex: '\\eta', numbersLatex: null, sentence, value: learningRate };
  }
  return {
    title: say('Learning rate of the epoch'),
    latex: scheduleFormulas[schedule.type],
    numbersLatex: null,
    sentence: say(
      'By the {0} schedule with {1}, {2}, after {3}.',
      schedule.type,
      given,
      scheduleNumbers(schedule, training.epochs),
      counted(epoch, 'epoch'),
    ),
    value: learningRate,
  };
}

function scheduleNumbers(schedule: Schedule, epochs: number): string {
  switch (schedule.type) {
    case 'step':
      return say('f = {0} every n = {1}', shownNumber(schedule.factor), counted(schedule.every, 'epoch'));
    case 'exponential':
      return `f = ${shownNumber(schedule.factor)}`;
    case 'cosine':
      return say('to {0} over E = {1}', shownNumber(schedule.to), counted(epochs, 'epoch'));
  }
}

/** A setting of an optimizer: its symbol, and where the rules use 1 − setting too. */
interface Setting {
  readonly key: string;
  readonly symbol: string;
}

const settingsOf: Readonly<Record<Optimizer['type'], readonly Setting[]>> = {
  sgd: [],
  momentum: [{ key: 'momentum', symbol: '\\mu' }],
  nesterov: [{ key: 'momentum', symbol: '\\mu' }],
  adagrad: [{ key: 'epsilon', symbol: '\\epsilon' }],
  rmsprop: [
    { key: 'alpha', symbol: '\\alpha' },
    { key: 'epsilon', symbol: '\\epsilon' },
  ],
  adam: [
    { key: 'beta1', symbol: '\\beta_1' },
    { key: 'beta2', symbol: '\\beta_2' },
    { key: 'epsilon', symbol: '\\epsilon' },
  ],
  adamw: [
    { key: 'beta1', symbol: '\\beta_1' },
    { key: 'beta2', symbol: '\\beta_2' },
    { key: 'epsilon', symbol: '\\epsilon' },
    { key: 'weightDecay', symbol: '\\lambda' },
  ],
};

/**
 * The optimizer with a stand-in for each setting, and what the stand-ins are called and worth: two settings of one
 * value, as β₁ = 1 − β₁ = ½, would else be told apart by nothing.
 */
function withStandIns(optimizer: Optimizer): {
  readonly optimizer: Optimizer;
  readonly constants: (value: number) => Traced | null;
} {
  const known = new Map<number, Traced>();
  const standIns: Record<string, number> = {};
  settingsOf[optimizer.type].forEach(({ key, symbol }, n) => {
    const standIn = 2 ** -(n + 3);
    const value = (optimizer as unknown as Readonly<Record<string, number>>)[key]!;
    standIns[key] = standIn;
    known.set(standIn, named(symbol, value));
    known.set(1 - standIn, named(`(1 - ${symbol})`, 1 - value));
  });
  return {
    optimizer: { ...optimizer, ...standIns },
    constants: (value) => known.get(value) ?? null,
  };
}

/** What the optimizer makes of the gradient. */
function ruleTerms(
  { training }: Network,
  symbol: string,
  next: NextUpdate,
  gradient: number,
): { readonly terms: readonly UpdateTerm[]; readonly updated: number } {
  const { type } = training.optimizer;
  const { optimizer, constants } = withStandIns(training.optimizer);
  const m = tracing(constants);
  const [meanName, squareName] = [type === 'momentum' || type === 'nesterov' ? 'v' : 'm', 'q'];
  const before = {
    parameter: named(symbol, next.parameter),
    mean: next.mean === null ? null : named(`${meanName}_{t-1}`, next.mean),
    square: next.square === null ? null : named(`${squareName}_{t-1}`, next.square),
  };
  const powers = advancePowers(m, optimizer, {
    beta1Power: named('\\beta_1^{t-1}', next.beta1Power),
    beta2Power: named('\\beta_2^{t-1}', next.beta2Power),
  });
  const rate = named(training.schedule ? '\\eta_e' : '\\eta', next.learningRate);
  const rates = updateRates(m, optimizer, rate, powers);
  const after = updateParameter(m, optimizer, before, named('g_t', gradient), rates);

  const names = new Map<Traced, string>();
  const terms: UpdateTerm[] = [];
  const add = (
    node: Traced | null | undefined,
    name: string,
    words: Pick<UpdateTerm, 'title' | 'sentence'>,
    joins = '=',
  ): void => {
    if (!node?.operation) return;
    terms.push({
      ...words,
      latex: `${name} ${joins} ${printTrace(node, { names, hasNumbers: false })}`,
      numbersLatex: printTrace(node, { names, hasNumbers: true }),
      value: node.value,
    });
    if (joins === '=') names.set(node, name);
  };
  names.set(powers.beta1Power, '\\beta_1^{t}');
  names.set(powers.beta2Power, '\\beta_2^{t}');
  const find = (part: Traced): Traced | undefined => userOf(after.parameter, part);
  add(after.mean, `${meanName}_t`, meanWords(type));
  add(after.square, `${squareName}_t`, squareWords(type));
  const correction = (of: string): Pick<UpdateTerm, 'title' | 'sentence'> => ({
    title: say('Bias correction of {0}', of),
    sentence: say(
      '{0} began at 0; divided by 1 − βᵗ (t = {1}) it is no longer pulled there.',
      of,
      next.step + 1,
    ),
  });
  if (type === 'adam' || type === 'adamw') {
    add(find(rates.meanScale), '\\hat m_t', correction('m'));
    add(find(rates.squareScale), '\\hat q_t', correction('q'));
  }
  if (type === 'adamw') {
    add(find(rates.kept), `\\tilde{${symbol}}`, {
      title: say('Weight decay'),
      sentence: say('Decoupled: the parameter shrinks by itself, and the gradient knows nothing of it.'),
    });
  }
  add(after.parameter, symbol, updateWords(type), '\\leftarrow');
  const updated = after.parameter.value;
  const change = updated - next.parameter;
  terms.push({
    title: say('Change'),
    latex: `\\Delta ${symbol} = ${shownLatex(updated)} - ${parenthesised(next.parameter)}`,
    numbersLatex: null,
    sentence: changeSentence(next.parameter, change),
    value: change,
  });
  return { terms, updated };
}

/** The first node on the way to `root` that `part` is an operand of. */
function userOf(root: Traced, part: Traced): Traced | undefined {
  if (root.operands.includes(part)) return root;
  for (const operand of root.operands) {
    const found = userOf(operand, part);
    if (found) return found;
  }
  return undefined;
}

function parenthesised(value: number): string {
  const text = shownLatex(value);
  return text.startsWith('-') ? `(${text})` : text;
}

type Words = Pick<UpdateTerm, 'title' | 'sentence'>;

function meanWords(type: Optimizer['type']): Words {
  return type === 'momentum' || type === 'nesterov'
    ? { title: say('Velocity'), sentence: say('What is left of the velocity before, plus the gradient.') }
    : {
        title: say('Mean of the gradients'),
        sentence: say('A mean that forgets: new gradients count more than old ones.'),
      };
}

function squareWords(type: Optimizer['type']): Words {
  return type === 'adagrad'
    ? {
        title: say('Sum of squares'),
        sentence: say('All squared gradients so far: it only grows, and steps only shrink.'),
      }
    : {
        title: say('Mean of the squares'),
        sentence: say('How large gradients have been lately, whatever their sign.'),
      };
}

function updateWords(type: Optimizer['type']): Words {
  const title = say('Update');
  switch (type) {
    case 'sgd':
      return { title, sentence: say('Against the gradient, as far as the learning rate says.') };
    case 'momentum':
      return {
        title,
        sentence: say('Against the velocity: directions that last add up, those that change cancel.'),
      };
    case 'nesterov':
      return { title, sentence: say('Against the gradient and the velocity that will be there after it.') };
    case 'adagrad':
    case 'rmsprop':
      return {
        title,
        sentence: say(
          'Against the gradient, in units of how large it has been; ε keeps the divisor above 0.',
        ),
      };
    case 'adam':
    case 'adamw':
      return {
        title,
        sentence: say(
          'Against the mean of the gradients, in units of how large they have been; ε keeps the divisor above 0.',
        ),
      };
  }
}

function changeSentence(before: number, change: number): string {
  if (before === 0 || !Number.isFinite(change))
    return say('From {0} by {1}.', shownNumber(before), shownNumber(change));
  const share = Math.abs(change / before);
  return say(
    'From {0} by {1}: {2} of its own size.',
    shownNumber(before),
    shownNumber(change),
    shownNumber(share),
  );
}
