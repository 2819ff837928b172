"""Learns who leaves from rows of numbers, epoch by epoch, and goes on from its last checkpoint after an interruption.

Reads every CSV file of /inputs/data, whose last column is the class. Writes /outputs/model/model.joblib and
/outputs/model/metrics.json. Given the same rows it comes to the same model, however often it was interrupted.
"""

import argparse
import csv
import json
import os
import signal
import sys
import time
from pathlib import Path

import joblib
import numpy
from sklearn.linear_model import SGDClassifier
from sklearn.metrics import log_loss, roc_auc_score
from sklearn.preprocessing import StandardScaler

DATA, MODEL, CHECKPOINTS = Path("/inputs/data"), Path("/outputs/model"), Path("/checkpoints")


def read_rows():
    rows = []
    for file in sorted(DATA.rglob("*.csv")):
        with open(file, newline="") as lines:
            rows += [[float(value) for value in row] for row in csv.reader(lines) if row]
    if not rows:
        print(f"no rows in {DATA}", file=sys.stderr)
        sys.exit(65)
    table = numpy.array(rows)
    return table[:, :-1], table[:, -1].astype(int)


def write_whole(path, dump):
    """Under another name until it is whole: who reads it never sees a part."""
    part = path.with_name(path.name + ".tmp")
    dump(part)
    os.replace(part, path)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--pause", type=float, default=0, help="seconds to wait after each epoch")
    parser.add_argument("--holdout", type=float, default=0.25, help="share of the rows that the model is judged by")
    asked = parser.parse_args()

    stopping = []
    signal.signal(signal.SIGTERM, lambda *_: stopping.append(True))

    features, classes = read_rows()
    order = numpy.random.default_rng(0).permutation(len(classes))
    held = int(len(classes) * asked.holdout)
    train, test = order[held:], order[:held]
    scaler = StandardScaler().fit(features[train])
    scaled = scaler.transform(features)

    latest = CHECKPOINTS / "model.joblib"
    if latest.exists():
        begun, model = joblib.load(latest)
        print(f"goes on after epoch {begun}", flush=True)
    else:
        begun, model = 0, SGDClassifier(loss="log_loss", random_state=0)
        print("begins", flush=True)

    for epoch in range(begun + 1, asked.epochs + 1):
        shuffled = numpy.random.default_rng(epoch).permutation(train)
        model.partial_fit(scaled[shuffled], classes[shuffled], classes=numpy.unique(classes))
        if CHECKPOINTS.exists():
            write_whole(latest, lambda part: joblib.dump((epoch, model), part))
        print(f"epoch {epoch} of {asked.epochs}", flush=True)
        until = time.monotonic() + asked.pause
        while time.monotonic() < until and not stopping:
            time.sleep(0.1)
        if stopping and epoch < asked.epochs:
            print(f"told to stop after epoch {epoch}", flush=True)
            sys.exit(143)

    likely = model.predict_proba(scaled[test])[:, 1]
    metrics = {
        "auc": float(roc_auc_score(classes[test], likely)),
        "log_loss": float(log_loss(classes[test], likely)),
        "rows": len(classes),
        "epochs": asked.epochs,
    }
    MODEL.mkdir(parents=True, exist_ok=True)
    write_whole(MODEL / "model.joblib", lambda part: joblib.dump((scaler, model), part))
    write_whole(MODEL / "metrics.json", lambda part: part.write_text(json.dumps(metrics)))
    print(json.dumps(metrics), flush=True)


main()
