import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { examinations, offCodes } from '../../src/core/insight/doctor/examinations';
import { explainedCodes, explanationOf } from '../../src/core/insight/doctor/explanations';
import { saturatedShare } from '../../src/core/insight/doctor/saturation';
import { examinationWork } from '../../src/core/insight/doctor/affordable';
import { layerFactor, wholeFactor } from '../../src/core/insight/doctor/deltaFactors';
import { possibleShare, shareOfFirst, stillShare } from '../../src/core/insight/doctor/plateau';
import { largestInputSize, largestSpreadRatio } from '../../src/core/insight/doctor/scale';
import { grouped } from '../../src/core/network/wording';

const page = readFileSync('docs/doctor.md', 'utf8');
const sections = new Map(
  page.split(/^(?=## )/m).map((section) => [/^## (.*)/.exec(section)?.[1] ?? '', section] as const),
);

interface Setting {
  readonly default: unknown;
  readonly items?: { readonly enum: readonly string[] };
}

interface Manifest {
  readonly contributes: {
    readonly configuration: { readonly properties: Readonly<Record<string, Setting>> };
  };
}

describe('docs/doctor.md', () => {
  it('has a section for each code that is explained, and no other', () => {
    assert.deepEqual([...sections.keys()].filter((title) => title !== '').sort(), explainedCodes);
    for (const { code } of examinations) assert.equal(explanationOf(code), code);
    assert.equal(explanationOf('biases.shape'), 'weights.shape');
    assert.equal(explanationOf('json.syntax'), null);
  });

  it('says the thresholds that the checks have', () => {
    const says = (code: string, ...words: readonly string[]) => {
      for (const word of words)
        assert.ok(sections.get(code)!.replace(/\s+/g, ' ').includes(word), `${code}: ${word}`);
    };
    says('doctor.saturated', `below ${saturatedShare * 100} %`);
    says('doctor.vanishing', `below ${layerFactor * 100} %`, `below ${wholeFactor * 100} %`);
    says(
      'doctor.exploding',
      `more than ${1 / layerFactor} times`,
      `more than ${grouped(1 / wholeFactor)} times`,
    );
    says(
      'doctor.plateau',
      `less than ${stillShare * 100} % better`,
      `at least ${possibleShare * 100} % better`,
      `at least ${shareOfFirst * 100} % of the run's first loss`,
    );
    says('doctor.unscaled', `more than ${largestSpreadRatio} times`, `is above ${largestInputSize}`);
    says('doctor.leftOut', `up to ${examinationWork / 1e6} million`);
  });

  it('leads to itself within itself, and is shipped', () => {
    const anchors = new Set([...sections.keys()].map((title) => title.replace('.', '').toLowerCase()));
    for (const [, anchor] of page.matchAll(/\]\(#([^)]*)\)/g)) assert.ok(anchors.has(anchor!), anchor);
    assert.ok(readFileSync('.vscodeignore', 'utf8').split('\n').includes('!docs/doctor.md'));
  });
});

describe('the setting backprop.doctor.off', () => {
  it('offers exactly the codes that can be turned off', () => {
    const { properties } = (JSON.parse(readFileSync('package.json', 'utf8')) as Manifest).contributes
      .configuration;
    assert.deepEqual(properties['backprop.doctor.off']!.items?.enum, offCodes);
    assert.deepEqual(properties['backprop.doctor.off']!.default, []);
    assert.equal(properties['backprop.doctor.enabled']!.default, true);
  });
});
