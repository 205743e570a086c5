import { addAt, type CheckContext, nodeAt, outputCount, placeAt, replaceFix } from './checkContext';
import type { Fix } from './diagnostic';
import type { Activation, Loss } from './network';
import { formatNumber } from './number';
import { resolveActivation, resolveLoss } from './resolve';
import type { TextRange } from './text';
import { checkFormulas } from './validateFormula';
import { say } from '../words/say';

/** What goes together: activations, losses and targets. */

const PARTNER = {
  binaryCrossEntropy: 'sigmoid',
  categoricalCrossEntropy: 'softmax',
} as const;

/** The interval an activation's values lie in; its ends count as inside. */
export function activationRange(activation: Activation): { low: number; high: number; name: string } | null {
  switch (activation.type) {
    case 'sigmoid':
    case 'softmax':
      return { low: 0, high: 1, name: say('{0} gives values between 0 and 1', activation.type) };
    case 'tanh':
      return { low: -1, high: 1, name: say('tanh gives values between −1 and 1') };
    case 'relu':
    case 'softplus':
      return { low: 0, high: Infinity, name: say('{0} gives no negative values', activation.type) };
    case 'elu':
      return activation.alpha < 0
        ? null
        : {
            low: -activation.alpha,
            high: Infinity,
            name: say('elu gives no values below {0}', formatNumber(-activation.alpha)),
          };
    // The least values of a Φ(a), its tanh form and a σ(a), rounded down.
    case 'gelu':
    case 'geluTanh':
      return { low: -0.17005, high: Infinity, name: say('{0} gives no values below −0.17', activation.type) };
    case 'silu':
      return { low: -0.27847, high: Infinity, name: say('silu gives no values below −0.278') };
    case 'linear':
    case 'leakyRelu':
    case 'formula':
      return null;
  }
}

function activationPath(context: CheckContext, l: number): (string | number)[] {
  const written = nodeAt(context, ['layers', l, 'activation']);
  return written ? ['layers', l, 'activation'] : ['layers', l, 'units'];
}

/** The edits that give layer `l` another activation. */
function activationFix(context: CheckContext, l: number, name: string): Fix[] {
  const written = nodeAt(context, ['layers', l, 'activation']);
  if (written) {
    return [{ ...replaceFix(written, `"${name}"`), title: say('Use {0} in layer {1}', name, l + 1) }];
  }
  const units = nodeAt(context, ['layers', l, 'units']);
  if (!units) return [];
  const range: TextRange = { offset: units.offset + units.length, length: 0 };
  return [
    {
      title: say('Use {0} in layer {1}', name, l + 1),
      edits: [{ range, newText: `, "activation": "${name}"` }],
    },
  ];
}

function checkSoftmax(context: CheckContext): void {
  const layers = context.file.layers ?? [];
  layers.forEach((layer, l) => {
    if (layer.activation === undefined || resolveActivation(layer.activation).type !== 'softmax') return;
    if (l < layers.length - 1) {
      addAt(
        context,
        'error',
        'activation.softmax',
        ['layers', l, 'activation'],
        say('Softmax belongs in the last layer only; layer {0} is hidden. Use sigmoid or tanh here.', l + 1),
        { fixes: [...activationFix(context, l, 'sigmoid'), ...activationFix(context, l, 'tanh')] },
      );
    } else if (layer.units !== undefined && outputCount(context.file) === 1) {
      addAt(
        context,
        'warning',
        'activation.softmax',
        ['layers', l, 'activation'],
        say(
          'Softmax with one output is always 1 and its gradient is 0, so nothing is learned. Use sigmoid, or one output per class.',
        ),
        { fixes: activationFix(context, l, 'sigmoid') },
      );
    }
  });
}

