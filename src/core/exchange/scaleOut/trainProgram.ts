/**
 * What trains a project of `scaleOut.ts`: Python that is the same for every network. All that is special to one stands in
 * its model.py, settings.json and files of numbers, so that no name of a file comes near a statement.
 */
export const trainProgram = `"""Trains the network of model.py, alone or on many processes, with the same losses.

    python train.py
    torchrun --standalone --nproc_per_node=2 train.py
    ray job submit --working-dir . -- python train.py --ray 2

Every process takes its part of each batch; gradients are added up over all of them. The losses go to
run/metrics.jsonl, a line for each epoch, and the weights to run/weights.safetensors when it is over.
"""
import argparse
import json
import math
import os
import struct
from pathlib import Path

import numpy as np
import torch
import torch.distributed as dist
from torch.nn.parallel import DistributedDataParallel

from model import FROZEN, PENALISED, REDUCTION, Network, loss_sum

FOLDER = Path(__file__).resolve().parent


def read_tensors(path):
    """The doubles of a safetensors file by their names."""
    data = Path(path).read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8:8 + length])
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        assert entry["dtype"] == "F64", f"{name} is not in double precision"
        begin, end = entry["data_offsets"]
        values = np.frombuffer(data[8 + length + begin:8 + length + end], "<f8")
        tensors[name] = torch.from_numpy(values.reshape(entry["shape"]).copy())
    return tensors


def words_of(path):
    """What a safetensors file says beside its numbers: activations and loss, for who reads it."""
    data = Path(path).read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    return json.loads(data[8:8 + length])["__metadata__"]


def write_tensors(path, tensors, words):
    """Writes doubles as a safetensors file."""
    header, parts, end = {"__metadata__": words}, [], 0
    for name, tensor in tensors.items():
        part = tensor.detach().numpy().astype("<f8").tobytes()
        header[name] = {"dtype": "F64", "shape": list(tensor.shape), "data_offsets": [end, end + len(part)]}
        parts.append(part)
        end += len(part)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    Path(path).write_bytes(struct.pack("<Q", len(text)) + text + b"".join(parts))


def load_network(weights="weights.safetensors"):
    """The network with the weights of a file beside this program."""
    network = Network()
    network.load_state_dict(read_tensors(FOLDER / weights))
    return network


def load_data():
    """Inputs and targets, a row for each sample."""
    with np.load(FOLDER / "data.npz", allow_pickle=False) as data:
        return torch.from_numpy(data["X"]), torch.from_numpy(data["T"])


def load_settings():
    """The file's settings of training, and those that its sweep compares."""
    settings = json.loads((FOLDER / "settings.json").read_text(encoding="utf-8"))
    return settings["training"], settings["sweep"]


def penalty(network, settings):
    """The penalty on the weights, which is part of what is minimised."""
    total = 0.0
    for name, weight in network.named_parameters():
        if name not in PENALISED:
            continue
        if settings["l1"] > 0:
            total = total + settings["l1"] * weight.abs().sum()
        if settings["l2"] > 0:
            total = total + settings["l2"] / 2 * (weight * weight).sum()
    return total


def rate(settings, epoch):
    """The learning rate of an epoch, from 0."""
    eta, schedule = settings["learningRate"], settings["schedule"]
    if schedule is None:
        return eta
    if schedule["type"] == "step":
        return eta * schedule["factor"] ** (epoch // schedule["every"])
    if schedule["type"] == "exponential":
        return eta * schedule["factor"] ** epoch
    if epoch >= settings["epochs"]:
        return schedule["to"]
    return schedule["to"] + (eta - schedule["to"]) / 2 * (1 + math.cos(math.pi * epoch / settings["epochs"]))


def optimizer_of(settings, parameters):
    """The optimizer with its constants, which PyTorch calls otherwise."""
    constants = settings["optimizer"]
    kind, lr = constants["type"], rate(settings, 0)
    if kind == "sgd":
        return torch.optim.SGD(parameters, lr=lr)
    if kind in ("momentum", "nesterov"):
        ahead = kind == "nesterov" and constants["momentum"] > 0
        return torch.optim.SGD(parameters, lr=lr, momentum=constants["momentum"], nesterov=ahead)
    if kind == "adagrad":
        return torch.optim.Adagrad(parameters, lr=lr, eps=constants["epsilon"])
    if kind == "rmsprop":
        return torch.optim.RMSprop(parameters, lr=lr, alpha=constants["alpha"], eps=constants["epsilon"])
    betas, eps = (constants["beta1"], constants["beta2"]), constants["epsilon"]
    if kind == "adam":
        return torch.optim.Adam(parameters, lr=lr, betas=betas, eps=eps)
    return torch.optim.AdamW(parameters, lr=lr, betas=betas, eps=eps, weight_decay=constants["weightDecay"])


def train(settings, out, weights="weights.safetensors", report=None):
    """Trains from the file's weights; gives back the loss of every epoch. Called in every process alike.

    out: the folder for metrics.jsonl and weights.safetensors; report: told of each epoch and its loss.
    """
    rank, world = (dist.get_rank(), dist.get_world_size()) if dist.is_initialized() else (0, 1)
    X, T = load_data()
    network = load_network(weights)
    for name, parameter in network.named_parameters():
        parameter.requires_grad_(name not in FROZEN)
    trained = [parameter for parameter in network.parameters() if parameter.requires_grad]
    model = DistributedDataParallel(network) if world > 1 and trained else network
    optimizer = optimizer_of(settings, trained) if trained else None
    size = len(X) if settings["batchSize"] == "full" else min(settings["batchSize"], len(X))
    out = Path(out)
    if rank == 0:
        out.mkdir(parents=True, exist_ok=True)
        (out / "metrics.jsonl").write_text("", encoding="utf-8")
    losses = []
    for epoch in range(settings["epochs"]):
        total = 0.0
        for first in range(0, len(X), size):
            count = min(size, len(X) - first)
            begin, end = first + count * rank // world, first + count * (rank + 1) // world
            part = loss_sum(model(X[begin:end]), T[begin:end])
            share = 1 / count if REDUCTION == "mean" else 1.0
            value = part.detach().clone()
            if world > 1:
                dist.all_reduce(value)
            total += value.item() * (1 / len(X) if REDUCTION == "mean" else 1.0)
            if optimizer is None:
                continue
            for group in optimizer.param_groups:
                group["lr"] = rate(settings, epoch)
            optimizer.zero_grad()
            # DistributedDataParallel takes the mean over the processes; the batch needs their sum.
            (part * share * world + penalty(network, settings)).backward()
            optimizer.step()
        if not math.isfinite(total):
            if rank == 0:
                print(f"the loss of epoch {epoch} is not finite: a smaller learning rate may help")
            break
        losses.append(total)
        if rank == 0:
            with open(out / "metrics.jsonl", "a", encoding="utf-8") as file:
                file.write(json.dumps({"epoch": epoch, "loss": total, "processes": world}) + "\\n")
        if report is not None:
            report(epoch, total)
    if rank == 0:
        write_tensors(out / "weights.safetensors", network.state_dict(), words_of(FOLDER / weights))
        print("final loss", losses[-1] if losses else None)
    return losses


def run(config):
    """One process of a run: what Ray starts on its workers."""
    return train(config["settings"], config["out"])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--epochs", type=int, help="in place of the file's")
    parser.add_argument("--learning-rate", type=float, help="in place of the file's")
    parser.add_argument("--out", default=str(FOLDER / "run"), help="the folder for losses and weights")
    parser.add_argument("--ray", type=int, metavar="N", help="on N workers of a Ray cluster")
    given = parser.parse_args()
    settings, _ = load_settings()
    if given.epochs is not None:
        settings["epochs"] = given.epochs
    if given.learning_rate is not None:
        settings["learningRate"] = given.learning_rate
    config = {"settings": settings, "out": given.out}
    if given.ray:
        from ray.train import ScalingConfig
        from ray.train.torch import TorchTrainer

        TorchTrainer(run, train_loop_config=config, scaling_config=ScalingConfig(num_workers=given.ray)).fit()
        return
    if int(os.environ.get("WORLD_SIZE", "1")) > 1:
        dist.init_process_group("gloo")
    run(config)
    if dist.is_initialized():
        dist.destroy_process_group()


if __name__ == "__main__":
    main()
`;

