/*
 * Any of the workloads in plain C: loops over arrays, one sample after the other, as peers/javascript/plainLoop.ts.
 * The job is a file of numbers, see plainJob in job.ts.
 */

#include "contender.h"
#include <math.h>
#include <string.h>

enum { SIGMOID = 1, TANH, RELU, SOFTMAX };

/* Numbers that are updated alike: the weights of a layer, or its biases. */
typedef struct {
  long count;
  double *values, *start, *gradient, *mean, *square;
} Parameters;

typedef struct {
  long inputs, units;
  int activation;
  Parameters weights, biases; /* count 0: no biases */
  double *outputs, *deltas;
} Layer;

static Layer *layers;
static long layer_count, batch_size, samples, position, steps;
static int is_adam;
static double beta1, beta2, epsilon, learning_rate, seen_loss;
static double *inputs, *targets;

static double number(FILE *file) {
  double value;
  if (fscanf(file, "%lf", &value) != 1) {
    fprintf(stderr, "the job ends too early\n");
    exit(1);
  }
  return value;
}

static double *numbers(long count) {
  double *values = calloc(count > 0 ? (size_t)count : 1, sizeof *values);
  if (!values) {
    fprintf(stderr, "out of memory\n");
    exit(1);
  }
  return values;
}

static double *read_numbers(FILE *file, long count) {
  double *values = numbers(count);
  for (long n = 0; n < count; n++) values[n] = number(file);
  return values;
}

static Parameters read_parameters(FILE *file, long count) {
  Parameters all = {count, numbers(count), read_numbers(file, count), numbers(count), numbers(count), numbers(count)};
  return all;
}

static void read_job(const char *path) {
  FILE *file = fopen(path, "r");
  if (!file) {
    perror(path);
    exit(1);
  }
  layer_count = (long)number(file);
  layers = calloc((size_t)layer_count, sizeof *layers);
  double *units = read_numbers(file, layer_count + 1);
  double *activations = read_numbers(file, layer_count);
  is_adam = number(file) != 0;
  beta1 = number(file);
  beta2 = number(file);
  epsilon = number(file);
  learning_rate = number(file);
  batch_size = (long)number(file);
  samples = (long)number(file);
  for (long l = 0; l < layer_count; l++) {
    Layer *layer = &layers[l];
    layer->inputs = (long)units[l];
    layer->units = (long)units[l + 1];
    layer->activation = (int)activations[l];
    layer->weights = read_parameters(file, layer->inputs * layer->units);
    layer->biases = read_parameters(file, number(file) != 0 ? layer->units : 0);
    layer->outputs = numbers(layer->units);
    layer->deltas = numbers(layer->units);
  }
  inputs = read_numbers(file, samples * (long)units[0]);
  targets = read_numbers(file, samples * (long)units[layer_count]);
  free(units);
  free(activations);
  fclose(file);
}

static void reset_parameters(Parameters *all) {
  size_t size = (size_t)all->count * sizeof(double);
  memcpy(all->values, all->start, size);
  memset(all->gradient, 0, size);
  memset(all->mean, 0, size);
  memset(all->square, 0, size);
}

static void reset(void) {
  position = steps = 0;
  seen_loss = 0;
  for (long l = 0; l < layer_count; l++) {
    reset_parameters(&layers[l].weights);
    reset_parameters(&layers[l].biases);
  }
}

static void softmax(double *values, long count) {
  double largest = values[0], sum = 0;
  for (long j = 1; j < count; j++) largest = values[j] > largest ? values[j] : largest;
  for (long j = 0; j < count; j++) sum += values[j] = exp(values[j] - largest);
  for (long j = 0; j < count; j++) values[j] /= sum;
}

static void forward_layer(Layer *layer, const double *restrict previous) {
  long units = layer->units;
  double *restrict outputs = layer->outputs;
  const double *restrict weights = layer->weights.values;
  for (long j = 0; j < units; j++) outputs[j] = layer->biases.count ? layer->biases.values[j] : 0;
  for (long i = 0; i < layer->inputs; i++) {
    double h = previous[i];
    for (long j = 0; j < units; j++) outputs[j] += h * weights[i * units + j];
  }
  switch (layer->activation) {
  case SIGMOID:
    for (long j = 0; j < units; j++) outputs[j] = 1 / (1 + exp(-outputs[j]));
    break;
  case TANH:
    for (long j = 0; j < units; j++) outputs[j] = tanh(outputs[j]);
    break;
  case RELU:
    for (long j = 0; j < units; j++) outputs[j] = outputs[j] > 0 ? outputs[j] : 0;
    break;
  default:
    softmax(outputs, units);
  }
}

