import type { Diagram, Label, Line } from './diagram';
import { FONT_SIZE, UNIT_RADIUS, type Point } from './diagramColumns';
import { escapedHtml } from './html';
import { runsWidth, symbolRuns } from './symbolRuns';

/** The picture as a file of its own: black on white, without script, style sheet or anything from elsewhere. */
export function diagramSvg(diagram: Diagram): string {
  const { width, height, title, description, lines, units, weights, biases, loss, words } = diagram;
  const [w, h] = [round(width), round(height)];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}" role="img" aria-labelledby="title description" font-family="'Latin Modern Math', 'STIX Two Math', 'Times New Roman', serif">`,
    `<title id="title">${escapedHtml(title)}</title>`,
    `<desc id="description">${escapedHtml(description)}</desc>`,
    `<rect width="${w}" height="${h}" fill="#fff"/>`,
    `<g fill="none" stroke="#222" stroke-linecap="butt">`,
    ...lines.map(lineSvg),
    '</g>',
    ...[...weights, ...biases].flatMap((label) => [background(label), labelSvg(label)]),
    ...units.flatMap(({ at, name, label }) => [
      `<g><title>${escapedHtml(name)}</title>`,
      `<circle cx="${round(at.x)}" cy="${round(at.y)}" r="${UNIT_RADIUS}" fill="#fff" stroke="#222" stroke-width="1.2"/>`,
      ...(label.at.x === at.x && label.at.y === at.y ? [] : [background(label)]),
      `${labelSvg(label)}</g>`,
    ]),
    boxSvg(loss),
    ...words.flatMap(({ at, text }) => wordSvg(at, text)),
    '</svg>',
    '',
  ].join('\n');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function lineSvg({ from, to, width, isNegative }: Line): string {
  const look =
    width === 0
      ? 'stroke="#999" stroke-width="0.8"'
      : `stroke-width="${width}"${isNegative ? ' stroke-dasharray="6 4"' : ''}`;
  return `<path d="M${round(from.x)} ${round(from.y)}L${round(to.x)} ${round(to.y)}" ${look}/>`;
}

/** White behind a name that stands on lines. */
function background({ at, latex, unicode, anchor }: Label): string {
  const width = FONT_SIZE * runsWidth(symbolRuns(latex, unicode)) + 4;
  const left = anchor === 'start' ? at.x - 2 : anchor === 'end' ? at.x - width + 2 : at.x - width / 2;
  return `<rect x="${round(left)}" y="${round(at.y - 8)}" width="${round(width)}" height="16" fill="#fff"/>`;
}

/** Where the baseline lies under the middle of a line of text, in em. */
const MIDDLE = 0.32;

function labelSvg({ at, latex, unicode, anchor }: Label): string {
  let baseline = 0;
  const spans = symbolRuns(latex, unicode).map(({ text, shift, size, isItalic, back }) => {
    const attributes = [
      ...(size === 1 ? [] : [`font-size="${round(FONT_SIZE * size)}"`]),
      ...(shift === baseline ? [] : [`dy="${round((shift - baseline) * FONT_SIZE)}"`]),
      ...(back === 0 ? [] : [`dx="${round(-back * FONT_SIZE)}"`]),
      ...(isItalic ? ['font-style="italic"'] : []),
    ];
    baseline = shift;
    return `<tspan${attributes.map((one) => ` ${one}`).join('')}>${escapedHtml(text)}</tspan>`;
  });
  const y = round(at.y + MIDDLE * FONT_SIZE);
  return `<text x="${round(at.x)}" y="${y}" font-size="${FONT_SIZE}" text-anchor="${anchor}">${spans.join('')}</text>`;
}

function boxSvg({ label, halfWidth }: Diagram['loss']): string {
  const { x, y } = label.at;
  const box = `<rect x="${round(x - halfWidth)}" y="${round(y - UNIT_RADIUS)}" width="${round(2 * halfWidth)}" height="${2 * UNIT_RADIUS}" rx="4" fill="#fff" stroke="#222" stroke-width="1.2"/>`;
  return `${box}\n${labelSvg(label)}`;
}

/** Words of the language, smaller than symbols. */
const WORD_SIZE = 12;

function wordSvg({ x, y }: Point, words: string): string[] {
  const width = 0.55 * WORD_SIZE * Array.from(words).length + 6;
  return [
    `<rect x="${round(x - width / 2)}" y="${round(y - 8)}" width="${round(width)}" height="16" fill="#fff"/>`,
    `<text x="${round(x)}" y="${round(y + 4)}" font-size="${WORD_SIZE}" fill="#444" text-anchor="middle" font-family="sans-serif">${escapedHtml(words)}</text>`,
  ];
}
