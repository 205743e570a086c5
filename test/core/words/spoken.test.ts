import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { schemaEntries } from '../../../src/core/language/schemaEntries';
import { cursorAt } from '../../../src/core/language/cursor';
import { prepareDataset } from '../../../src/core/engine/dataset';
import { initialParameters } from '../../../src/core/engine/initialise';
import { createModel } from '../../../src/core/engine/model';
import { explain } from '../../../src/core/insight/explanation';
import { completed } from '../../../src/core/engine/completed';
import { evaluate } from '../../../src/core/engine/evaluate';
import { networkOutlook, outlookSteps, parameterOutlook } from '../../../src/core/insight/outlook';
import { pathLedger } from '../../../src/core/insight/pathLedger';
import { ledgerSentences } from '../../../src/core/insight/pathLedgerWords';
import { accountUpdate } from '../../../src/core/insight/nextUpdate/account';
import { freshState, nextUpdateSteps } from '../../../src/core/insight/nextUpdate/nextUpdate';
import { storySteps } from '../../../src/core/insight/story/story';
import { parameterIndex } from '../../../src/core/engine/layout';
import { createNames } from '../../../src/core/math/names';
import { defaultOptimizers } from '../engine/reference/networks';
import { findingsOf, patientOf, trainedPatientOf } from '../insight/patients';
import { createSymbols } from '../../../src/core/network/symbols';
import { parse } from '../../../src/core/network/parse';
import { networkJsonSchema } from '../../../src/core/network/jsonSchema';
import { setWords } from '../../../src/core/words/say';

type Bundle = Readonly<Record<string, string>>;

const english = JSON.parse(readFileSync('l10n/bundle.l10n.json', 'utf8')) as Bundle;
const german = JSON.parse(readFileSync('l10n/bundle.l10n.de.json', 'utf8')) as Bundle;

/** Every sentence in brackets of its own: what stands outside of all brackets was said without the language. */
const marked: Bundle = Object.fromEntries(Object.keys(english).map((key) => [key, `⟦${key}⟧`]));

/** What is left of a text when all that was said is taken out, from the inside outwards. */
function unsaid(text: string): string {
  let rest = text;
  for (let before = ''; before !== rest;) {
    before = rest;
    rest = rest.replace(/⟦[^⟦⟧]*⟧/g, '');
  }
  return rest;
}

/** Files with about every error that reading finds: each fixture of the parser that has one. */
const broken = [
  '',
  '{ "inputs": 2, "layers": [{ "units": 2, "weights": [[1], [2, 3]] }] }',
  '{ "inputs": 0, "layers": [], "loss": "squared", "training": { "learningrate": -1 } }',
  '{ "inputs": 2, "layers": [{ "units": 1, "activation": { "formula": "log(0) + b" } }], "loss": 3 }',
  '{ "inputs": 2, "layers": [{ "units": 2, "activation": "softmax" }, { "units": 1 }], "data": { "inputs": [[1]], "targets": [[2], [3]] } }',
  '{ "inputs": 2 "layers": [{ "units": NaN, "biases": [1, 2, "x"], }], } }',
  '{ "inputs": ["a", "a"], "layers": [{ "units": 1, "symbols": { "bias": "w_{ij" } }], "sweep": { "precision": ["float32"] } }',
  '{ "inputs": 2, "layers": [{ "units": 1, "activaton": "tanh", "x": 1 }] }',
  '{ "inputs": 2, "layers": [{ "units": 1 }], "data": { "file": "/etc/x.csv", "inputs": ["a"], "targets": ["b", "c"] } }',
];

