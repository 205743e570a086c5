import type { Diagram, Label, Line } from './diagram';
import { UNIT_RADIUS, type Point } from './diagramColumns';
import { escapedLatex } from './latex';

/** The picture as a `tikzpicture`, in the same places as the SVG; a pixel is three quarters of a point. */
export function diagramTikz({ lines, units, weights, biases, loss, words }: Diagram): string {
  return [
    '\\begin{tikzpicture}[x=0.75pt,y=-0.75pt,every node/.style={inner sep=1pt}]',
    ...lines.map(lineTikz),
    ...[...weights, ...biases].map((label) => node(label, 'fill=white')),
    ...units.flatMap(({ at, label }) => [
      `\\draw[fill=white] ${place(at)} circle[radius=${0.75 * UNIT_RADIUS}pt];`,
      node(label, label.at.x === at.x && label.at.y === at.y ? '' : 'fill=white'),
    ]),
    `\\draw[fill=white,rounded corners=3pt] ${corner(loss, -1)} rectangle ${corner(loss, 1)};`,
    node(loss.label, ''),
    ...words.map(
      ({ at, text }) =>
        `\\node[fill=white,font=\\sffamily\\scriptsize] at ${place(at)} {${escapedLatex(text)}};`,
    ),
    '\\end{tikzpicture}',
  ].join('\n');
}

function place({ x, y }: Point): string {
  return `(${Math.round(10 * x) / 10},${Math.round(10 * y) / 10})`;
}

function corner({ label: { at }, halfWidth }: Diagram['loss'], side: -1 | 1): string {
  return place({ x: at.x + side * halfWidth, y: at.y + side * UNIT_RADIUS });
}

function lineTikz({ from, to, width, isNegative }: Line): string {
  const look =
    width === 0
      ? 'gray,line width=0.6pt'
      : `line width=${Math.round(75 * width) / 100}pt${isNegative ? ',dash pattern=on 4pt off 3pt' : ''}`;
  return `\\draw[${look}] ${place(from)} -- ${place(to)};`;
}

const ANCHORS = { start: 'anchor=west', middle: '', end: 'anchor=east' } as const;

function node({ at, latex, unicode, anchor }: Label, look: string): string {
  const options = ['font=\\small', look, ANCHORS[anchor]].filter((one) => one !== '').join(',');
  // A name that was cut has no TeX of its own.
  const content = latex === '' ? escapedLatex(unicode) : `$${latex}$`;
  return `\\node[${options}] at ${place(at)} {${content}};`;
}