/** Every setting of the file's sweep, by Ray Tune or one after the other. */
export const sweepProgram = `"""Trains with every setting of the file's "sweep" and tells the best.

    python sweep.py                 by Ray Tune
    python sweep.py --without-ray   one after the other, without Ray
"""
import argparse
import itertools
import json

from train import FOLDER, load_settings, train


def one(config, training, report=None, out=None):
    """One run: the swept settings stand in place of the file's; a swept seed has starting weights of its own."""
    seed = config.get("seed")
    weights = "weights.safetensors" if seed is None else f"weights-seed-{seed}.safetensors"
    return train({**training, **config}, out, weights, report)


def here(training, sweep):
    best = None
    for number, values in enumerate(itertools.product(*sweep.values()), start=1):
        config = dict(zip(sweep, values))
        losses = one(config, training, out=FOLDER / "sweep" / f"run-{number}")
        loss = losses[-1] if len(losses) == {**training, **config}["epochs"] and losses else float("inf")
        print(json.dumps(config), loss)
        if best is None or loss < best[0]:
            best = (loss, config)
    print("best", json.dumps(best[1]), best[0])


def by_ray(training, sweep):
    from ray import train as ray_train
    from ray import tune

    def trial(config):
        out = ray_train.get_context().get_trial_dir()
        one(config, training, lambda epoch, loss: ray_train.report({"epoch": epoch, "loss": loss}), out)

    space = {key: tune.grid_search(values) for key, values in sweep.items()}
    results = tune.Tuner(trial, param_space=space, tune_config=tune.TuneConfig(metric="loss", mode="min")).fit()
    best = results.get_best_result()
    print("best", json.dumps(best.config), best.metrics["loss"])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--without-ray", action="store_true", help="one run after the other, in this process")
    given = parser.parse_args()
    training, sweep = load_settings()
    if not sweep:
        print('The file has no "sweep": nothing is compared.')
        return
    (here if given.without_ray else by_ray)(training, sweep)


if __name__ == "__main__":
    main()
`;

/** The check by which the project proves itself. */
export const parityProgram = `"""Compares the first loss and gradients with what Backprop has computed, to 1e-10."""
import torch

from model import REDUCTION, loss_sum
from train import FOLDER, load_data, load_network, load_settings, penalty, read_tensors


def main():
    expected = read_tensors(FOLDER / "expected.safetensors")
    settings, _ = load_settings()
    network = load_network()
    X, T = load_data()
    loss = loss_sum(network(X), T) / (len(X) if REDUCTION == "mean" else 1)
    right = expected.pop("loss").item()
    assert abs(loss.item() - right) <= 1e-10 * (1 + abs(right)), f"the loss is {loss.item()}, not {right}"
    parameters = dict(network.named_parameters())
    assert sorted(parameters) == sorted(expected), "the parameters are others"
    slopes = torch.autograd.grad(loss + penalty(network, settings), list(parameters.values()), allow_unused=True)
    for name, slope in zip(parameters, slopes):
        value = expected[name]
        slope = torch.zeros_like(value) if slope is None else slope
        assert torch.all(torch.abs(slope - value) <= 1e-10 * (1 + torch.abs(value))), f"the gradient of {name} differs"
    print("gradients agree")


if __name__ == "__main__":
    main()
`;
