"""cityscapesscripts' evaluation of made-up predictions, which ours must equal to the last digit.

    python cityscapes_miou.py             prints its figures
    python cityscapes_miou.py --record    writes figures/cityscapes-miou.json

Truths and predictions follow from the numbers of a case by integer arithmetic (`pixels`), so that the
test makes the same ones. They are written as PNGs of label ids, and `evaluateImgLists` reads them.
Scores by instance are left out: they need instances.
"""

import argparse
import json
import math
import tempfile
from importlib.metadata import version
from pathlib import Path

import numpy
from cityscapesscripts.evaluation import evalPixelLevelSemanticLabeling as evaluation
from cityscapesscripts.helpers.labels import id2label, labels
from PIL import Image

FIGURES = Path(__file__).parent / "figures" / "cityscapes-miou.json"
WIDTH, HEIGHT = 64, 32
ALL = [label.id for label in labels if label.id >= 0]
EVALUATED = [id for id in ALL if not id2label[id].ignoreInEval]
# `agree`, of 256, is how often a prediction is the truth; elsewhere it is one of `predicted`.
# On pixels whose truth is not evaluated it is `onIgnored`, where that is given.
CASES = [
    {"name": "every label id", "truth": ALL, "predicted": EVALUATED, "agree": 160},
    {"name": "classes in no pixel", "truth": [0, 7, 8, 11, 23, 26], "predicted": [7, 8, 11, 23, 26], "agree": 200},
    {"name": "classes that are predicted only", "truth": [3, 7, 26], "predicted": [7, 26, 27, 33], "agree": 90},
    {"name": "classes that are never predicted", "truth": EVALUATED, "predicted": [7, 21, 26], "agree": 128},
    {
        "name": "a class on ignored pixels only",
        "truth": [1, 7, 11, 29],
        "predicted": [7, 11],
        "agree": 100,
        "onIgnored": 31,
    },
]
IMAGES = 3


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--record", action="store_true")
    arguments = parser.parse_args()
    figures = {
        "peer": f"cityscapesScripts {version('cityscapesScripts')}",
        "width": WIDTH,
        "height": HEIGHT,
        "images": IMAGES,
        "cases": [{**case, **scores(case, seed)} for seed, case in enumerate(CASES)],
    }
    text = json.dumps(figures, indent=2) + "\n"
    if arguments.record:
        FIGURES.write_text(text)
    else:
        print(text)


def scores(case, seed):
    with tempfile.TemporaryDirectory() as folder:
        truths, predictions = [], []
        for image in range(IMAGES):
            truth, predicted = pixels(case, seed, image)
            truths.append(write(Path(folder, f"truth-{image}.png"), truth))
            predictions.append(write(Path(folder, f"predicted-{image}.png"), predicted))
        arguments = evaluation.args
        arguments.evalInstLevelScore = False
        arguments.JSONOutput = False
        arguments.quiet = True
        result = evaluation.evaluateImgLists(predictions, truths, arguments)
    evaluated = {id2label[id].name: number(result["classScores"][id2label[id].name]) for id in EVALUATED}
    return {"seed": seed, "classScores": evaluated, "averageScoreClasses": number(result["averageScoreClasses"])}


def pixels(case, seed, image):
    truth, predicted = [], []
    for pixel in range(WIDTH * HEIGHT):
        bits = scramble(seed * 0x9E3779B1 + image * 0x85EBCA77 + pixel * 0xC2B2AE3D)
        true = case["truth"][bits % len(case["truth"])]
        guess = case["predicted"][(bits >> 16) % len(case["predicted"])]
        agrees = (bits >> 8) % 256 < case["agree"] and true in case["predicted"]
        if "onIgnored" in case and id2label[true].ignoreInEval:
            guess = case["onIgnored"]
        truth.append(true)
        predicted.append(true if agrees else guess)
    return truth, predicted


def scramble(value):
    value %= 2**32
    value ^= value >> 15
    value = value * 0x2C1B3C6D % 2**32
    return value ^ (value >> 12)


def write(path, values):
    Image.fromarray(numpy.array(values, dtype=numpy.uint8).reshape(HEIGHT, WIDTH)).save(path)
    return str(path)


def number(value):
    return None if math.isnan(value) else value


if __name__ == "__main__":
    main()
