import { edgePoint, type Point } from './diagramLayout';

/**
 * Where the labels of edges stand: on their edge, as near its middle as they can without lying on the words of
 * a unit, on each other, or on another edge. Few edges carry labels, so trying every place is cheap, and the result depends on
 * nothing but the geometry.
 */

/** A rectangle about its centre. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface LabelledEdge {
  readonly from: Point;
  readonly to: Point;
  readonly labelWidth: number;
}

export const LABEL_HEIGHT = 15;
/** A level edge is not covered by its label: the label stands above. */
const ABOVE_LEVEL = 13;
const FIRST = 0.2;
const LAST = 0.8;
const STEP = 0.03;
/** Two labels on each other are worse than a label on the rim of other words. */
const LABEL_COST = 4;
/** Points of an edge that are looked at to see how far it runs under a label. */
const SAMPLES = 40;
/** What each point of a foreign edge under a label costs, in overlapping square pixels. */
const CROSSING_COST = 40;
/** A foreign edge is under a label where it runs through this share of its width, about the middle. */
const HEART = 0.6;

/** The area that two boxes share. */
export function overlap(a: Box, b: Box): number {
  const across = (a.width + b.width) / 2 - Math.abs(a.x - b.x);
  const down = (a.height + b.height) / 2 - Math.abs(a.y - b.y);
  return across > 0 && down > 0 ? across * down : 0;
}

function isLevel({ from, to }: LabelledEdge): boolean {
  return Math.abs(to.y - from.y) < 1;
}

function boxAt(edge: LabelledEdge, t: number): Box {
  const point = edgePoint(edge.from, edge.to, t);
  return {
    x: point.x,
    y: isLevel(edge) ? point.y - ABOVE_LEVEL : point.y,
    width: edge.labelWidth,
    height: LABEL_HEIGHT,
  };
}

function pointsOf({ from, to }: LabelledEdge): Point[] {
  return Array.from({ length: SAMPLES + 1 }, (_, index) => edgePoint(from, to, index / SAMPLES));
}

function isUnder(point: Point, box: Box): boolean {
  return Math.abs(point.x - box.x) < (HEART * box.width) / 2 && Math.abs(point.y - box.y) < box.height / 2;
}

/**
 * The centres of the edges' labels, in the edges' order.
 *
 * @param obstacles words of units.
 * @param others labels of other edges that may be seen together with these.
 */
export function placeLabels(
  edges: readonly LabelledEdge[],
  obstacles: readonly Box[],
  others: readonly Box[] = [],
): Point[] {
  const placed: Box[] = [...others];
  const points = new Array<Point>(edges.length);
  const courses = edges.map(pointsOf);
  const rise = ({ from, to }: LabelledEdge): number => Math.abs(to.y - from.y);
  const order = edges.map((edge, index) => ({ edge, index })).sort((a, b) => rise(a.edge) - rise(b.edge));
  for (const { edge, index } of order) {
    let best: Box | null = null;
    let least = Infinity;
    for (let t = FIRST; t <= LAST + 1e-9; t += STEP) {
      const box = boxAt(edge, t);
      const shared =
        obstacles.reduce((sum, other) => sum + overlap(box, other), 0) +
        LABEL_COST * placed.reduce((sum, other) => sum + overlap(box, other), 0);
      const crossed = courses.reduce(
        (sum, course, other) =>
          other === index ? sum : sum + course.filter((point) => isUnder(point, box)).length,
        0,
      );
      // A place without overlap beats any with; among equals the one nearest to the middle wins.
      const cost = shared + CROSSING_COST * crossed + Math.abs(t - 0.5);
      if (cost < least) {
        least = cost;
        best = box;
      }
    }
    if (!best) continue;
    placed.push(best);
    points[index] = { x: best.x, y: best.y };
  }
  return points;
}
