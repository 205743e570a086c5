/* The network of the first workload written out: the same equations as peers/javascript/straightLine.ts. */

#include "contender.h"
#include <math.h>

static double error;

static void reset(void) { error = 0; }

/* The loss after n updates is the one before update n + 1: one more is made. */
static void train(long updates) {
  const double rate = 0.5, i1 = 0.05, i2 = 0.1, t1 = 0.01, t2 = 0.99;
  double w1 = 0.15, w2 = 0.2, w3 = 0.25, w4 = 0.3, w5 = 0.4, w6 = 0.45, w7 = 0.5, w8 = 0.55;
  for (long step = 0; step <= updates; step++) {
    double h1 = 1 / (1 + exp(-(i1 * w1 + i2 * w2)));
    double h2 = 1 / (1 + exp(-(i1 * w3 + i2 * w4)));
    double o1 = 1 / (1 + exp(-(w5 * h1 + w6 * h2)));
    double o2 = 1 / (1 + exp(-(w7 * h1 + w8 * h2)));
    error = 0.5 * (t1 - o1) * (t1 - o1) + 0.5 * (t2 - o2) * (t2 - o2);
    double d1 = (o1 - t1) * o1 * (1 - o1);
    double d2 = (o2 - t2) * o2 * (1 - o2);
    double e1 = (d1 * w5 + d2 * w7) * h1 * (1 - h1);
    double e2 = (d1 * w6 + d2 * w8) * h2 * (1 - h2);
    w1 -= rate * e1 * i1;
    w2 -= rate * e1 * i2;
    w3 -= rate * e2 * i1;
    w4 -= rate * e2 * i2;
    w5 -= rate * d1 * h1;
    w6 -= rate * d1 * h2;
    w7 -= rate * d2 * h1;
    w8 -= rate * d2 * h2;
  }
}

static double loss(void) { return error; }

int main(void) { return converse(reset, train, loss); }
