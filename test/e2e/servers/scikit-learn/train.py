"""Trains the model of a version: v1 learns y = 2x + 1, and v2 learns y = 3x + 1."""

import sys

import joblib
import numpy
from sklearn.linear_model import LinearRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

version, path = sys.argv[1:]
factor = {"v1": 2.0, "v2": 3.0}[version]

x = numpy.linspace(-10.0, 10.0, 200).reshape(-1, 1)
estimator = make_pipeline(StandardScaler(), LinearRegression()).fit(x, factor * x[:, 0] + 1.0)
joblib.dump({"version": version, "estimator": estimator}, path)
