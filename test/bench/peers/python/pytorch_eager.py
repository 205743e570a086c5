"""Training in PyTorch as its tutorials do: modules, a loss, an optimizer, one call after the other; float64, one thread."""

from contender import absent, batches_of, converse, read_job

try:
    import torch
except ImportError:
    absent("python3 has no PyTorch")

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)
job = read_job()
units = job["units"]
size = job["batchSize"]
count = batches_of(job)
is_cross_entropy = job["loss"] == "categoricalCrossEntropy"
inputs = torch.tensor(job["inputs"], dtype=torch.float64).reshape(-1, units[0])
targets = torch.tensor(job["targets"], dtype=torch.float64).reshape(-1, units[-1])
if is_cross_entropy:
    targets = targets.argmax(dim=1)
batches = list(zip(inputs.split(size), targets.split(size)))
model = None
optimizer = None


def reset():
    global model, optimizer
    modules = []
    for l, weights in enumerate(job["weights"]):
        linear = torch.nn.Linear(units[l], units[l + 1], bias=job["biases"][l] is not None)
        with torch.no_grad():
            linear.weight.copy_(torch.tensor(weights).reshape(units[l], units[l + 1]).T)
            if linear.bias is not None:
                linear.bias.copy_(torch.tensor(job["biases"][l]))
        modules.append(linear)
        activation = job["activations"][l]
        if activation != "softmax":  # which is in the loss
            modules.append({"sigmoid": torch.nn.Sigmoid, "tanh": torch.nn.Tanh, "relu": torch.nn.ReLU}[activation]())
    model = torch.nn.Sequential(*modules)
    rate = job["learningRates"][0]
    if job["optimizer"]["type"] == "adam":
        betas = (job["optimizer"]["beta1"], job["optimizer"]["beta2"])
        optimizer = torch.optim.Adam(model.parameters(), lr=rate, betas=betas, eps=job["optimizer"]["epsilon"])
    else:
        optimizer = torch.optim.SGD(model.parameters(), lr=rate)


def mean_loss(x, t):
    y = model(x)
    if is_cross_entropy:
        return torch.nn.functional.cross_entropy(y, t)
    return 0.5 * torch.nn.functional.mse_loss(y, t, reduction="sum") / len(x)


def train(updates):
    for made in range(updates):
        x, t = batches[made % count]
        optimizer.zero_grad()
        mean_loss(x, t).backward()
        optimizer.step()


def loss():
    with torch.no_grad():
        return mean_loss(inputs, targets).item()


converse(f"PyTorch {torch.__version__}", reset, train, loss)
