import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { explain } from '../../../src/core/insight/explanation';
import { completionsAt } from '../../../src/core/language/completion';
import { outlineOf, type OutlineEntry } from '../../../src/core/language/outline';
import { showHidden } from '../../../src/core/network/hidden';
import { parse } from '../../../src/core/network/parse';
import { formulaLines } from '../../../src/host/editor/formulaLines';
import { hoverCard, type CardBlock } from '../../../src/host/editor/hoverCard';
import { lensSymbol, symbolOf } from '../../../src/host/editor/lensSymbol';
import { lensText, type LensNames } from '../../../src/host/editor/lensText';
import { labelText } from '../../../src/host/editor/visibleText';
import { goodNetworkOf } from '../goodNetworkOf';

const naughty = JSON.parse(
  readFileSync(join('test', 'fixtures', 'naughty-strings', 'blns.json'), 'utf8'),
) as readonly string[];

/** What a block of a card shows; of a picture its words. */
function textOf(block: CardBlock): string {
  switch (block.kind) {
    case 'head':
      return block.strong + block.text;
    case 'formula':
      return showHidden(block.line.text);
    case 'levels':
      return '';
    default:
      return block.text;
  }
}

/** A network in which everything that can have a name has this one, as far as names may be equal. */
function textWith(name: string): string {
  return JSON.stringify({
    name,
    inputs: [name, 'zq_1'],
    layers: [
      {
        name,
        units: [`${name}2`],
        biases: [0.25],
        weights: [[0.5], [-0.5]],
        symbols: { weight: [[`${name}3`], [`${name}4`]], bias: [`${name}5`], preActivation: [`${name}6`] },
      },
    ],
    symbols: { loss: `${name}7` },
    data: { inputs: [[1, 2]], targets: [[0.5]] },
  });
}

/** One line, nothing in it that is not seen, and not without end. */
function assertShown(text: string, longest = 400): void {
  assert.doesNotMatch(text, /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u, JSON.stringify(text));
  assert.ok(Array.from(text).length <= longest, text);
}

function flat(entries: readonly OutlineEntry[]): readonly OutlineEntry[] {
  return entries.flatMap((entry) => [entry, ...flat(entry.children)]);
}

describe('the 515 naughty strings as names', () => {
  it('are there', () => {
    assert.equal(naughty.length, 515);
  });

  it('are valid names most of the time, and never break the reading', () => {
    const valid = naughty.filter((name) => parse(textWith(name)).network !== null);
    assert.ok(valid.length > 400, `${valid.length}`);
  });

  it('stand in the outline as text on one line, inside the file', () => {
    for (const name of naughty) {
      const text = textWith(name);
      for (const entry of flat(outlineOf(parse(text)))) {
        assertShown(entry.name);
        assertShown(entry.detail);
        assert.notEqual(entry.name, '', 'the editor refuses symbols without a name');
        const { focus, range } = entry;
        assert.ok(focus.offset >= range.offset, name);
        assert.ok(focus.offset + focus.length <= range.offset + range.length, name);
      }
    }
  });

  it('are completed as text, and what is inserted is that name in JSON', () => {
    let offered = 0;
    for (const name of naughty) {
      const text = textWith(name).replace('"zq_1"', '""');
      const at = text.indexOf('""') + 1;
      const entries = completionsAt(parse(text), at, { columns: [name], files: [{ name, isFolder: false }] });
      for (const { label, detail, explanation, insert, isSnippet } of entries) {
        assertShown(label);
        assertShown(detail);
        assert.equal(explanation, '');
        assert.equal(isSnippet, false);
        assert.doesNotThrow(() => void JSON.parse(insert.replace(/,$/, '')), insert);
      }
      offered += entries.length;
    }
    assert.ok(offered > naughty.length);
  });

  it('stand in lenses and hovers as text: no icon, nothing unseen', () => {
    for (const name of naughty) {
      const text = textWith(name);
      if (!parse(text).network) continue;
      const good = goodNetworkOf(text);
      const { network, symbols, model, parameters, dataset } = good;
      assert.ok(dataset);
      const { gradient } = good.evaluation()!;
      const names: LensNames = {
        parameter: (one) => lensSymbol(symbolOf(symbols, one)),
        loss: lensSymbol(symbols.loss),
      };
      const values = { parameters, gradient, moment: 'epoch 3' };
      const subject = { kind: 'weight', layer: 0, i: 0, j: 0 } as const;
      const lens = lensText(
        { kind: 'parameter', subject, index: 0 },
        network,
        model.layout,
        names,
        values,
        '',
      );
      assertShown(lens.title);
      assert.doesNotMatch(labelText(lens.title), /(?<!\\)\$\(/);
      const explanation = explain({ network, symbols, model, dataset, parameters }, subject, null);
      const blocks = hoverCard({
        network,
        symbols,
        subject,
        explanation,
        formulas: formulaLines(good, parameters, subject, null, {
          level: 'activations',
          form: 'terms',
          names: 'file',
        }),
        value: null,
        file: { value: 0.5, gradient: 1 },
        run: { value: 0.4, gradient: 2, moment: 'epoch 3' },
        comparison: null,
        remark: null,
      });
      for (const block of blocks) {
        const lines = textOf(block).split('\n');
        for (const line of lines) assertShown(line, 2000);
      }
    }
  });

  it('are quoted in problems as text on one line', () => {
    for (const name of naughty) {
      for (const text of [
        textWith(name),
        JSON.stringify({ inputs: [name, name], layers: [{ units: name, activation: name, [name]: 1 }] }),
        JSON.stringify({ inputs: 1, layers: [{ units: 1 }], data: { file: name }, loss: name }),
      ]) {
        for (const { message, related } of parse(text).diagnostics) {
          for (const said of [message, ...(related ?? []).map((one) => one.message)]) {
            assert.doesNotMatch(said, /[\r\n]/, JSON.stringify(said));
            assert.ok(said.length < 2000, said);
          }
        }
      }
    }
  });
}).timeout(60_000);
