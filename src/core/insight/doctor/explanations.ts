import { offCodes } from './examinations';

/** Errors of reading that docs/doctor.md explains besides what can be turned off. */
const explainedErrors: readonly string[] = [
  'data.inputs',
  'data.targets',
  'loss.activation',
  'targets.binary',
  'activation.softmax',
];

/** Every list or matrix of the wrong shape is explained at one place. */
const shapes = 'weights.shape';

/** The sections of docs/doctor.md, each headed by its code. */
export const explainedCodes: readonly string[] = [...offCodes, ...explainedErrors, shapes].sort();

/** The section of docs/doctor.md that explains a code; null for one that says all by itself. */
export function explanationOf(code: string): string | null {
  if (code.endsWith('.shape')) return shapes;
  return explainedCodes.includes(code) ? code : null;
}
