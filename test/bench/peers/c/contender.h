/* What every contender in C shares: the conversation with the bench, see contender.ts. */

#ifndef CONTENDER_H
#define CONTENDER_H

#define _POSIX_C_SOURCE 199309L
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* Seconds of the processor that this program has had. */
static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/*
 * Answers until the input ends. `reset` puts the starting weights back, `train` makes updates, `loss` is the mean loss
 * of all samples.
 */
static int converse(void (*reset)(void), void (*train)(long), double (*loss)(void)) {
  printf("{\"ready\": \"gcc %d.%d\"}\n", __GNUC__, __GNUC_MINOR__);
  fflush(stdout);
  long updates;
  while (scanf("%ld", &updates) == 1) {
    reset();
    double start = now();
    train(updates);
    double seconds = now() - start;
    printf("{\"loss\": %.17g, \"seconds\": %.9f, \"steps\": %ld}\n", loss(), seconds, updates);
    fflush(stdout);
  }
  return 0;
}

#endif
