import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { linesOf } from '../../src/core/exchange/lines';
import { parametersOf } from '../../src/core/math/gradientList';
import { createNames } from '../../src/core/math/names';
import { printView } from '../../src/core/math/printView';
import { viewGradient } from '../../src/core/math/view';
import { asLatex } from '../../src/core/network/spelling';
import { parse } from '../../src/core/network/parse';
import { longestTex, type FormulaPicture } from '../../src/protocol/typeset';
import { toSvg } from '../../src/typeset/svg';
import { forms, levels } from '../../src/host/writingWords';

/** The picture of a formula that must have one, with everything that no picture may have looked for. */
function picture(tex: string): FormulaPicture {
  const set = toSvg({ tex, display: true });
  if ('problem' in set) assert.fail(`${set.problem}\n${tex}`);
  assert.match(set.svg, /^<svg [^>]*viewBox="[-\d. ]+"[^>]*>[^]*<path [^]*<\/svg>$/, tex);
  assert.doesNotMatch(set.svg, /merror|data-mjx-error|<script|<image|<foreignObject|<a[ >]/, tex);
  for (const [, address] of set.svg.matchAll(/href="([^"]*)"/g)) assert.match(address!, /^#MJX-/, tex);
  assert.ok(set.width > 0 && set.height > 0, tex);
  return set;
}

/** What the picture shows as text, where the font has no drawing of it. */
const words = (svg: string): string =>
  [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text).join('');

describe('formulas as SVG', () => {
  it('sets every gradient of the examples in every level and form, short and in lines', () => {
    const folder = join('media', 'examples');
    const files = readdirSync(folder).filter((file) => file.endsWith('.backprop.json'));
    let [set, narrow] = [0, 0];
    for (const file of files) {
      const { network } = parse(readFileSync(join(folder, file), 'utf8'));
      assert.ok(network, file);
      const names = createNames(network);
      const subjects = [...parametersOf(network)];
      for (const subject of [subjects[0]!, subjects.at(-1)!]) {
        for (const level of levels) {
          for (const form of forms) {
            const view = viewGradient(network, subject, level, form);
            for (const { text } of printView(network, names, view, 'latex')) {
              const tex = linesOf(text, 30);
              if (tex.length > longestTex) continue;
              if (picture(tex).width < 45) narrow++;
              set++;
            }
          }
        }
      }
    }
    assert.ok(set > 300, String(set));
    assert.ok(narrow > 0.95 * set, `${narrow} of ${set} are narrow enough for a hover`);
  });

  it('has no colour of its own, and no size', () => {
    const { svg } = picture('\\frac{\\partial E}{\\partial w_5}');
    const [start] = /^<svg [^>]*>/.exec(svg)!;
    assert.doesNotMatch(start, / (width|height|style)=/);
    assert.doesNotMatch(svg, /#[0-9a-f]{3,6}\b(?=")|rgb\(|data-/);
    assert.ok(svg.includes('currentColor'));
  });

  it('shows names that are no mathematics as they are', () => {
    for (const name of [
      'Größe',
      'a_b & 50 % #1',
      'cost in $',
      '{a b}',
      'a\\b',
      '<b>|x|</b> ^~',
      '\\frac{1}{2}',
      '学',
    ]) {
      const { svg } = picture(`${asLatex(name)} = 1`);
      const shown = words(svg);
      assert.doesNotMatch(shown, /text|ascii/, name);
      for (const sign of ['ö', '学']) if (name.includes(sign)) assert.ok(shown.includes(sign), shown);
      // A sign with an escape has as many drawings as the sign alone.
      const drawn = (svg.match(/<use /g)?.length ?? 0) + Array.from(shown).length;
      assert.equal(drawn, Array.from(name.replaceAll(' ', '')).length + name.split(' ').length - 1 + 2, name);
    }
  });

  it('says why there is no picture of hostile source, and sets the next formula as ever', () => {
    const before = picture('\\frac{a}{b}').width;
    const hostile = [
      '\\href{javascript:alert(1)}{x}',
      '\\href{https://example.com}{x}',
      '\\require{html}',
      '\\def\\a{\\a\\a}\\a',
      '\\newcommand{\\a}{\\a\\a}\\a',
      '\\DeclareMathOperator{\\frac}{no}\\frac{a}{b}',
      '\\frac{a',
      '{'.repeat(10_000),
      '{'.repeat(longestTex),
      '{'.repeat(longestTex / 2) + '}'.repeat(longestTex / 2 + 1),
      '\\frac'.repeat(1_000),
      '\\rule{1000000em}{1em}',
      '\\unicode{x202e}',
      'x'.repeat(longestTex + 1),
    ];
    for (const tex of hostile) {
      const set = toSvg({ tex, display: true });
      assert.ok('problem' in set, `${tex.length} ${tex.slice(0, 80)}`);
      assert.ok(set.problem.length > 0 && set.problem.length < 1_000);
    }
    assert.equal(picture('\\frac{a}{b}').width, before);
  });

  it('takes no markup from text', () => {
    const { svg } = picture('x \\text{<script>alert(1)</script><image href="http://example.com"/>ж<b>}');
    assert.doesNotMatch(svg.replace(/ xmlns(:xlink)?="[^"]*"/g, ''), /<b>|http:/);
    assert.ok(svg.includes('ж'));
  });
});
