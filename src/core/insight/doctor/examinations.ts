import type { Severity } from '../../network/diagnostic';
import type { Steps } from '../../network/steps';
import { curvatureProducts } from './curvatureOf';
import { findDeadUnits } from './deadUnits';
import { findExplodingDeltas, findVanishingDeltas } from './deltaFactors';
import { findDeadInputs } from './inputs';
import { findLargeLearningRate } from './learningRate';
import { findNonFinite } from './nonFinite';
import type { Chart } from './chart';
import type { Finding, Patient, RunRecord } from './patient';
import { findPlateau, plateauGradients } from './plateau';
import { findSaturatedUnits } from './saturation';
import { findUnscaledInputs } from './scale';
import { findConstantTargets, findUnreachableTargets } from './targets';
import { findTwins } from './twins';

interface Common {
  /** Stable, as of any diagnostic. */
  readonly code: string;
  readonly severity: Severity;
}

/** One question that the doctor asks. */
export type Examination = Common &
  (
    | { readonly needs: 'network'; readonly find: (patient: Patient) => Steps<Finding[]> }
    | {
        readonly needs: 'samples';
        readonly find: (chart: Chart) => Steps<Finding[]>;
        /** The work in gradients over the training samples; 0: a pass over the samples. */
        readonly gradients: (chart: Chart) => number;
      }
    | {
        readonly needs: 'run';
        readonly find: (chart: Chart, run: RunRecord) => Steps<Finding[]>;
        readonly gradients: (chart: Chart) => number;
      }
  );

const nothing = (): number => 0;
const oneGradient = (): number => 1;

/** All that the doctor looks for, in the order of its report. */
export const examinations: readonly Examination[] = [
  { code: 'doctor.twins', severity: 'warning', needs: 'network', find: findTwins },
  {
    code: 'doctor.deadInput',
    severity: 'warning',
    needs: 'samples',
    find: findDeadInputs,
    gradients: nothing,
  },
  {
    code: 'doctor.unscaled',
    severity: 'warning',
    needs: 'samples',
    find: findUnscaledInputs,
    gradients: nothing,
  },
  {
    code: 'doctor.constantTarget',
    severity: 'warning',
    needs: 'samples',
    find: findConstantTargets,
    gradients: nothing,
  },
  {
    code: 'targets.range',
    severity: 'warning',
    needs: 'samples',
    find: findUnreachableTargets,
    gradients: nothing,
  },
  {
    code: 'doctor.deadUnit',
    severity: 'warning',
    needs: 'samples',
    find: findDeadUnits,
    gradients: oneGradient,
  },
  {
    code: 'doctor.saturated',
    severity: 'warning',
    needs: 'samples',
    find: findSaturatedUnits,
    gradients: oneGradient,
  },
  {
    code: 'doctor.vanishing',
    severity: 'warning',
    needs: 'samples',
    find: findVanishingDeltas,
    gradients: oneGradient,
  },
  {
    code: 'doctor.exploding',
    severity: 'warning',
    needs: 'samples',
    find: findExplodingDeltas,
    gradients: oneGradient,
  },
  {
    code: 'doctor.learningRate',
    severity: 'warning',
    needs: 'samples',
    find: findLargeLearningRate,
    gradients: curvatureProducts,
  },
  {
    code: 'doctor.plateau',
    severity: 'warning',
    needs: 'run',
    find: findPlateau,
    gradients: () => plateauGradients,
  },
  { code: 'doctor.nonFinite', severity: 'warning', needs: 'run', find: findNonFinite, gradients: nothing },
];

/** Says which examinations were left out. */
export const leftOutCode = 'doctor.leftOut';

/** What reading a file warns of and people may not want to hear: told by `parse`, turned off like the rest. */
const warningsOfReading = [
  'key.unknown',
  'loss.pairing',
  'targets.sum',
  'activation.constant',
  'activation.flat',
] as const;

/** The codes that can be turned off, in alphabetical order. */
export const offCodes: readonly string[] = [
  ...examinations.map(({ code }) => code),
  leftOutCode,
  ...warningsOfReading,
].sort();
