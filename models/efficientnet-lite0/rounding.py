"""Rounds the weights of a layer so that what it computes changes little.

Each weight becomes a multiple of its channel's step. What a rounding changes in the layer's output is passed on to the weights
that are still to be rounded, as far as their inputs go together with this one's (optimal brain quantisation, here as Babai's
nearest plane), and what then is left of the mean change is taken from the bias. The same arithmetic is done element by element,
in one order: every machine rounds alike.
"""

import numpy as np

MOST = 127
"""Of int8, on both sides of zero."""

DAMPING = 0.05
"""Of the mean variance is added to each variance: what goes together in few pictures should not count much."""

BIAS_PLACES = 8
"""Binary places of a bias. The rest of its bytes are zero, and zeros pack well."""

STEP_PLACES = 4
"""Of a step's first digits, for the same reason."""


def short(step):
    """The next number that is not less and has STEP_PLACES binary digits."""
    digits, power = np.frexp(step)
    return np.ldexp(np.ceil(digits * 2**STEP_PLACES) / 2**STEP_PLACES, power)


def steps(weight, step):
    """For each output channel: the layer's step, or the least one with which its weights fit into int8."""
    largest = np.abs(weight.reshape(len(weight), -1)).max(1)
    return np.maximum(step, short(largest / MOST))


def triangle(covariance):
    """The upper triangular R of `[group, input, input]` with RᵀR = covariance."""
    left, found = covariance.copy(), np.zeros_like(covariance)
    for place in range(left.shape[1]):
        row = left[:, place, place:] / np.sqrt(left[:, place, place])[:, None]
        found[:, place, place:] = row
        left[:, place + 1 :, place + 1 :] -= row[:, 1:, None] * row[:, None, 1:]
    return found


def nearest(weight, step, covariance, most):
    """Whole numbers for `[group, row, input]`; `step` is `[group, row]`."""
    count = weight.shape[2]
    variances = np.einsum("gii->gi", covariance)
    order = np.argsort(variances[0], kind="stable") if len(variances) == 1 else np.arange(count)
    damped = covariance + DAMPING * variances.mean(1)[:, None, None] * np.eye(count) + np.finfo(np.float32).tiny * np.eye(count)
    upper = triangle(damped[:, order][:, :, order])
    wanted, values = weight[:, :, order].transpose(2, 0, 1).copy(), np.zeros((count, *step.shape))
    for place in reversed(range(count)):
        values[place] = np.rint(wanted[place] / step).clip(-most, most)
        error = weight[:, :, order[place]] - values[place] * step
        passed = upper[:, :place, place] / upper[:, np.arange(place), np.arange(place)]
        wanted[:place] += passed.T[:, :, None] * error
    return values.transpose(1, 2, 0)[:, :, np.argsort(order)]


def rounded(weight, bias, step, moments, most=MOST):
    """Whole numbers of the weight's shape, the bias, for the step of each output channel."""
    mean, covariance = moments
    grouped = weight.reshape(len(mean), -1, mean.shape[1])
    step = step.reshape(grouped.shape[:2])
    values = nearest(grouped, step, covariance, most)
    change = ((grouped - values * step[:, :, None]) * mean[:, None, :]).sum(2).reshape(-1)
    bias = np.rint((bias + change) * 2**BIAS_PLACES) / 2**BIAS_PLACES
    return values.reshape(weight.shape), bias
