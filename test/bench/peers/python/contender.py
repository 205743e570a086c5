"""What every peer in Python shares: the job, and the conversation with the bench; see contender.ts."""

import json
import sys
import time


def absent(why):
    """Says that this peer cannot run here, and ends."""
    print(json.dumps({"absent": why}), flush=True)
    sys.exit(0)


def read_job():
    """The job as a dictionary, see Job in job.ts; lists of numbers are flat, row by row."""
    with open(sys.argv[1], encoding="utf-8") as file:
        return json.load(file)


def batches_of(job):
    """How many batches an epoch has; every workload fills its batches."""
    return job["samples"] // job["batchSize"]


def converse(version, reset, train, loss):
    """
    Answers until the input ends, with the processor's seconds.

    reset(): puts the starting weights and the optimizer's state back.
    train(updates): makes so many updates and returns when they are done.
    loss(): the mean loss of all samples.
    """
    print(json.dumps({"ready": version}), flush=True)
    for line in sys.stdin:
        updates = int(line)
        reset()
        start = time.process_time()
        train(updates)
        seconds = time.process_time() - start
        print(json.dumps({"loss": float(loss()), "seconds": seconds, "steps": updates}), flush=True)
