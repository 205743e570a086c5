import type { JsonObject } from '../../../network/jsonTree';
import type { Loss, Optimizer, Reduction, Training } from '../../../network/network';
import { quoted } from '../../../network/wording';
import { lossCalled } from '../../notations/notation';
import { kerasNotation } from '../../notations/kerasNotation';
import { ask, type ImportedLayer, type ImportSource } from '../imported';
import { noLossNote } from '../askedParts';
import { field } from '../jsonFields';
import { say } from '../../../words/say';

/** What a compiled model says of its training. */
export interface KerasCompile {
  readonly loss: Loss | null;
  readonly reduction: Reduction;
  readonly training: Partial<Training>;
  /** The last activation: sigmoid or softmax where the loss takes what is before it, and that was chosen. */
  readonly output: ImportedLayer['activation'];
}

/** Reads `compile_config`; what the format has nothing for is left out, with a note. */
export function compileOf(
  source: ImportSource,
  model: JsonObject,
  output: ImportedLayer['activation'],
  notes: string[],
): KerasCompile {
  const node = field(model, 'compile_config');
  const config = node?.kind === 'object' ? node : null;
  const none: KerasCompile = { loss: null, reduction: 'mean', training: {}, output };
  if (!config) {
    notes.push(noLossNote());
    return none;
  }
  const training = optimizerOf(config, notes);
  const loss = field(config, 'loss');
  const settings = loss?.kind === 'object' ? field(loss, 'config') : undefined;
  const options = settings?.kind === 'object' ? settings : null;
  const name =
    loss?.kind === 'string' ? loss.value : textAt(loss?.kind === 'object' ? loss : null, 'class_name');
  if (name === null) {
    notes.push(noLossNote());
    return { ...none, training };
  }
  const found = lossCalled(kerasNotation, name);
  const smoothing = numberAt(options, 'label_smoothing') ?? 0;
  if (!found || smoothing !== 0) {
    notes.push(
      found
        ? say(
            'Label smoothing of the loss is left out, and with it the loss: half the squared error stands for it.',
          )
        : say(
            'Backprop has no loss {0}: it is left out, and half the squared error stands for it.',
            quoted(name),
          ),
    );
    return { ...none, training };
  }
  if (/^sparse|^Sparse/.test(name)) {
    notes.push(say('Targets are columns of 0 and 1 here, where Keras takes the number of the class.'));
  }
  return {
    loss: found.type === 'huber' ? { ...found, delta: numberAt(options, 'delta') ?? 1 } : found,
    reduction: textAt(options, 'reduction') === 'sum' ? 'sum' : 'mean',
    training,
    output: outputOf(source, found, options, output, notes),
  };
}

/** Cross-entropies need probabilities; Keras also takes what a sigmoid or softmax would be given. */
function outputOf(
  source: ImportSource,
  loss: Loss,
  options: JsonObject | null,
  output: ImportedLayer['activation'],
  notes: string[],
): ImportedLayer['activation'] {
  const isBinary = loss.type === 'binaryCrossEntropy';
  if (!isBinary && loss.type !== 'categoricalCrossEntropy') return output;
  const flag = options ? field(options, 'from_logits') : undefined;
  if (!(flag?.kind === 'boolean' && flag.value)) return output;
  const needed = isBinary ? 'sigmoid' : 'softmax';
  if (output.type !== 'linear') {
    notes.push(
      say(
        'The loss of the file takes the output as it stands before {0}, though it has the activation {1}.',
        needed,
        output.type,
      ),
    );
    return output;
  }
  const chosen = ask(source, {
    key: 'logits',
    prompt: say('The loss takes logits: outputs before their {0}. Where does the {0} go?', needed),
    options: [
      {
        value: 'probabilities',
        label: say('Into the last layer'),
        detail: say('The same loss and gradients; the outputs are probabilities.'),
      },
      {
        value: 'logits',
        label: say('Nowhere'),
        detail: say('The same outputs; the loss is left out.'),
      },
    ],
  });
  return chosen === 'probabilities' ? { type: needed } : output;
}

