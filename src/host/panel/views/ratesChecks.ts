import type { Checks } from '../../../protocol/channel';
import type { RatesRequests } from '../../../protocol/views/rates';

/** A study has at most so many runs: more than anybody can tell apart. */
export const mostRates = 24;

type Checked<T> = { readonly value: T } | null;

function isRate(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function own(params: unknown, key: string): unknown {
  if (typeof params !== 'object' || params === null || Array.isArray(params)) return undefined;
  return Object.hasOwn(params, key) ? (params as Readonly<Record<string, unknown>>)[key] : undefined;
}

function nothing(params: unknown): Checked<null> {
  return params === null ? { value: null } : null;
}

function rates(params: unknown): Checked<{ readonly rates: readonly number[] }> {
  const given = own(params, 'rates');
  if (!Array.isArray(given) || given.length === 0 || given.length > mostRates) return null;
  const list: readonly unknown[] = given;
  return list.every(isRate) ? { value: { rates: [...list] } } : null;
}

function threshold(params: unknown): Checked<{ readonly threshold: number }> {
  const given = own(params, 'threshold');
  return typeof given === 'number' && Number.isFinite(given) ? { value: { threshold: given } } : null;
}

function rate(params: unknown): Checked<{ readonly rate: number }> {
  const given = own(params, 'rate');
  return isRate(given) ? { value: { rate: given } } : null;
}

/** The checks of what the view of learning rates asks. */
export const ratesChecks: Checks<{ readonly requests: RatesRequests; readonly events: object }> = {
  ratePlan: nothing,
  studyRates: rates,
  lastStudy: nothing,
  epochsToThreshold: threshold,
  adoptRate: rate,
};
