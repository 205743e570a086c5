/** Marks of ends: no two of the first six have the same shape. */

const SHAPES = 6;

/** The outline of a mark as points around 0, 0 with the size 1; null: a circle. */
function outline(index: number): readonly (readonly [number, number])[] | null {
  switch (index % SHAPES) {
    case 1:
      return [
        [-0.9, -0.9],
        [0.9, -0.9],
        [0.9, 0.9],
        [-0.9, 0.9],
      ];
    case 2:
      return [
        [0, -1.1],
        [1.1, 0.9],
        [-1.1, 0.9],
      ];
    case 3:
      return [
        [0, -1.25],
        [1.25, 0],
        [0, 1.25],
        [-1.25, 0],
      ];
    case 4:
      return plus;
    case 5:
      return star;
    default:
      return null;
  }
}

const plus: readonly (readonly [number, number])[] = [
  [-0.4, -1.2],
  [0.4, -1.2],
  [0.4, -0.4],
  [1.2, -0.4],
  [1.2, 0.4],
  [0.4, 0.4],
  [0.4, 1.2],
  [-0.4, 1.2],
  [-0.4, 0.4],
  [-1.2, 0.4],
  [-1.2, -0.4],
  [-0.4, -0.4],
];

const star: readonly (readonly [number, number])[] = Array.from({ length: 10 }, (_, n) => {
  const radius = n % 2 === 0 ? 1.3 : 0.55;
  const angle = (n * Math.PI) / 5 - Math.PI / 2;
  return [radius * Math.cos(angle), radius * Math.sin(angle)] as const;
});

/** Draws the mark of an end, filled, with a rim that parts it from what is below. */
export function drawMark(
  context: CanvasRenderingContext2D,
  index: number,
  x: number,
  y: number,
  size: number,
  colour: string,
  rim: string,
): void {
  const points = outline(index);
  context.beginPath();
  if (points) {
    for (const [dx, dy] of points) context.lineTo(x + size * dx, y + size * dy);
    context.closePath();
  } else context.arc(x, y, size, 0, 2 * Math.PI);
  context.lineJoin = 'round';
  context.lineWidth = 3;
  context.strokeStyle = rim;
  context.stroke();
  context.fillStyle = colour;
  context.fill();
}
