import { strict as assert } from 'node:assert';
import { lensSymbol } from '../../../src/host/editor/lensSymbol';
import { labelText, visibleText } from '../../../src/host/editor/visibleText';

describe('lensSymbol', () => {
  const spelled: readonly (readonly [string, string])[] = [
    ['w_5', 'w_5'],
    ['E_{total}', 'E_total'],
    ['a_{h_1}', 'a_{h_1}'],
    ['w_{3,17}', 'w_{3,17}'],
    ['w_{12}', 'w_12'],
    ['w^{(2)}_{31}', 'w^(2)_31'],
    ['\\delta_1', 'δ_1'],
    ['\\hat{y}_1', 'ŷ_1'],
    ['\\mathrm{net}_{1}', 'net_1'],
    ['{w}_1', 'w_1'],
    ["x'", "x'"],
    ['sepal length (cm)', 'sepal length (cm)'],
    ['a\u202eb', 'a⟨U+202E⟩b'],
    ['](command:x)', '](command:x)'],
  ];
  for (const [symbol, text] of spelled) {
    it(`writes ${JSON.stringify(symbol)} as ${text}`, () => {
      assert.equal(lensSymbol(symbol), text);
    });
  }
});

describe('visibleText', () => {
  it('shows zero-width, bidirectional and control characters by their number', () => {
    assert.equal(visibleText('a\u200bb\u2066c\0\n'), 'a⟨U+200B⟩b⟨U+2066⟩c⟨U+0000⟩⟨U+000A⟩');
  });

  it('leaves letters of every script, accents and emoji alone', () => {
    assert.equal(visibleText('Gewicht ω вес 重み w̄ 🙂'), 'Gewicht ω вес 重み w̄ 🙂');
  });

  it('cuts long names', () => {
    assert.equal(Array.from(visibleText('w'.repeat(200))).length, 60);
  });

  it('keeps labels from showing icons that a name spells', () => {
    assert.equal(labelText('$(zap)'), '\\$(zap)');
  });
});