function checkPairing(context: CheckContext, loss: Loss, activation: Activation, last: number): void {
  if (loss.type !== 'binaryCrossEntropy' && loss.type !== 'categoricalCrossEntropy') return;
  const partner = PARTNER[loss.type];
  if (activation.type === partner) return;
  const other = loss.type === 'binaryCrossEntropy' ? 'categoricalCrossEntropy' : 'binaryCrossEntropy';
  const isProbability = activation.type === 'sigmoid' || activation.type === 'softmax';
  const name = activation.type === 'formula' ? say('a formula') : activation.type;
  const lossPlace = placeAt(context, ['loss']);
  const related = [
    {
      message: say('The last layer uses {0}.', name),
      range: placeAt(context, activationPath(context, last)),
    },
  ];
  if (!isProbability) {
    addAt(
      context,
      'error',
      'loss.activation',
      ['loss'],
      say(
        '{0} needs outputs between 0 and 1, so a sigmoid or softmax last layer; this one uses {1}. Use {2} in the last layer, or another loss.',
        loss.type,
        name,
        partner,
      ),
      {
        related,
        fixes: [...activationFix(context, last, partner), replaceFix(lossPlace, '"halfSquaredError"')],
      },
    );
    return;
  }
  addAt(
    context,
    'warning',
    'loss.pairing',
    ['loss'],
    say(
      '{0} with {1} outputs trains, and is rarely meant. Use {2} in the last layer, or the loss {3}.',
      loss.type,
      name,
      partner,
      other,
    ),
    { related, fixes: [...activationFix(context, last, partner), replaceFix(lossPlace, `"${other}"`)] },
  );
}

interface Expected {
  readonly loss: Loss;
  readonly activation: Activation;
}

/** Judges inline targets; `outputs` is their width where the shapes are right. */
function checkInlineTargets(
  context: CheckContext,
  rows: readonly (readonly number[])[],
  expected: Expected,
): void {
  const { loss, activation } = expected;
  const isBinary = loss.type === 'binaryCrossEntropy';
  const range = activationRange(activation);
  const warned = { isRangeTold: false };
  rows.forEach((row, sample) => {
    row.forEach((target, k) => {
      // NaN stands for a number that was told when it was read.
      if (Number.isNaN(target)) return;
      if (isBinary && (target < 0 || target > 1)) {
        if (context.report.isFull('targets.binary')) {
          context.report.addOmitted(1, 'error');
          return;
        }
        addAt(
          context,
          'error',
          'targets.binary',
          ['data', 'targets', sample, k],
          say(
            'binaryCrossEntropy needs targets from 0 to 1, not {0}. Change the target of sample {1}, or the loss.',
            formatNumber(target),
            sample + 1,
          ),
          {
            related: [{ message: say('The loss is here.'), range: placeAt(context, ['loss']) }],
            fixes: [replaceFix(placeAt(context, ['loss']), '"halfSquaredError"')],
          },
        );
      } else if (!isBinary && range && !warned.isRangeTold && (target < range.low || target > range.high)) {
        warned.isRangeTold = true;
        addAt(
          context,
          'warning',
          'targets.range',
          ['data', 'targets', sample, k],
          say(
            'The outputs cannot reach the target {0}: {1}. Scale the targets, or use a linear last layer.',
            formatNumber(target),
            range.name,
          ),
          reachFixes(context, rows, expected, range),
        );
      }
    });
    if (loss.type === 'categoricalCrossEntropy') checkSum(context, row, sample);
  });
}

/** More targets than this are not scaled by one fix. */
const MOST_SCALED = 10_000;

/** What brings targets and outputs together: an activation that reaches them, or targets within its reach. */
function reachFixes(
  context: CheckContext,
  rows: readonly (readonly number[])[],
  { loss }: Expected,
  range: { readonly low: number; readonly high: number },
): { readonly fixes: Fix[]; readonly related: { message: string; range: TextRange }[] } {
  const last = (context.file.layers?.length ?? 0) - 1;
  const related = [
    { message: say('The last activation is here.'), range: placeAt(context, activationPath(context, last)) },
  ];
  let low = Infinity;
  let high = -Infinity;
  for (const row of rows) {
    for (const target of row) {
      low = Math.min(low, target);
      high = Math.max(high, target);
    }
  }
  const fixes: Fix[] = [];
  if (loss.type !== 'categoricalCrossEntropy') {
    if (low >= -1 && high <= 1) fixes.push(...activationFix(context, last, 'tanh'));
    else if (low >= 0) fixes.push(...activationFix(context, last, 'softplus'));
    fixes.push(...activationFix(context, last, 'linear'));
  }
  const reach = range.high - range.low;
  const count = rows.reduce((sum, row) => sum + row.length, 0);
  if (Number.isFinite(reach) && high > low && count <= MOST_SCALED) {
    const scaled = (target: number): number =>
      Number((range.low + (reach * (target - low)) / (high - low)).toPrecision(6));
    const edits = rows.flatMap((row, sample) =>
      row.map((target, k) => {
        const place = placeAt(context, ['data', 'targets', sample, k]);
        return { range: place, newText: String(scaled(target) + 0) };
      }),
    );
    fixes.push({
      title: say('Scale the targets to {0} … {1}', formatNumber(range.low), formatNumber(range.high)),
      edits,
    });
  }
  return { fixes, related };
}