static double slope(int activation, double output) {
  if (activation == SIGMOID) return output * (1 - output);
  if (activation == TANH) return 1 - output * output;
  return output > 0;
}

static void forward(long sample) {
  const double *previous = inputs + sample * layers[0].inputs;
  for (long l = 0; l < layer_count; l++) {
    forward_layer(&layers[l], previous);
    previous = layers[l].outputs;
  }
}

static double sample_loss(long sample) {
  Layer *last = &layers[layer_count - 1];
  double sum = 0;
  for (long k = 0; k < last->units; k++) {
    double y = last->outputs[k], t = targets[sample * last->units + k];
    if (last->activation == SOFTMAX) sum -= t == 0 ? 0 : t * log(y);
    else sum += 0.5 * (y - t) * (y - t);
  }
  return sum;
}

static void backward(long sample) {
  Layer *last = &layers[layer_count - 1];
  for (long k = 0; k < last->units; k++) {
    double y = last->outputs[k], difference = y - targets[sample * last->units + k];
    last->deltas[k] = last->activation == SOFTMAX ? difference : difference * slope(last->activation, y);
  }
  for (long l = layer_count - 1; l > 0; l--) {
    Layer *layer = &layers[l], *before = &layers[l - 1];
    for (long i = 0; i < before->units; i++) {
      double sum = 0;
      for (long j = 0; j < layer->units; j++) sum += layer->weights.values[i * layer->units + j] * layer->deltas[j];
      before->deltas[i] = sum * slope(before->activation, before->outputs[i]);
    }
  }
  const double *previous = inputs + sample * layers[0].inputs;
  for (long l = 0; l < layer_count; l++) {
    Layer *layer = &layers[l];
    long units = layer->units;
    const double *restrict deltas = layer->deltas;
    double *restrict gradient = layer->weights.gradient;
    for (long i = 0; i < layer->inputs; i++) {
      double h = previous[i];
      for (long j = 0; j < units; j++) gradient[i * units + j] += h * deltas[j];
    }
    for (long j = 0; j < layer->biases.count; j++) layer->biases.gradient[j] += deltas[j];
    previous = layer->outputs;
  }
}

static void update(Parameters *all) {
  double *restrict values = all->values, *restrict gradient = all->gradient;
  if (!is_adam) {
    for (long p = 0; p < all->count; p++) {
      values[p] -= learning_rate * gradient[p] / (double)batch_size;
      gradient[p] = 0;
    }
    return;
  }
  double *restrict mean = all->mean, *restrict square = all->square;
  double mean_correction = 1 - pow(beta1, (double)steps), square_correction = 1 - pow(beta2, (double)steps);
  for (long p = 0; p < all->count; p++) {
    double g = gradient[p] / (double)batch_size;
    mean[p] = beta1 * mean[p] + (1 - beta1) * g;
    square[p] = beta2 * square[p] + (1 - beta2) * g * g;
    values[p] -= learning_rate * (mean[p] / mean_correction) / (sqrt(square[p] / square_correction) + epsilon);
    gradient[p] = 0;
  }
}

static void train(long updates) {
  for (long made = 0; made < updates; made++) {
    if (position == samples) position = 0, seen_loss = 0;
    for (long end = position + batch_size; position < end; position++) {
      forward(position);
      seen_loss += sample_loss(position);
      backward(position);
    }
    steps++;
    for (long l = 0; l < layer_count; l++) {
      update(&layers[l].weights);
      update(&layers[l].biases);
    }
  }
}

static double loss(void) {
  double sum = 0;
  for (long s = 0; s < samples; s++) {
    forward(s);
    sum += sample_loss(s);
  }
  return sum / (double)samples;
}

int main(int count, char **parameters) {
  if (count != 2) {
    fprintf(stderr, "usage: layers JOB\n");
    return 2;
  }
  read_job(parameters[1]);
  return converse(reset, train, loss);
}
