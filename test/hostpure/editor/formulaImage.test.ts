import assert from 'node:assert/strict';
import { formulaImage, imageMarkdown, inkOf } from '../../../src/host/editor/formulaImage';
import { toSvg } from '../../../src/typeset/svg';

const decoded = (address: string): string => {
  const [, base64] = /^data:image\/svg\+xml;base64,([A-Za-z0-9+/]+=*)$/.exec(address) ?? [];
  assert.ok(base64, address);
  return Buffer.from(base64, 'base64').toString('utf8');
};

describe('the picture of a formula', () => {
  const picture = toSvg({ tex: 'w_5 = \\frac{1}{2} \\text{Größe 学}', display: true });
  assert.ok('svg' in picture);

  it('is an SVG in the theme’s colour and in the size of the text', () => {
    for (const kind of [1, 2, 3, 4]) {
      const svg = decoded(formulaImage(picture, inkOf(kind), 20));
      const [, width, height, colour] = /^<svg width="([\d.]+)" height="([\d.]+)" color="(#\w{6})" /.exec(
        svg,
      )!;
      assert.equal(Number(width), Number((picture.width * 24).toFixed(2)));
      assert.equal(Number(height), Number((picture.height * 24).toFixed(2)));
      assert.equal(colour, inkOf(kind));
      assert.match(svg, /viewBox="[-\d. ]+"/);
      assert.match(svg, /stroke="currentColor" fill="currentColor"/);
      assert.ok(svg.includes('&#24494;') || svg.includes('&#23398;'), 'text outside ASCII is kept');
    }
    assert.equal(new Set([1, 2, 3, 4].map(inkOf)).size, 4);
  });

  it('has words that no Markdown is in', () => {
    const markdown = imageMarkdown('a](command:x) ![y](z) <b> &lt; \\ `c` E_total² "', 'data:x');
    const [, alt] = /^!\[((?:[\p{L}\p{N} ]|&#\d+;)*)\]\(data:x\)$/u.exec(markdown) ?? [];
    assert.ok(alt, markdown);
    const read = alt.replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
    assert.equal(read, 'a](command:x) ![y](z) <b> &lt; \\ `c` E_total² "');
  });
});