/** How far the targets of a sample may be from a distribution: one part in 1e9, from the format. */
const SUM_TOLERANCE = 1e-9;

function checkSum(context: CheckContext, row: readonly number[], sample: number): void {
  const sum = row.reduce((total, target) => total + target, 0);
  if (!(Math.abs(sum - 1) > SUM_TOLERANCE)) return;
  if (context.report.isFull('targets.sum')) {
    context.report.addOmitted(1, 'warning');
    return;
  }
  addAt(
    context,
    'warning',
    'targets.sum',
    ['data', 'targets', sample],
    say(
      'The targets of sample {0} sum to {1}; categoricalCrossEntropy expects them to sum to 1.',
      sample + 1,
      formatNumber(sum),
    ),
  );
}

/** The targets of the generators: classes 0 and 1, or values from −1 to 1 with noise beyond. */
function checkGeneratedTargets(
  context: CheckContext,
  generator: string,
  { loss, activation }: Expected,
): void {
  const path = ['data', 'generator'];
  const last = (context.file.layers?.length ?? 0) - 1;
  const isRegression = generator === 'sine' || generator === 'plane';
  if (isRegression && loss.type === 'binaryCrossEntropy') {
    addAt(
      context,
      'error',
      'targets.binary',
      path,
      say(
        'binaryCrossEntropy needs targets from 0 to 1, and {0} makes targets from −1 to 1. Use another loss.',
        generator,
      ),
      { fixes: [replaceFix(placeAt(context, ['loss']), '"halfSquaredError"')] },
    );
    return;
  }
  if (loss.type === 'categoricalCrossEntropy') {
    addAt(
      context,
      'warning',
      'targets.sum',
      path,
      say(
        'The generator makes one target column, which does not sum to 1 as categoricalCrossEntropy expects. Use sigmoid with binaryCrossEntropy.',
      ),
    );
    return;
  }
  const range = activationRange(activation);
  if (isRegression && range && range.low > -1) {
    addAt(
      context,
      'warning',
      'targets.range',
      path,
      say('{0} makes targets from −1 to 1, and {1}. Use a linear last layer.', generator, range.name),
      {
        related: [
          {
            message: say('The last activation is here.'),
            range: placeAt(context, activationPath(context, last)),
          },
        ],
        fixes: activationFix(context, last, 'linear'),
      },
    );
  }
}

/** Activations, formulas, the loss and the targets it gets. */
export function checkLoss(context: CheckContext): void {
  const { file } = context;
  checkSoftmax(context);
  checkFormulas(context);
  const last = (file.layers?.length ?? 0) - 1;
  const lastLayer = file.layers?.[last];
  // An activation or a loss of the wrong form was reported; what it was meant to be is not guessed.
  const hasLoss = file.loss !== undefined || nodeAt(context, ['loss']) === undefined;
  const isKnown =
    lastLayer?.activation !== undefined || nodeAt(context, ['layers', last, 'activation']) === undefined;
  if (!lastLayer || !hasLoss || !isKnown) return;
  const expected = { loss: resolveLoss(file.loss), activation: resolveActivation(lastLayer.activation) };
  checkPairing(context, expected.loss, expected.activation, last);
  if (file.data?.generator !== undefined) checkGeneratedTargets(context, file.data.generator, expected);
  else if (file.data && file.data.file === undefined)
    checkInlineTargets(context, file.data.targets, expected);
}
