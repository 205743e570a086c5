import * as vscode from 'vscode';
import { parameterIndex } from '../../../core/engine/layout';
import { createNames } from '../../../core/math/names';
import type { Subject } from '../../../core/network/subject';
import { RequestError, type Handlers } from '../../../protocol/channel';
import type { DerivationView } from '../../../protocol/panel';
import type { PinRequests, PinView } from '../../../protocol/views/pins';
import { isPinnable } from '../../pins';
import { gradientNames } from '../../gradientNames';
import { derivationView } from '../derivationView';
import { hasSubject } from '../knownSubject';
import type { ViewSource } from './viewSource';

/** The answers to the pinned derivations, and to the way back. */
export function pinHandlers(
  source: ViewSource,
): Handlers<{ readonly requests: PinRequests; readonly events: object }> {
  const { pins, history } = source.services;
  return {
    pin: ({ subject, isPinned }) => {
      const good = source.good();
      if (!isPinnable(subject) || !hasSubject(good.network, subject)) throw unknown();
      const uri = source.uri();
      if (!isPinned) pins.remove(uri, subject);
      else if (!pins.add(uri, subject, gradientNames(good, subject).gradientText)) {
        const message = vscode.l10n.t('As many gradients are pinned as can be. Unpin some first.');
        throw new RequestError({ code: 'unavailable', message });
      }
      return null;
    },
    go: ({ by }) => {
      history.go(source.uri(), by);
      return null;
    },
  };
}

function unknown(): RequestError {
  return new RequestError({
    code: 'invalidParams',
    message: vscode.l10n.t('the network shown has no such quantity'),
  });
}

/** The derivation of any quantity of the network at the numbers and the sample that are shown. */
export function derivationOf(source: ViewSource, subject: Subject): DerivationView | null {
  const good = source.good();
  if (!hasSubject(good.network, subject)) throw unknown();
  const sample = source.sample();
  const isFirst = sample === (good.dataset?.trainingIndices[0] ?? 0);
  const { current } = source.services.writing;
  return derivationView(good, source.shown(), subject, isFirst ? null : sample, current);
}

/** The pins of the file shown at the numbers shown; those that its network no longer has are left out. */
export function pinViews(source: ViewSource): readonly PinView[] {
  const good = source.good();
  const { network, symbols, model } = good;
  const names = createNames(network, symbols);
  const state = source.shown();
  return source.services.pins.of(source.uri()).flatMap(({ subject }): PinView[] => {
    if (!hasSubject(network, subject)) return [];
    const words = {
      symbol: names.latex(subject),
      text: names.unicode(subject),
      ...gradientNames(good, subject),
    };
    if (subject.kind === 'weight' || subject.kind === 'bias') {
      const index = parameterIndex(model.layout, subject);
      const gradient = state.evaluation?.gradient[index] ?? Number.NaN;
      return [{ subject, ...words, value: state.parameters[index]!, gradient }];
    }
    const derivation = derivationView(good, state, subject, null, source.services.writing.current);
    const { value = Number.NaN, gradient = Number.NaN } = derivation ?? {};
    return [{ subject, ...words, value, gradient }];
  });
}
