import assert from 'node:assert/strict';
import { symbolRuns } from '../../webview/symbolRuns';

/** Runs as `text` with its baseline and `i` for italics: `w:0i 5:1`. */
function spell(latex: string): string | null {
  const runs = symbolRuns(latex);
  return runs?.map(({ text, shift, isItalic }) => `${text}:${shift}${isItalic ? 'i' : ''}`).join(' ') ?? null;
}

describe('symbols in the diagram', () => {
  it('are set on their baselines', () => {
    assert.equal(spell('w_5'), 'w:0i 5:1');
    assert.equal(spell('a_{h_1}'), 'a:0i h:1i 1:2');
    assert.equal(spell('w^{(2)}_{3,17}'), 'w:0i (2):-1 3,17:1');
    assert.equal(spell('E_{total}'), 'E:0i total:1i');
    assert.equal(spell('\\delta_k'), 'δ:0i k:1i');
    assert.equal(spell('\\hat y'), 'y\u0302:0i');
    assert.equal(spell('\\mathrm{net}_j'), 'net:0 j:1i');
    assert.equal(spell("x'"), 'x:0i ′:0');
  });

  it('read the Unicode spelling the same way', () => {
    assert.equal(spell('w₅'), spell('w_5'));
    assert.equal(spell('w₁₁'), 'w:0i 11:1');
    assert.equal(spell('h⁽²⁾'), null);
    assert.equal(spell('δ₁²'), 'δ:0i 1:1 2:-1');
  });

  it('give up on anything else, so that it is shown as plain text', () => {
    for (const latex of [
      '',
      '\\frac{1}{2}',
      '\\href{javascript:alert(1)}{x}',
      'a_',
      'a_{b',
      'a}b',
      '{',
      '\\',
      '\\hat',
      '<img>',
      'a$b',
      'a_b_c_d_e_f%',
      '_'.repeat(50) + 'a',
      '{'.repeat(150),
      'x'.repeat(300),
      '\\constructor',
      '\\__proto__',
    ]) {
      assert.equal(symbolRuns(latex), null, latex);
    }
  });
});
