import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { findingsOf, patientOf, trainedPatientOf } from './patients';

/** The examples that show a fault, with the finding that each of them is made for. */
const faults: Readonly<Record<string, readonly string[]>> = {
  overshoot: ['doctor.learningRate'],
};

describe('the doctor on the examples', () => {
  const folder = 'media/examples';
  const names = readdirSync(folder).flatMap((name) => /^(.+)\.backprop\.json$/.exec(name)?.[1] ?? []);
  assert.ok(names.includes('overshoot') && names.length >= 9);

  for (const name of names) {
    it(`finds in ${name} the fault that it shows, and nothing else`, () => {
      const text = readFileSync(`${folder}/${name}.backprop.json`, 'utf8');
      const csv = `${folder}/${name}.csv`;
      const found = findingsOf(patientOf(text, existsSync(csv) ? readFileSync(csv, 'utf8') : null));
      assert.deepEqual(
        found.map(({ code }) => code),
        faults[name] ?? [],
        found.map(({ message }) => message).join('\n'),
      );
    });
  }

  it('finds nothing in the runs of those that learn', () => {
    for (const name of ['xor', 'network-a', 'network-b', 'classic-2-2-2', 'circles']) {
      const text = readFileSync(`${folder}/${name}.backprop.json`, 'utf8');
      assert.deepEqual(findingsOf(trainedPatientOf(text)), [], name);
    }
  });
});
