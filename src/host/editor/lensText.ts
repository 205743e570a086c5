import type { ParameterLayout } from '../../core/engine/layout';
import { parameterAt } from '../../core/engine/layout';
import { formatNumber } from '../../core/network/number';
import type { Network } from '../../core/network/network';
import type { ParameterSubject } from '../../core/network/subject';
import type { LensContent } from './lensPlan';
import { say } from '../../core/words/say';

/** The numbers that lenses show, all of one moment. */
export interface LensValues {
  /** In the layout's order. */
  readonly parameters: Float64Array;
  /** Null: not computed yet. */
  readonly gradient: Float64Array | null;
  /** Which moment of a run they are of, in words; null: these are the file's own numbers. */
  readonly moment: string | null;
}

export interface LensNames {
  /** The plain spelling of a parameter, as `lensSymbol` writes it. */
  parameter(subject: ParameterSubject): string;
  readonly loss: string;
}

export interface LensText {
  readonly title: string;
  /** The parameter whose derivation a click opens; null: the lens leads nowhere. */
  readonly subject: ParameterSubject | null;
}

/**
 * What a lens says: `∂E_total/∂w_5 = 0.0721571`, or after training `→ 0.149906 · ∂E_total/∂w_1 = 0.000188256
 * · epoch 40`; a summary says the norm of its gradients and the parameter with the largest.
 *
 * @param values null for a network without gradients; `reason` then says why.
 */
export function lensText(
  content: LensContent,
  network: Network,
  layout: ParameterLayout,
  names: LensNames,
  values: LensValues | null,
  reason: string,
): LensText {
  if (content.kind === 'noGradients' || !values) return { title: reason, subject: null };
  const { gradient, moment, parameters } = values;
  const suffix = moment === null ? '' : ` · ${moment}`;
  if (content.kind === 'parameter') {
    const { subject, index } = content;
    const value = moment === null ? '' : `→ ${formatNumber(parameters[index]!)} · `;
    const number = gradient ? formatNumber(gradient[index]!) : '…';
    return { title: `${value}∂${names.loss}/∂${names.parameter(subject)} = ${number}${suffix}`, subject };
  }
  const stretch = gradient?.subarray(content.from, content.to);
  const norm = `‖∂${names.loss}‖ ${stretch ? formatNumber(normOf(stretch)) : '…'}`;
  const largest = stretch ? parameterAt(layout, content.from + largestOf(stretch)) : null;
  const largestText = largest ? say(', largest {0}', names.parameter(largest)) : '';
  return { title: `${summaryHead(content, network)}${norm}${largestText}${suffix}`, subject: largest };
}

function summaryHead(
  content: Exclude<LensContent, { kind: 'parameter' | 'noGradients' }>,
  network: Network,
): string {
  switch (content.kind) {
    case 'row':
      return `${say('row {0}:', content.row + 1)} `;
    case 'biases':
      return `${say('biases:')} `;
    case 'weights':
      return `${say('weights:')} `;
    case 'initialised': {
      const { init } = network.layers[content.layer]!;
      const drawn =
        init.type === 'zeros' ? say('from 0') : say('by {0}, seed {1}', init.type, network.training.seed);
      const { weights, biases } = content;
      const parts: string[] = [];
      if (weights > 0)
        parts.push(`${weights === 1 ? say('1 weight') : say('{0} weights', weights)} ${drawn}`);
      if (biases > 0) parts.push(biases === 1 ? say('1 bias from 0') : say('{0} biases from 0', biases));
      return `${parts.join(', ')} · `;
    }
  }
}

/** √Σg², scaled by the largest so that squares neither overflow nor vanish. */
export function normOf(values: Float64Array): number {
  let scale = 0;
  for (const value of values) {
    if (!Number.isFinite(value)) return Number.isNaN(value) ? value : Number.POSITIVE_INFINITY;
    scale = Math.max(scale, Math.abs(value));
  }
  if (scale === 0) return 0;
  let sum = 0;
  for (const value of values) sum += (value / scale) ** 2;
  return scale * Math.sqrt(sum);
}

/** The index of the number farthest from 0; the first of equals. */
function largestOf(values: Float64Array): number {
  let largest = 0;
  for (let index = 1; index < values.length; index++) {
    if (Math.abs(values[index]!) > Math.abs(values[largest]!)) largest = index;
  }
  return largest;
}
