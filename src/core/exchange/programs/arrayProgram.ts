import { activationFormula } from '../../math/activations';
import { lossTermFormula } from '../../math/losses';
import { hasVariable, withoutConstants } from './constantFormula';
import { usedDefinitions, write, type Dialect } from './dialect';
import type { Exported } from './exported';
import { headWords } from './headWords';
import type { Lines } from './loopLanguage';
import { outputRule } from './outputRule';
import { pythonLoops } from './pythonLoops';

/* What programs in Python have in common whose library computes with whole arrays and finds gradients itself. */

const STEP = '    ';

/** The activations and, where it has a formula of its own, the loss of a network as functions of arrays. */
export function functionLines({ network }: Exported, dialect: Dialect): Lines {
  const { loss, layers, symbols } = network;
  const rule = outputRule(network);
  return [
    ...layers.flatMap(({ activation }, l) => {
      if (activation.type === 'softmax' || activation.type === 'linear') return [];
      const formula = withoutConstants(activationFormula(activation));
      const text = write(formula, dialect);
      return [
        '',
        '',
        `def activation${l + 1}(a):`,
        `${STEP}return ${hasVariable(formula) ? text : `0.0 * a + ${text}`}`,
      ];
    }),
    ...(rule === 'apart' || rule === 'softmaxApart'
      ? [
          '',
          '',
          'def loss_terms(y, t):',
          `${STEP}return ${write(lossTermFormula(loss, layers.at(-1)!.units, symbols.residual), dialect)}`,
        ]
      : []),
  ];
}

/** A program with the words at its head, what it imports, and the functions of the dialect that its body uses. */
export function arrayProgram(exported: Exported, dialect: Dialect, imports: Lines, body: Lines): string {
  const definitions = usedDefinitions(body.join('\n'), dialect).flatMap(({ lines }) => ['', '', ...lines]);
  const head = headWords(exported, { names: false }).map((words) => pythonLoops.comment(words));
  return `${[...head, ...imports, ...definitions, ...body].join('\n')}\n`;
}
