import type { Form, Level } from '../core/math/viewEquation';
import type { Naming } from '../core/network/naming';

/* Every way of writing a gradient, as settings and messages spell it. */

export const levels: readonly Level[] = ['delta', 'activations', 'inputs', 'numbers'];
export const forms: readonly Form[] = ['terms', 'summation', 'index', 'matrix'];
export const namings: readonly Naming[] = ['file', 'indices', 'numbered'];
