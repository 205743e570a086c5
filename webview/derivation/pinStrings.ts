import { translated } from '../words';

/** What is said about pinned derivations and the way back. */
export const pinStrings = translated({
  heading: 'Pinned',
  pin: 'Pin',
  pinTooltip: 'Pin: keep this derivation below while you look at others',
  unpin: 'Unpin',
  unpinTooltip: 'Unpin: no longer keep this derivation below',
  show: 'Show',
  showTooltip: 'Make it the selected quantity',
  back: 'Previous quantity',
  backTooltip: 'Previous quantity: back to what was selected before (Alt+Left)',
  forward: 'Next quantity',
  forwardTooltip: 'Next quantity: forward to what was selected after (Alt+Right)',
  waiting: 'The derivation is being computed…',
  none: 'There is no derivation without data.',
});
