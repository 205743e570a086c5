import assert from 'node:assert/strict';
import { createRandom } from '../../../src/core/engine/random';
import { evaluate } from '../../../src/core/engine/evaluate';
import { createTrainer } from '../../../src/core/engine/training';
import { examinations, leftOutCode, offCodes } from '../../../src/core/insight/doctor/examinations';
import { deadUnitsOf } from '../../../src/core/insight/doctor/deadUnits';
import { examineSteps } from '../../../src/core/insight/doctor/examine';
import { surveySteps } from '../../../src/core/insight/doctor/survey';
import { completed } from '../../../src/core/engine/completed';
import { createNames } from '../../../src/core/math/names';
import { allowedPairs, elementwise, randomNetwork } from './randomNetworks';
import { parse } from '../../../src/core/network/parse';
import { edited } from '../../support/edited';
import { doctorFixtures } from '../../support/doctorFixtures';
import { codesOf, findingsOf, patientOf, trainedPatientOf } from './patients';

describe('the doctor', () => {
  for (const { code, faulty, cure, isOfRun, cures, evidence, place } of doctorFixtures) {
    const examine = (text: string) => findingsOf(isOfRun ? trainedPatientOf(text) : patientOf(text));

    describe(code, () => {
      it('is found in a file that has it, with its numbers, and nothing else is', () => {
        const found = examine(faulty);
        assert.deepEqual(
          found.map((one) => one.code),
          [code],
          found.map(({ message }) => message).join('\n'),
        );
        const { message, range, related = [] } = found[0]!;
        for (const number of evidence) assert.ok(message.includes(number), `${number} is not in: ${message}`);
        assert.doesNotMatch(message, /undefined|NaN|Infinity|\n/);
        assert.equal(faulty.slice(range.offset, range.offset + range.length), place);
        for (const one of related) {
          assert.ok(one.range.length > 0 && one.range.offset + one.range.length <= faulty.length);
        }
      });

      it('is not found in its healthy sibling', () => {
        assert.ok(faulty.includes(cure[0]));
        const healthy = examine(faulty.replace(...cure));
        assert.deepEqual(healthy, [], healthy.map(({ message }) => message).join('\n'));
      });

      it('has fixes that leave a network without errors, and those that cure it do', () => {
        const { fixes = [] } = examine(faulty)[0]!;
        for (const { title, edits } of fixes) {
          const text = edited(faulty, edits);
          const { diagnostics, network } = parse(text);
          assert.ok(network, `${title}: ${JSON.stringify(diagnostics)}`);
          assert.deepEqual(diagnostics, [], title);
        }
        for (const wanted of cures) {
          const fix = fixes.find(({ title }) => title.startsWith(wanted));
          assert.ok(fix, `${wanted}: ${fixes.map(({ title }) => title).join()}`);
          const codes = examine(edited(faulty, fix.edits)).map((one) => one.code);
          assert.ok(!codes.includes(code), codes.join());
        }
      });

      it('can be turned off', () => {
        const patient = isOfRun ? trainedPatientOf(faulty) : patientOf(faulty);
        assert.deepEqual(findingsOf(patient, [code]), []);
      });
    });
  }

  it('tells why a run met a number that is not finite, where it did', () => {
    const layers = (activation: string, weights: string) =>
      `"layers": [{ "name": "first", "units": 2, "activation": ${activation}, "weights": ${weights} }, { "units": 1, "weights": [[0.5], [0.25]] }]`;
    const training = '"training": { "optimizer": "adam", "epochs": 5 }';
    const cases: readonly (readonly [string, readonly RegExp[]])[] = [
      [
        `{ "inputs": ["x"], ${layers('"softplus"', '[[1e200, 0.1]]')}, "data": { "inputs": [[1e-200], [1e150]], "targets": [[0], [1]] }, ${training} }`,
        [
          /epoch 1, update 1: h₁ of layer "first" at sample 2: its pre-activation goes past the largest number, 1\.79769e308/,
          /x = 1e150 times w₁₁ = 1e200/,
        ],
      ],
      [
        `{ "inputs": 1, ${layers('{ "formula": "exp(a)" }', '[[0.1, 0.2]]')}, "data": { "inputs": [[1], [4000]], "targets": [[0], [1]] }, ${training} }`,
        [/h₂ of layer "first" at sample 2: exp\(a\) of the pre-activation 800 is ∞/],
      ],
      [
        `{ "inputs": 1, "layers": [{ "units": 1, "weights": [[1]] }], "data": { "inputs": [[1e200]], "targets": [[0]] }, ${training} }`,
        [/the loss of y₁ of layer "layer 1" at sample 1 overflows: the output is 1e200 and the target 0/],
      ],
    ];
    for (const [text, expected] of cases) {
      const found = findingsOf(trainedPatientOf(text)).find(({ code }) => code === 'doctor.nonFinite');
      assert.ok(found, text);
      for (const one of expected) assert.match(found.message, one);
    }
  });

  it('tells of targets in a data file that the last activation cannot give', () => {
    const text = `{ "inputs": 1, "layers": [{ "units": 1, "activation": "tanh", "weights": [[0.5]] }], "data": { "file": "d.csv", "inputs": ["a"], "targets": ["b"] } }`;
    const [found, ...more] = findingsOf(patientOf(text, 'a,b\n1,0.5\n-1,3\n'));
    assert.deepEqual([found?.code, more], ['targets.range', []]);
    assert.match(found!.message, /target 3: tanh gives values between −1 and 1/);
    assert.equal(text.slice(found!.range.offset, found!.range.offset + found!.range.length), '"b"');
    const cured = edited(text, found!.fixes![0]!.edits);
    assert.deepEqual(findingsOf(patientOf(cured, 'a,b\n1,0.5\n-1,3\n')), []);
    assert.deepEqual(findingsOf(patientOf(text, 'a,b\n1,0.5\n-1,1\n')), []);
  });

  it('standardizes the columns of a file', () => {
    const text = `{ "inputs": 2, "layers": [{ "units": 1 }], "data": { "file": "d.csv", "inputs": ["a", "c"], "targets": ["b"] }, "training": { "optimizer": "adam" } }`;
    const csv = 'a,b,c\n1,0.5,0.1\n-100,3,0.2\n2,2,-0.1\n';
    const [found, ...more] = findingsOf(patientOf(text, csv));
    assert.deepEqual([found?.code, more], ['doctor.unscaled', []]);
    const cured = edited(text, found!.fixes![0]!.edits);
    assert.match(cured, /"standardize": true/);
    assert.deepEqual(findingsOf(patientOf(cured, csv)), []);
  });

  it('tells a constant input from one that stands in for a bias', () => {
    const codes = (biases: string, inputs: string, targets: string) =>
      findingsOf(
        patientOf(
          `{ "inputs": 2, "layers": [{ "units": 1, "weights": [[0.2], [0.3]]${biases} }], "data": { "inputs": ${inputs}, "targets": ${targets} } }`,
        ),
      ).map(({ code, severity }) => `${code} ${severity}`);
    const two = '[[0.5], [0.2]]';
    assert.deepEqual(codes('', '[[0.1, 1], [0.3, 1]]', two), ['doctor.deadInput information']);
    assert.deepEqual(codes(', "biases": false', '[[0.1, 1], [0.3, 1]]', two), []);
    assert.deepEqual(codes(', "biases": false', '[[0.1, 0], [0.3, 0]]', two), ['doctor.deadInput warning']);
    assert.deepEqual(codes('', '[[0.1, 0]]', '[[0.5]]'), ['doctor.deadInput warning']);
    assert.deepEqual(codes('', '[[0.1, 1]]', '[[0.5]]'), []);
  });

  it('tells steps that are too long from steps that are too short where a run stands still', () => {
    // |y − t| has no floor to come to rest on: the run jumps to and fro by 0.1.
    const text =
      '{ "inputs": 1, "layers": [{ "units": 1, "weights": [[0.5]], "biases": false }], "loss": "meanAbsoluteError", "data": { "inputs": [[1]], "targets": [[0.33]] }, "training": { "learningRate": 0.1, "epochs": 40 } }';
    const [found, ...more] = findingsOf(trainedPatientOf(text));
    assert.deepEqual([found?.code, more], ['doctor.plateau', []]);
    assert.match(found!.message, /It went up in \d+ of them: the steps are too long/);
    assert.deepEqual(
      found!.fixes?.map(({ title }) => title),
      ['Use the learning rate 0.01'],
    );
    // At the floor of a valley nothing is to be said, however long it has stood there.
    const floor = text
      .replace('"meanAbsoluteError"', '"halfSquaredError"')
      .replace('"epochs": 40', '"epochs": 2000');
    assert.deepEqual(findingsOf(trainedPatientOf(floor)), []);
    // Nor of a run with a penalty, whose losses leave it out.
    assert.deepEqual(
      findingsOf(trainedPatientOf(text.replace('"epochs": 40', '"epochs": 40, "l2": 0.001'))),
      [],
    );
  });

  it('says what it left out of a network and samples that are too large', () => {
    const text = (samples: number) =>
      `{ "inputs": 2, "layers": [{ "units": 200, "activation": "tanh" }, { "units": 1, "activation": "sigmoid" }], "loss": "binaryCrossEntropy", "data": { "generator": "xor", "samples": ${samples} }, "training": { "learningRate": 0.01 } }`;
    const [hint, ...more] = findingsOf(patientOf(text(80_000)));
    assert.deepEqual([hint?.code, hint?.severity, more], [leftOutCode, 'hint', []]);
    assert.match(hint!.message, /doctor\.deadUnit, .*doctor\.learningRate\.$/);
    assert.deepEqual(findingsOf(patientOf(text(200))), []);
    assert.deepEqual(findingsOf(patientOf(text(80_000)), [leftOutCode]), []);
  });

  it('pauses at least once a sample', () => {
    const patient = patientOf(
      doctorFixtures[1]!.faulty
        .replace('[0.7, 0.2]]', `[0.7, 0.2]${', [0.1, 0.2]'.repeat(500)}]`)
        .replace('[0.7]]\n', `[0.7]${', [0.1]'.repeat(500)}]\n`),
    );
    assert.equal(patient.dataset?.sampleCount, 504);
    let pauses = 0;
    const steps = examineSteps(patient, new Set());
    while (!steps.next().done) pauses++;
    assert.ok(pauses > 504);
  });

  it('calls a unit dead only whose gradients are exactly 0', () => {
    let dead = 0;
    for (let seed = 1; seed <= 200; seed++) {
      const random = createRandom(seed);
      const relu = { type: 'relu' } as const;
      const { network, model, parameters, dataset } = randomNetwork(
        seed,
        2 + (seed % 3),
        () => relu,
        { type: 'linear' },
        { type: 'halfSquaredError' },
        1e-9,
      );
      // Biases far from 0 make some units dead and keep others alive.
      for (const { biasOffset, units } of model.layers.slice(0, -1)) {
        for (let j = 0; biasOffset !== null && j < units; j++) {
          if (random.uniform() < 0.3) parameters[biasOffset + j] = -3;
        }
      }
      const { layers } = completed(surveySteps(model, parameters, dataset));
      const { gradient } = evaluate({ ...model, l1: 0, l2: 0 }, parameters, dataset, dataset.trainingIndices);
      assert.equal(layers.length, network.layers.length);
      layers.forEach(({ steepest }, l) => {
        const { inputs, units, weightOffset, biasOffset } = model.layers[l]!;
        for (const j of deadUnitsOf(steepest)) {
          dead++;
          for (let i = 0; i < inputs; i++) assert.equal(Math.abs(gradient[weightOffset + i * units + j]!), 0);
          if (biasOffset !== null) assert.equal(Math.abs(gradient[biasOffset + j]!), 0);
        }
      });
    }
    assert.ok(dead > 100, `${dead} dead units`);
  });

  it('calls units twins only that stay equal, bit for bit, through 100 updates by any optimizer', () => {
    const optimizers = ['sgd', 'momentum', 'nesterov', 'adagrad', 'rmsprop', 'adam', 'adamw'];
    const random = createRandom(5);
    const number = () => Number((2 * random.uniform() - 1).toFixed(3));
    for (const [n, optimizer] of [...optimizers, ...optimizers].entries()) {
      const row = () => [number(), number(), number()];
      const twin = ([a, b]: number[]) => [a, b, a];
      const text = JSON.stringify({
        inputs: 2,
        layers: [
          {
            units: 3,
            activation: n % 2 ? 'tanh' : 'relu',
            weights: [twin(row()), twin(row())],
            biases: twin(row()),
          },
          {
            units: 2,
            activation: 'sigmoid',
            weights: (([a, b]) => [a, b, a])([
              [number(), number()],
              [number(), number()],
            ]),
          },
        ],
        data: {
          inputs: [row().slice(1), row().slice(1), row().slice(1)],
          targets: [
            [0.1, 0.9],
            [0.8, 0.3],
            [0.4, 0.6],
          ],
        },
        training: {
          optimizer,
          learningRate: 0.05,
          epochs: 100,
          batchSize: 1 + (n % 3),
          l1: 0.001,
          l2: 0.002,
        },
      });
      const patient = patientOf(text);
      const twins = findingsOf(patient).filter(({ code }) => code === 'doctor.twins');
      assert.equal(twins.length, 1, text);
      assert.match(twins[0]!.message, /^h₁ and h₃ /);
      const trainer = createTrainer(patient.network, patient.dataset!);
      while (trainer.advance(1) === 'running') {
        const [first, last] = patient.model.layers;
        const { parameters } = trainer;
        for (const p of [first!.weightOffset, first!.weightOffset + 3, first!.biasOffset!]) {
          assert.ok(Object.is(parameters[p]! + 0, parameters[p + 2]! + 0));
        }
        for (let k = 0; k < 2; k++) {
          assert.ok(
            Object.is(parameters[last!.weightOffset + k]! + 0, parameters[last!.weightOffset + 4 + k]! + 0),
          );
        }
      }
      assert.ok(trainer.step >= 100);
    }
  });

  it('calls units twins whose weights out differ only where they can never change', () => {
    const text = (frozen: string) =>
      `{ "inputs": 1, "layers": [{ "units": 2, "activation": "tanh", "weights": [[0.5, 0.5]], "frozen": ${frozen} }, { "units": 1, "weights": [[1], [2]] }] }`;
    assert.deepEqual(codesOf(patientOf(text('true'))), ['doctor.twins']);
    assert.deepEqual(codesOf(patientOf(text('"weights"'))), []);
    assert.deepEqual(codesOf(patientOf(text('false'))), []);
  });

  it('finds nothing impossible in random networks', () => {
    const impossible = [
      'doctor.twins',
      'doctor.deadInput',
      'doctor.unscaled',
      'doctor.plateau',
      'doctor.nonFinite',
    ];
    for (let seed = 1; seed <= 150; seed++) {
      const pair = allowedPairs[seed % allowedPairs.length]!;
      const { network, model, parameters, dataset } = randomNetwork(
        seed,
        1 + (seed % 4),
        (l) => elementwise[(seed + l) % elementwise.length]!,
        pair.last,
        pair.loss,
        1e-9,
      );
      const { parsed } = patientOf('{ "inputs": 1, "layers": [{ "units": 1 }] }');
      const patient = { parsed, network, names: createNames(network), model, dataset, parameters, run: null };
      for (const { code, message } of findingsOf(patient)) {
        assert.ok(!impossible.includes(code), `seed ${seed}: ${message}`);
        assert.doesNotMatch(message, /undefined|NaN|\n/);
      }
    }
  });

  it('calls a learning rate too large where the loss of a parabola grows for ever, and no other', () => {
    const random = createRandom(11);
    const number = () => Number((2 * random.uniform() - 1).toFixed(3));
    for (let n = 0; n < 30; n++) {
      const text = (rate: number) =>
        `{ "inputs": 2, "layers": [{ "units": 1, "weights": [[0.3], [0.2]] }], "data": ${data}, "training": { "learningRate": ${rate}, "epochs": 400 } }`;
      const data = JSON.stringify({
        inputs: Array.from({ length: 4 }, () => [number(), number()]),
        targets: Array.from({ length: 4 }, () => [number()]),
      });
      const [found] = findingsOf(patientOf(text(1000))).filter(({ code }) => code === 'doctor.learningRate');
      const limit = Number(/2\/λ = ([\d.]+)/.exec(found!.message)![1]);
      for (const [share, isTooLarge] of [
        [1.05, true],
        [0.95, false],
      ] as const) {
        const patient = patientOf(text(share * limit));
        assert.equal(codesOf(patient).includes('doctor.learningRate'), isTooLarge);
        const trainer = createTrainer(patient.network, patient.dataset!);
        trainer.advance(Infinity);
        const { history } = trainer.finish();
        assert.equal(history.loss.at(-1)! > history.loss[0]!, isTooLarge);
      }
    }
  });

  it('has a fixture for each of its findings', () => {
    const codes = doctorFixtures.map(({ code }) => code);
    // Targets of a file need a file, and what is left out a large network: both below.
    const others = ['targets.range'];
    assert.deepEqual([...codes, ...others].sort(), examinations.map(({ code }) => code).sort());
    assert.ok(offCodes.includes(leftOutCode));
    assert.equal(new Set(offCodes).size, offCodes.length);
  });
});
