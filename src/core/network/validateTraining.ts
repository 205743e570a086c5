import { addAt, type CheckContext, nodeAt } from './checkContext';
import { entryRange, type JsonNode, numbersOf } from './jsonTree';
import { LIMITS } from './limits';
import { formatNumber } from './number';
import { sweptKeys } from './resolve';
import { grouped } from './wording';
import { say } from '../words/say';

/** Settings of training and sweep. */

type Path = readonly (string | number)[];

function checkLearningRate(context: CheckContext): void {
  if (context.file.training?.learningRate !== 0) return;
  addAt(
    context,
    'warning',
    'learningRate.zero',
    ['training', 'learningRate'],
    say('With the learning rate 0 no weight ever changes. Use a number above 0, such as 0.1.'),
  );
}

/** A seed past 2^53 is read as the nearest double, which is not the number written. */
function checkSeed(context: CheckContext, path: Path, node: JsonNode | undefined): void {
  if (node?.kind !== 'number' || Number.isSafeInteger(node.value) || !Number.isInteger(node.value)) return;
  const written = context.text.slice(node.offset, node.offset + node.length);
  const isExact = /^-?\d+$/.test(written) && BigInt(written) === BigInt(node.value);
  if (isExact) return;
  addAt(
    context,
    'hint',
    'seed.precision',
    path,
    say(
      'A double holds whole numbers exactly only up to 9,007,199,254,740,992; this seed is read as {0}.',
      BigInt(node.value).toString().slice(0, 40),
    ),
  );
}

function checkSweptSeeds(context: CheckContext): void {
  const node = nodeAt(context, ['sweep', 'seed']);
  if (node?.kind !== 'numbers') return;
  numbersOf(node).forEach((value, index) => {
    const range = entryRange(node, index);
    if (range) checkSeed(context, ['sweep', 'seed', index], { kind: 'number', value, ...range });
  });
}

function checkInit(context: CheckContext): void {
  (context.file.layers ?? []).forEach(({ init }, l) => {
    if (typeof init !== 'object') return;
    const path = ['layers', l, 'init'];
    if (init.uniform && init.uniform[0] > init.uniform[1]) {
      addAt(
        context,
        'error',
        'init.range',
        [...path, 'uniform'],
        say(
          'The lowest value {0} is above the highest {1}. Exchange them.',
          formatNumber(init.uniform[0]),
          formatNumber(init.uniform[1]),
        ),
      );
    }
    if (init.normal && init.normal[1] < 0) {
      addAt(
        context,
        'error',
        'init.range',
        [...path, 'normal', 1],
        say('The deviation must be at least 0, not {0}.', formatNumber(init.normal[1])),
      );
    }
  });
}

function checkStopWhen(context: CheckContext): void {
  const { stopWhen } = context.file.training ?? {};
  if (!stopWhen || stopWhen.lossBelow !== undefined || stopWhen.patience !== undefined) return;
  addAt(
    context,
    'warning',
    'stopWhen.empty',
    ['training', 'stopWhen'],
    say('This stops nothing: give "lossBelow", "patience" or both, or remove it.'),
  );
}

function checkSweep(context: CheckContext): void {
  const { sweep } = context.file;
  if (!sweep) return;
  const keys = sweptKeys(sweep);
  if (keys.length === 0) {
    // Keys that were unknown or of the wrong form were reported; an empty object was not.
    if (
      nodeAt(context, ['sweep'])?.length &&
      Object.keys(sweep).length === 0 &&
      isEmpty(nodeAt(context, ['sweep']))
    ) {
      addAt(
        context,
        'warning',
        'sweep.empty',
        ['sweep'],
        say(
          'Nothing is swept: give a list of values for a key of "training", such as "learningRate": [0.1, 0.5].',
        ),
      );
    }
    return;
  }
  const combinations = keys.reduce((product, key) => product * (sweep[key]?.length ?? 1), 1);
  if (combinations > LIMITS.sweep) {
    addAt(
      context,
      'error',
      'sweep.limit',
      ['sweep'],
      say(
        'The sweep has {0} combinations; at most {1} are tried. Sweep fewer keys or values.',
        grouped(combinations),
        grouped(LIMITS.sweep),
      ),
    );
  }
}

function isEmpty(node: JsonNode | undefined): boolean {
  return node?.kind === 'object' && node.properties.length === 0;
}

export function checkTraining(context: CheckContext): void {
  checkLearningRate(context);
  checkInit(context);
  checkStopWhen(context);
  checkSweep(context);
  for (const section of ['training', 'data']) {
    checkSeed(context, [section, 'seed'], nodeAt(context, [section, 'seed']));
  }
  checkSweptSeeds(context);
}
