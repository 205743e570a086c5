import assert from 'node:assert/strict';
import { completed } from '../../../src/core/engine/completed';
import { prepareDataset, type Dataset } from '../../../src/core/engine/dataset';
import { initialParameters } from '../../../src/core/engine/initialise';
import { createModel } from '../../../src/core/engine/model';
import { createTrainer } from '../../../src/core/engine/training';
import { examineSteps } from '../../../src/core/insight/doctor/examine';
import type { Patient, RunRecord } from '../../../src/core/insight/doctor/patient';
import { createNames } from '../../../src/core/math/names';
import type { Diagnostic } from '../../../src/core/network/diagnostic';
import { parse } from '../../../src/core/network/parse';

/** Networks as the doctor sees them. */

/** A text as a patient; it must be free of errors. */
export function patientOf(text: string, csv: string | null = null): Patient {
  const parsed = parse(text);
  const { network } = parsed;
  assert.ok(network, JSON.stringify(parsed.diagnostics));
  let dataset: Dataset | null = null;
  if (network.data) {
    const prepared = prepareDataset(network, csv);
    assert.ok('dataset' in prepared, JSON.stringify(prepared));
    ({ dataset } = prepared);
  }
  return {
    parsed,
    network,
    names: createNames(network),
    model: createModel(network),
    dataset,
    parameters: initialParameters(network),
    run: null,
  };
}

/** The same with its whole run. */
export function trainedPatientOf(text: string): Patient {
  const patient = patientOf(text);
  assert.ok(patient.dataset);
  const trainer = createTrainer(patient.network, patient.dataset);
  while (trainer.advance(10_000) === 'running');
  const { history, parameters, divergence } = trainer.finish();
  const run: RunRecord = {
    losses: Float64Array.from(history.loss),
    every: history.every,
    parameters,
    divergence,
  };
  return { ...patient, run };
}

export function findingsOf(patient: Patient, off: readonly string[] = []): readonly Diagnostic[] {
  return completed(examineSteps(patient, new Set(off)));
}

export function codesOf(patient: Patient): readonly string[] {
  return findingsOf(patient).map(({ code }) => code);
}
