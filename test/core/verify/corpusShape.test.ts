import assert from 'node:assert/strict';
import type { MistakeCode } from '../../../src/core/verify/written';
import { corpusText, isProgram, readCorpus, readVerdicts, wrongPartStart } from './corpus';
import { evaluateNode, parseExpression } from './corpusArithmetic';
import {
  earlierErrors,
  networkOf,
  repairedError,
  scopeOf,
  spoken,
  spokenTwin,
  twinError,
  writtenError,
} from './corpusProof';

const planted: readonly MistakeCode[] = [
  'missingPath',
  'wrongIndex',
  'missingActivationDerivative',
  'sign',
  'factorTwo',
  'sumForMean',
  'updatedWeights',
  'wrongOutput',
];

/** Right sides agree this well, wrong ones are at least this far off: nothing lies between. */
const agreement = 1e-8;
const disagreement = 1e-3;

const corpus = readCorpus();
const judged = corpus.filter(({ verdict }) => verdict !== 'unknown');

describe('the corpus of written formulas', () => {
  it('holds 150 formulas, each mistake at least twice in each syntax', () => {
    assert.equal(corpus.length, 150);
    assert.equal(new Set(corpus.map(({ id }) => id)).size, 150);
    assert.equal(new Set(corpus.map(({ network, text }) => network + text)).size, 150);
    const count = (verdict: string) => corpus.filter((entry) => entry.verdict === verdict).length;
    assert.deepEqual([count('right'), count('wrong'), count('unknown')], [81, 65, 4]);
    for (const mistake of planted) {
      for (const syntax of ['markdown', 'latex', 'python', 'notebook']) {
        const found = corpus.filter((entry) => entry.mistake === mistake && entry.syntax === syntax);
        assert.ok(found.length >= 2, `${mistake} in ${syntax}: ${found.length}`);
      }
    }
  });

  it('names networks without a diagnostic, and uses all of them', () => {
    const files = new Set(corpus.map(({ network }) => network));
    for (const file of files) networkOf(file);
    assert.equal(files.size, 9);
  });

  for (const entry of corpus) {
    const { id, text, formula, verdict, mistake, wrongPart, repaired } = entry;

    it(`${id} is whole: ${verdict}${mistake === null ? '' : `, ${mistake}`}`, () => {
      assert.equal(text.split(formula).length, 2, 'the formula stands once in its text');
      assert.equal(entry.cell !== undefined, entry.syntax === 'notebook');
      assert.ok(entry.note.length > 0);
      if (verdict !== 'unknown') {
        assert.equal(entry.means !== undefined, isProgram(entry));
        assert.equal(entry.python !== undefined, !isProgram(entry));
      }
      assert.equal(mistake !== null, verdict === 'wrong');
      assert.equal(wrongPart !== null, verdict === 'wrong');
      if (wrongPart === null) {
        assert.equal(repaired, null);
        return;
      }
      assert.ok(planted.includes(mistake!));
      if (mistake === 'wrongIndex' || mistake === 'updatedWeights')
        assert.match(wrongPart, /^[^\s*()+-]*(?:\((?:\d)\)|\+)?[^\s*()+-]*$/);
      const start = wrongPartStart(entry);
      assert.ok(start > 0);
      assert.equal(entry.occurrence !== undefined, formula.split(wrongPart).length > 2);
      // The left side is never what is wrong.
      assert.ok(formula.slice(0, start).search(/=|\\leftarrow/) > 0);
      if (repaired === null) {
        assert.equal(mistake, 'updatedWeights');
        assert.ok(entry.repairedText !== undefined && entry.repairedText !== text);
        return;
      }
      assert.notEqual(repaired, formula);
      // Nothing but the wrong part differs.
      assert.ok(repaired.startsWith(formula.slice(0, start)));
      assert.ok(repaired.endsWith(formula.slice(start + wrongPart.length)));
    });
  }
});

