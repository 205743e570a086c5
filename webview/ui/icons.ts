/** The panel's icons: 16 × 16, drawn in the text's colour, hidden from screen readers (their buttons have names). */
export type IconName =
  | 'play'
  | 'stop'
  | 'step'
  | 'reset'
  | 'copy'
  | 'check'
  | 'edit'
  | 'zoomIn'
  | 'zoomOut'
  | 'zoomWhole'
  | 'fit'
  | 'rename'
  | 'remove'
  | 'back'
  | 'forward'
  | 'historyBack'
  | 'historyForward'
  | 'pin'
  | 'close'
  | 'replay'
  | 'pause'
  | 'newest'
  | 'fork';

const PATHS: Readonly<Record<IconName, { readonly d: string; readonly isStroke: boolean }>> = {
  play: { d: 'M4.5 2.6 13 8l-8.5 5.4z', isStroke: false },
  stop: { d: 'M4 4h8v8H4z', isStroke: false },
  step: { d: 'M3.5 3 10 8l-6.5 5zM11 3h1.75v10H11z', isStroke: false },
  reset: { d: 'M3.6 6.2A4.8 4.8 0 1 1 3.2 8.6M3.4 2.6v3.8h3.8', isStroke: true },
  copy: { d: 'M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z', isStroke: true },
  zoomIn: {
    d: 'M2.5 6.8a4.3 4.3 0 1 0 8.6 0 4.3 4.3 0 1 0-8.6 0M10 10l3.8 3.8M6.8 4.8v4M4.8 6.8h4',
    isStroke: true,
  },
  zoomOut: { d: 'M2.5 6.8a4.3 4.3 0 1 0 8.6 0 4.3 4.3 0 1 0-8.6 0M10 10l3.8 3.8M4.8 6.8h4', isStroke: true },
  zoomWhole: { d: 'M2.5 3v10M13.5 3v10M4.5 8h7M6.5 6l-2 2 2 2M9.5 6l2 2-2 2', isStroke: true },
  rename: { d: 'M3 13l.8-3L10.5 3.3l2.2 2.2L6 12.2zM9.2 4.6l2.2 2.2', isStroke: true },
  remove: { d: 'M3 4.5h10M6 4.5V3h4v1.5M4.3 4.5l.6 9h6.2l.6-9', isStroke: true },
  back: { d: 'M10 3 5 8l5 5', isStroke: true },
  forward: { d: 'M6 3l5 5-5 5', isStroke: true },
  replay: { d: 'M2.2 8a5.8 5.8 0 1 0 1.9-4.3M2.4 2v3.2h3.2M6.6 5.6v4.8L10.4 8z', isStroke: true },
  pause: { d: 'M4.5 3h2.5v10H4.5zM9 3h2.5v10H9z', isStroke: false },
  newest: { d: 'M3 3l5 5-5 5M8 3l5 5-5 5M14 3v10', isStroke: true },
  fork: { d: 'M5 13.5v-11M5 9c0-3 6-1.500 6-5.500M3 4.500l2-2 2 2M9 5.500l2-2 2 2', isStroke: true },
  edit: { d: 'M3 13l.6-3L10.8 2.8l2.4 2.4L6 12.4zM9.4 4.2l2.4 2.4', isStroke: true },
  fit: { d: 'M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10', isStroke: true },
  historyBack: { d: 'M13 8H3.5M7.5 3.5 3 8l4.5 4.5', isStroke: true },
  historyForward: { d: 'M3 8h9.5M8.5 3.5 13 8l-4.5 4.5', isStroke: true },
  pin: { d: 'M5.5 2.5h5M6.2 2.5v5L4 9.5h8L9.8 7.5v-5M8 9.5v4', isStroke: true },
  close: { d: 'M4 4l8 8M12 4l-8 8', isStroke: true },
  check: { d: 'M3 8.5 6.5 12 13 4.5', isStroke: true },
};

const SVG = 'http://www.w3.org/2000/svg';

export function icon(name: IconName): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('width', '16');
  svg.setAttribute('height', '16');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  const { d, isStroke } = PATHS[name];
  path.setAttribute('d', d);
  path.setAttribute('fill', isStroke ? 'none' : 'currentColor');
  if (isStroke) {
    path.setAttribute('stroke', 'currentColor');
    path.setAttribute('stroke-width', '1.3');
  }
  svg.append(path);
  return svg;
}
