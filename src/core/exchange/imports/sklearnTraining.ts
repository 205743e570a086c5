import type { JsonObject } from '../../network/jsonTree';
import { LIMITS } from '../../network/limits';
import type { Optimizer, Training } from '../../network/network';
import { quoted } from '../../network/wording';
import { field, numberOf, textOf, truthOf } from './jsonFields';
import { say } from '../../words/say';

/** The largest batch that scikit-learn chooses by itself. */
const AUTO_BATCH = 200;

/**
 * The settings of a scikit-learn model, as far as they are given.
 *
 * @param samples how many there are, where the file has them
 */
export function sklearnTraining(
  root: JsonObject,
  settings: JsonObject,
  samples: number | null,
  notes: string[],
): Partial<Training> {
  const number = (key: string): number | undefined => {
    const node = field(settings, key);
    return node ? numberOf(node, key) : undefined;
  };
  const within = (key: string, low: number, high: number): number | undefined => {
    const value = number(key);
    if (value === undefined || (value >= low && value <= high)) return value;
    notes.push(say('{0} is {1} in the file, which the format does not take: it is left out.', key, value));
    return undefined;
  };
  const solver = field(settings, 'solver');
  const solverName = solver ? textOf(solver, 'solver') : null;
  const learningRate = within('learning_rate_init', Number.MIN_VALUE, Infinity);
  const epochs = within('max_iter', 1, LIMITS.epochs);
  const fitted = samples ?? fittedSamples(root);
  const batch = batchOf(settings, fitted, solverName);
  const shuffle = field(settings, 'shuffle');
  const alpha = within('alpha', 0, Infinity);
  const rateRule = field(settings, 'learning_rate');
  if (solverName === 'sgd' && rateRule?.kind === 'string' && rateRule.value !== 'constant') {
    notes.push(
      say(
        'The learning rate of the file is {0}; Backprop has no such schedule, so it stays the same.',
        quoted(rateRule.value),
      ),
    );
  }
  const penalised = batch === 'full' ? fitted : batch;
  if (alpha !== undefined && alpha > 0 && penalised === undefined) {
    notes.push(
      say(
        'scikit-learn divides its penalty alpha by the size of the batch, which the file does not tell: it is left out.',
      ),
    );
  }
  const optimizer = optimizerOf(settings, solverName, within, notes);
  return {
    ...(optimizer ? { optimizer } : {}),
    ...(learningRate === undefined ? {} : { learningRate }),
    ...(epochs === undefined || !Number.isInteger(epochs) ? {} : { epochs }),
    ...(batch === undefined ? {} : { batchSize: batch }),
    ...(shuffle && batch !== 'full' ? { shuffle: truthOf(shuffle, 'shuffle') } : {}),
    ...(alpha !== undefined && alpha > 0 && penalised !== undefined ? { l2: alpha / penalised } : {}),
  };
}

/** How many samples the model has seen in an epoch, which it counts. */
function fittedSamples(root: JsonObject): number | undefined {
  const [seen, epochs] = [field(root, 't_'), field(root, 'n_iter_')];
  if (seen?.kind !== 'number' || epochs?.kind !== 'number') return undefined;
  const count = seen.value / epochs.value;
  return Number.isInteger(count) && count >= 1 ? count : undefined;
}

function batchOf(
  settings: JsonObject,
  samples: number | undefined,
  solver: string | null,
): number | 'full' | undefined {
  if (solver === 'lbfgs') return 'full';
  const node = field(settings, 'batch_size');
  if (!node) return undefined;
  if (node.kind === 'string' && node.value === 'auto') {
    return samples === undefined ? undefined : Math.min(AUTO_BATCH, samples);
  }
  const size = numberOf(node, 'batch_size');
  return Number.isSafeInteger(size) && size >= 1 ? Math.min(size, samples ?? size) : undefined;
}

function optimizerOf(
  settings: JsonObject,
  solver: string | null,
  within: (key: string, low: number, high: number) => number | undefined,
  notes: string[],
): Optimizer | null {
  const below1 = 1 - 2 ** -53;
  switch (solver) {
    case 'sgd': {
      const momentum = within('momentum', 0, Infinity) ?? 0.9;
      const nesterov = field(settings, 'nesterovs_momentum');
      if (momentum === 0) return { type: 'sgd' };
      return {
        type: nesterov && !truthOf(nesterov, 'nesterovs_momentum') ? 'momentum' : 'nesterov',
        momentum,
      };
    }
    case 'adam': {
      notes.push(say('scikit-learn adds epsilon of Adam to another root: weights differ by about as much.'));
      return {
        type: 'adam',
        beta1: within('beta_1', 0, below1) ?? 0.9,
        beta2: within('beta_2', 0, below1) ?? 0.999,
        epsilon: within('epsilon', 0, Infinity) ?? 1e-8,
      };
    }
    case null:
      return null;
    default:
      notes.push(say('Backprop has no optimizer {0}: the default stands for it.', quoted(solver)));
      return null;
  }
}
