import { strict as assert } from 'node:assert';
import { prepareDataset } from '../../../src/core/engine/dataset';
import { initialParameters } from '../../../src/core/engine/initialise';
import { createModel } from '../../../src/core/engine/model';
import { parse } from '../../../src/core/network/parse';
import { createSymbols } from '../../../src/core/network/symbols';
import { checkFormulas, type CheckContext } from '../../../src/core/verify/check';
import { readCell, readDocument } from '../../../src/core/verify/readDocument';
import type { CheckedFormula, ReadDocument, Span } from '../../../src/core/verify/written';
import { corpusText, readCorpus, readVerdicts, wrongPartStart, type CorpusEntry } from './corpus';

const contexts = new Map<string, CheckContext>();

function contextOf(file: string): CheckContext {
  const known = contexts.get(file);
  if (known) return known;
  const { network } = parse(corpusText(file));
  assert.ok(network, file);
  const prepared = prepareDataset(network, null);
  assert.ok('dataset' in prepared, file);
  const context: CheckContext = {
    network,
    symbols: createSymbols(network),
    model: createModel(network),
    dataset: prepared.dataset,
    parameters: initialParameters(network),
  };
  contexts.set(file, context);
  return context;
}

function readEntry({ network, syntax, cell, text }: CorpusEntry): ReadDocument {
  const { network: of } = contextOf(network);
  return syntax === 'notebook' ? readCell(text, cell ?? 'markdown', of) : readDocument(text, syntax, of);
}

/** What the checker says of the entry's formula; undefined where it passed it over. */
function checkEntry(entry: CorpusEntry): CheckedFormula | undefined {
  const start = entry.text.indexOf(entry.formula);
  const end = start + entry.formula.length;
  const checked = checkFormulas(contextOf(entry.network), entry.text, readEntry(entry));
  const own = checked.filter(({ span }) => span.start < end && span.end > start);
  assert.ok(own.length <= 1, `${entry.id} is read as ${own.length} formulas`);
  return own[0];
}

const textOf = (text: string, span: Span | null): string | null => span && text.slice(span.start, span.end);

/** The whole text with the suggestion in its place. */
function repaired({ text }: CorpusEntry, { wrongPart, suggestion }: CheckedFormula): string | null {
  if (!wrongPart || suggestion === null) return null;
  return text.slice(0, wrongPart.start) + suggestion + text.slice(wrongPart.end);
}

describe('the checker on the corpus of 150 formulas', () => {
  const corpus = readCorpus();
  const results = corpus.map((entry) => ({ entry, checked: checkEntry(entry) }));
  const wrong = results.filter(({ entry }) => entry.verdict === 'wrong');

  for (const { entry, checked } of results) {
    it(`${entry.id}: ${entry.verdict}, ${entry.syntax}: ${entry.formula.slice(0, 60)}`, () => {
      assert.equal(checked?.verdict ?? 'unknown', entry.verdict, checked?.mistake?.message);
    });
  }

  it('names at least 95 % of the mistakes rightly', () => {
    assert.equal(wrong.length, 65);
    const misnamed = wrong.filter(({ entry, checked }) => checked?.mistake?.code !== entry.mistake);
    const list = misnamed.map(({ entry, checked }) => `${entry.id}: ${checked?.mistake?.code ?? 'none'}`);
    assert.ok(misnamed.length <= 0.05 * wrong.length, list.join(', '));
  });

  it('marks the smallest wrong part', () => {
    const elsewhere = wrong.filter(({ entry, checked }) => {
      const start = entry.text.indexOf(entry.formula) + wrongPartStart(entry);
      return checked?.wrongPart?.start !== start || textOf(entry.text, checked.wrongPart) !== entry.wrongPart;
    });
    const list = elsewhere.map(
      ({ entry, checked }) => `${entry.id}: ${textOf(entry.text, checked?.wrongPart ?? null) ?? 'none'}`,
    );
    assert.deepEqual(list, []);
  });

  it('suggests what mends it: the mended document is judged right', () => {
    for (const { entry, checked } of wrong) {
      // Where the order of a program's lines is wrong, no replacement mends it.
      if (entry.repaired === null) continue;
      assert.ok(checked);
      const text = repaired(entry, checked);
      assert.ok(text !== null, `${entry.id} has no suggestion`);
      const again = checkEntry({ ...entry, text, formula: changed(entry, checked) });
      assert.equal(again?.verdict, 'right', `${entry.id}: ${text}`);
    }
  });
});

/** The formula as the suggestion leaves it. */
function changed({ text, formula }: CorpusEntry, { wrongPart, suggestion }: CheckedFormula): string {
  const start = text.indexOf(formula);
  return (
    text.slice(start, wrongPart?.start) +
    (suggestion ?? '') +
    text.slice(wrongPart?.end, start + formula.length)
  );
}

for (const name of ['text-1', 'text-2'] as const) {
  describe(`the checker on the teaching text ${name}`, () => {
    const { network, formulas } = readVerdicts(name);
    const text = corpusText(`${name}.md`);
    const context = contextOf(network);
    const checked = checkFormulas(context, text, readDocument(text, 'markdown', context.network));
    const lineOf = (offset: number): number => text.slice(0, offset).split('\n').length;

    it('reads every gradient formula, and nothing else as one', () => {
      const expected = formulas.filter(({ optional }) => !optional);
      const found = checked.filter(({ span }) => {
        const line = lineOf(span.start);
        return !formulas.some((one) => one.optional && one.line === line);
      });
      assert.deepEqual(
        found.map(({ span }) => lineOf(span.start)),
        expected.map(({ line }) => line),
      );
    });

    for (const one of formulas) {
      it(`line ${one.line}: ${one.verdict}${one.mistake ? `, ${one.mistake}` : ''}`, () => {
        const result = checked.find(({ span }) => lineOf(span.start) === one.line);
        if (one.optional) {
          assert.ok(!result || result.verdict === 'right', result?.mistake?.message);
          return;
        }
        const shared = formulas.filter(({ line }) => line === one.line);
        const own = checked.filter(({ span }) => lineOf(span.start) === one.line)[shared.indexOf(one)];
        assert.ok(own, 'passed over');
        assert.equal(own.verdict, one.verdict, own.mistake?.message);
        assert.equal(own.mistake?.code ?? null, one.mistake);
        if (one.suggestion !== null) assert.equal(own.suggestion, one.suggestion);
        if (one.wrongPart !== null) assert.equal(textOf(text, own.wrongPart ?? null), one.wrongPart);
      });
    }
  });
}