describe('the verdicts of the corpus are facts', () => {
  for (const entry of judged) {
    const { id, formula, verdict, repaired } = entry;

    it(`${id} is ${verdict}: ${formula.replaceAll('\n', ' ')}`, () => {
      const error = writtenError(entry);
      if (verdict === 'right') assert.ok(error <= agreement, `${error}`);
      else {
        assert.ok(error >= disagreement, `${error}`);
        assert.ok(repairedError(entry) <= agreement, `repaired: ${repairedError(entry)}`);
      }
    });

    if (isProgram(entry)) {
      it(`${id} assigns nothing wrong before`, () => {
        for (const [name, error] of earlierErrors(entry)) assert.ok(error <= agreement, `${name}: ${error}`);
      });
      continue;
    }
    it(`${id}’s twin says what the formula says`, () => {
      assert.equal(spokenTwin(entry.python!), spoken(formula));
      if (repaired !== null) assert.equal(spokenTwin(entry.repairedPython!), spoken(repaired));
    });
  }
});

describe('the teaching texts', () => {
  for (const text of ['text-1', 'text-2'] as const) {
    const { network, formulas } = readVerdicts(text);
    const lines = corpusText(`${text}.md`).split('\n');

    it(`${text}: every verdict stands by its line, in the order of the text`, () => {
      networkOf(network);
      let last = 0;
      for (const { line, formula, wrongPart, suggestion, verdict, mistake } of formulas) {
        assert.equal(lines[line - 1]!.split(formula).length, 2, `line ${line}`);
        assert.ok(line > last, `line ${line}`);
        last = line;
        assert.equal(wrongPart !== null, mistake !== null);
        assert.equal(suggestion !== null, mistake !== null);
        if (verdict === 'wrong') assert.ok(mistake !== null && mistake !== 'misspeltName');
        if (wrongPart !== null) assert.equal(formula.split(wrongPart).length, 2);
      }
    });

    it(`${text}: no formula with ∂ and no gradient of the program is left out`, () => {
      const told = new Set(formulas.map(({ line }) => line));
      lines.forEach((line, index) => {
        if (/(?:∂|\\partial).*=|=.*(?:∂|\\partial)|\\leftarrow|\bd?w\d = (?!w1 \*)/.test(line)) {
          assert.ok(told.has(index + 1), `line ${index + 1}: ${line}`);
        }
      });
    });
  }

  for (const text of ['text-1', 'text-2'] as const) {
    const { network, formulas } = readVerdicts(text);
    for (const { line, formula, verdict, python, repairedPython, optional } of formulas) {
      it(`${text}, line ${line} is ${verdict}: ${formula}`, () => {
        if (python === undefined) {
          assert.ok(optional ?? formula === "\\sigma'(x) = \\sigma(x) \\cdot (1 - \\sigma(x))");
          return;
        }
        const error = twinError(network, python);
        assert.equal(repairedPython !== undefined, verdict === 'wrong');
        if (verdict === 'right') assert.ok(error <= agreement, `${error}`);
        else {
          assert.ok(error >= disagreement, `${error}`);
          assert.ok(twinError(network, repairedPython!) <= agreement);
        }
      });
    }
  }

  it('gives the numbers of the mathematics page for the second text’s slip', () => {
    const scope = scopeOf('networks/network-b.backprop.json');
    const value = (twin: string): number => evaluateNode(parseExpression(twin), scope)[0]!;
    assert.equal(value('D(E_total, a_h1)').toFixed(5), '0.01506');
    assert.equal(value('D(E1, a_h1) + D(E1, a_h2)').toFixed(5), '0.12100');
  });

  it('the second has three wrong lines and two misspelt names, the first none', () => {
    assert.ok(readVerdicts('text-1').formulas.every(({ mistake }) => mistake === null));
    const { formulas } = readVerdicts('text-2');
    const mistakes = formulas.flatMap(({ verdict, mistake }) => (mistake ? [`${verdict} ${mistake}`] : []));
    assert.deepEqual(mistakes, [
      'right misspeltName',
      'wrong wrongIndex',
      'wrong missingPath',
      'right misspeltName',
      'wrong wrongIndex',
    ]);
  });
});