function optimizerOf(config: JsonObject, notes: string[]): Partial<Training> {
  const node = field(config, 'optimizer');
  if (!node) return {};
  const object = node.kind === 'object' ? node : null;
  const name = node.kind === 'string' ? node.value : (textAt(object, 'class_name') ?? '');
  const inner = object ? field(object, 'config') : undefined;
  const settings = inner?.kind === 'object' ? inner : null;
  const rate = numberAt(settings, 'learning_rate');
  const has = (key: string): boolean => {
    const value = settings ? field(settings, key) : undefined;
    return (
      value !== undefined &&
      !(value.kind === 'boolean' && !value.value) &&
      !(value.kind === 'number' && value.value === 0)
    );
  };
  const unknown = [
    'clipnorm',
    'clipvalue',
    'global_clipnorm',
    'use_ema',
    'amsgrad',
    'centered',
    'gradient_accumulation_steps',
  ].filter(has);
  if (unknown.length > 0) {
    notes.push(say('Backprop has no {0} of the optimizer: it is left out.', unknown.join(', ')));
  }
  if (settings && rate === null && field(settings, 'learning_rate')) {
    notes.push(
      say('The schedule of the learning rate is left out: write "schedule" and "learningRate" by hand.'),
    );
  }
  const optimizer = optimizerCalled(name.toLowerCase(), settings, notes);
  if (!optimizer) notes.push(say('Backprop has no optimizer {0}: the default stands for it.', quoted(name)));
  return {
    ...(optimizer ? { optimizer } : {}),
    ...(rate !== null && rate >= 0 ? { learningRate: rate } : {}),
  };
}

function optimizerCalled(name: string, settings: JsonObject | null, notes: string[]): Optimizer | null {
  const share = (key: string, otherwise: number): number => {
    const value = numberAt(settings, key) ?? otherwise;
    return value >= 0 && value < 1 ? value : otherwise;
  };
  const above = (key: string, otherwise: number): number => Math.max(0, numberAt(settings, key) ?? otherwise);
  const epsilon = (): number => {
    notes.push(
      say('Keras adds epsilon in another place than PyTorch and Backprop: weights differ by about as much.'),
    );
    return above('epsilon', 1e-7);
  };
  switch (name) {
    case 'sgd': {
      const momentum = above('momentum', 0);
      const nesterov = settings ? field(settings, 'nesterov') : undefined;
      if (momentum === 0) return { type: 'sgd' };
      return { type: nesterov?.kind === 'boolean' && nesterov.value ? 'nesterov' : 'momentum', momentum };
    }
    case 'adagrad':
      if (above('initial_accumulator_value', 0.1) !== 0) {
        notes.push(say('Keras begins the sum of squares of Adagrad above zero, Backprop at zero.'));
      }
      return { type: 'adagrad', epsilon: epsilon() };
    case 'rmsprop':
      if (above('momentum', 0) !== 0)
        notes.push(say('Backprop has no {0} of the optimizer: it is left out.', 'momentum'));
      return { type: 'rmsprop', alpha: share('rho', 0.9), epsilon: epsilon() };
    case 'adam':
      return { type: 'adam', beta1: share('beta_1', 0.9), beta2: share('beta_2', 0.999), epsilon: epsilon() };
    case 'adamw':
      return {
        type: 'adamw',
        beta1: share('beta_1', 0.9),
        beta2: share('beta_2', 0.999),
        epsilon: epsilon(),
        weightDecay: above('weight_decay', 0.004),
      };
    default:
      return null;
  }
}

function numberAt(object: JsonObject | null, key: string): number | null {
  const node = object ? field(object, key) : undefined;
  return node?.kind === 'number' ? node.value : null;
}

function textAt(object: JsonObject | null, key: string): string | null {
  const node = object ? field(object, key) : undefined;
  return node?.kind === 'string' ? node.value : null;
}