/** Two inputs of which one is 0, the other in thousands; units that are alike; a target that never changes. */
const unwell = `{
  "inputs": 2,
  "layers": [
    { "name": "hidden", "units": 3, "activation": "relu", "weights": [[1, 1, -1], [1, 1, -1]], "biases": [0, 0, -9] },
    { "name": "out", "units": 2, "weights": [[1, 2], [1, 2], [1, 1]] }
  ],
  "data": { "inputs": [[0, 1000], [0, 1], [0, 2]], "targets": [[1, 5], [2, 5], [3, 5]] },
  "training": { "learningRate": 100, "epochs": 20 }
}`;

describe('sentences of the core in another language', () => {
  afterEach(() => {
    setWords(null);
  });

  it('are all said in it: what reading finds in broken files', () => {
    setWords(marked);
    const messages = broken.flatMap((text) =>
      parse(text).diagnostics.flatMap(({ message, related = [], fixes = [] }) => [
        message,
        ...related.map((one) => one.message),
        ...fixes.map((one) => one.title),
      ]),
    );
    assert.ok(messages.length > 25, String(messages.length));
    assert.deepEqual(
      messages.filter((message) => /\p{L}{2,}/u.test(unsaid(message))),
      [],
    );
  });

  it('are all said in it: the steps of every derivation of the worked example', () => {
    setWords(marked);
    const file = readFileSync('media/examples/network-b.backprop.json', 'utf8');
    const { network } = parse(file);
    assert.ok(network);
    const prepared = prepareDataset(network, null);
    assert.ok('dataset' in prepared);
    const context = {
      network,
      symbols: createSymbols(network),
      model: createModel(network),
      dataset: prepared.dataset,
      parameters: initialParameters(network),
    };
    let count = 0;
    for (const subject of [
      { kind: 'weight', layer: 0, i: 0, j: 0 },
      { kind: 'activation', layer: 0, j: 1 },
    ] as const) {
      const { steps, place, scope, update } = explain(context, subject, null);
      const said = [
        ...steps.flatMap(({ title, sentence }) => [title, sentence]),
        place,
        scope,
        update?.sentence ?? '',
      ];
      for (const text of said) assert.doesNotMatch(unsaid(text), /\p{L}{2,}/u, text);
      count += said.length;
    }
    assert.ok(count > 15);
  });

  it('are all said in it: the findings of the doctor, with what is related and what mends them', () => {
    setWords(marked);
    const findings = [...findingsOf(patientOf(unwell)), ...findingsOf(trainedPatientOf(unwell))];
    const codes = new Set(findings.map(({ code }) => code));
    assert.ok(codes.size >= 5, [...codes].join());
    for (const { message, related = [], fixes = [] } of findings) {
      const said = [message, ...related.map((one) => one.message), ...fixes.map((one) => one.title)];
      for (const text of said) assert.doesNotMatch(unsaid(text), /\p{L}{2,}/u, text);
    }
  });

  it('are all said in it: every way to the loss, the curvature and the next step', () => {
    setWords(marked);
    const { parsed, network, model, dataset, parameters } = patientOf(
      readFileSync('media/examples/circles.backprop.json', 'utf8'),
    );
    assert.ok(dataset);
    const symbols = createSymbols(network);
    const names = createNames(network, symbols);
    const { gradient } = evaluate(model, parameters, dataset, dataset.trainingIndices);
    const place = { network, model, dataset, parameters, gradient };
    const outlook = completed(outlookSteps(place));
    const subject = { kind: 'weight', layer: 0, i: 0, j: 0 } as const;
    const ledger = pathLedger({ ...place, symbols }, subject, null);
    const said = [
      ...networkOutlook(place, names, outlook),
      ...parameterOutlook(place, names, outlook, subject),
      ...ledgerSentences(network, names, ledger),
    ];
    assert.ok(parsed.network && said.length > 5);
    for (const text of said) assert.doesNotMatch(unsaid(text), /\p{L}{2,}/u, text);
  });

  it('are all said in it: the story of examples, by several losses', () => {
    setWords(marked);
    let count = 0;
    for (const example of ['network-b', 'circles', 'two-linear-layers', 'xor']) {
      const { network, model, dataset, parameters } = patientOf(
        readFileSync(`media/examples/${example}.backprop.json`, 'utf8'),
      );
      assert.ok(dataset);
      for (const type of ['halfSquaredError', 'meanSquaredError', 'meanAbsoluteError'] as const) {
        const told = { ...network, loss: { type } };
        const names = createNames(told);
        const place = { network: told, names, model, dataset, parameters, sample: 0, evaluation: null };
        const { chapters, objective, merged } = completed(storySteps(place));
        const said = [
          ...chapters.flatMap(({ title, paragraphs }) => [title, ...paragraphs]),
          ...objective,
          ...merged.map(({ sentence }) => sentence),
        ];
        for (const text of said) {
          assert.match(text, /⟦/, text);
          assert.doesNotMatch(unsaid(text), /\p{L}{3,}/u, text);
        }
        count += said.length;
      }
    }
    assert.ok(count > 100, String(count));
  });

  it('are all said in it: the account of the next update, by every optimizer', () => {
    setWords(marked);
    const { network, model, dataset, parameters } = patientOf(
      readFileSync('media/examples/circles.backprop.json', 'utf8'),
    );
    assert.ok(dataset);
    const subject = { kind: 'weight', layer: 0, i: 0, j: 0 } as const;
    for (const optimizer of defaultOptimizers) {
      for (const schedule of [null, { type: 'step', every: 2, factor: 0.5 } as const]) {
        const training = { ...network.training, optimizer, schedule, l2: 0.1 };
        const told = { ...network, training };
        const state = freshState(told, dataset, parameters);
        const index = parameterIndex(model.layout, subject);
        const steps = nextUpdateSteps(told, createModel(told), dataset, state, index);
        const { terms } = accountUpdate(told, createNames(told), subject, completed(steps));
        assert.ok(terms.length >= 5);
        for (const { title, sentence } of terms) {
          for (const text of [title, sentence]) {
            assert.match(text, /⟦/, text);
            assert.doesNotMatch(unsaid(text), /\p{L}{3,}/u, text);
          }
        }
      }
    }
  });

  it('are all said in it: what the format says of its keys, in completion and in the schema', () => {
    setWords(marked);
    const text = '{ "training": {  } }';
    const offset = text.indexOf('{  }') + 2;
    const { root } = parse(text);
    const entries = schemaEntries(root, cursorAt(text, root, offset));
    assert.ok(entries.length > 8);
    for (const { label, explanation } of entries) {
      assert.match(explanation, /^⟦/, label);
      assert.equal(unsaid(explanation).trim(), '', label);
    }
    const schema = JSON.stringify(networkJsonSchema());
    for (const [, key, value] of schema.matchAll(
      /"(markdownDescription|description|title)":"((?:[^"\\]|\\.)*)"/g,
    )) {
      // A name and formulas alone are the same in every language.
      assert.ok(value!.startsWith('⟦') || value!.startsWith('η ·'), `${key!}: ${value!}`);
    }
  });

  it('are German where that is set, as whole sentences with their values', () => {
    setWords(german);
    const messages = parse(broken[1]!).diagnostics.map(({ message }) => message);
    assert.deepEqual(messages, [
      'Zeile 1 der Gewichte von Schicht 1 enthält 1 Eintrag und muss 2 enthalten, einen je Einheit von Schicht 1.',
    ]);
    assert.deepEqual(
      parse('{ "inputs": 2, "layers": 3 }').diagnostics.map(({ message }) => message),
      ['"layers": Hier muss eine Liste von 1 bis 64 Schichten stehen, nicht 3.'],
    );
  });

  it('are looked up in the folder that VS Code reads', () => {
    const { l10n } = JSON.parse(readFileSync('package.json', 'utf8')) as { l10n: string };
    assert.ok(readdirSync(join(process.cwd(), l10n)).includes('bundle.l10n.de.json'));
  });
});
