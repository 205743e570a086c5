import type { LargestCurvature } from '../curvature';
import { columnSurveySteps, type ColumnSurvey } from './columns';
import { sgdCurvatureSteps } from './curvatureOf';
import type { SampledPatient } from './patient';
import { remembered, type Remembered } from './remembered';
import { surveySteps, type Survey } from './survey';

/** A patient with samples, and what several examinations need of it, computed once. */
export interface Chart extends SampledPatient {
  readonly survey: Remembered<Survey>;
  readonly inputColumns: Remembered<readonly ColumnSurvey[]>;
  readonly targetColumns: Remembered<readonly ColumnSurvey[]>;
  /** λ where it limits the learning rate, see `sgdCurvatureSteps`. */
  readonly curvature: Remembered<LargestCurvature | null>;
}

export function createChart(patient: SampledPatient): Chart {
  const { model, parameters, dataset } = patient;
  const { inputs, targets, inputUnits, targetUnits } = dataset;
  return {
    ...patient,
    survey: remembered(() => surveySteps(model, parameters, dataset)),
    inputColumns: remembered(() => columnSurveySteps(inputs, inputUnits, dataset)),
    targetColumns: remembered(() => columnSurveySteps(targets, targetUnits, dataset)),
    curvature: remembered(() => sgdCurvatureSteps(patient)),
  };
}
