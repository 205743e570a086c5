/** What leads out of Backprop and into it: loaded when the first of the two is asked for. */
export { exportNetwork } from './exportNetwork';
export { importNetwork } from './importNetwork';
