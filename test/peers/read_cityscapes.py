"""How many images a second PyTorch's DataLoader reads from a folder in Cityscapes' layout.

    python read_cityscapes.py ROOT --decoder pillow --crop 1024x512 --size 1024x512

Reads the train split as a training takes it: batches of normalised float32 images and of training
ids, in random order, with two workers. Prints one line of JSON; the rate is that of the best of the
passes, a pass being as many batches as `--batches`. The first pass, in which the workers start, does
not count. Without `--crop` whole images are scaled to the size: images bilinearly, with the same
antialiasing as ours, and labels to the nearest pixel.
"""

import argparse
import json
import random
import time
from pathlib import Path

import numpy
import PIL
import torch
import torchvision
from PIL import Image
from torch.utils.data import DataLoader, Dataset, RandomSampler
from torchvision.io import ImageReadMode, decode_image

IDS = (7, 8, 11, 12, 13, 17, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 31, 32, 33)
MEAN = torch.tensor((0.485, 0.456, 0.406)).view(3, 1, 1)
DEVIATION = torch.tensor((0.229, 0.224, 0.225)).view(3, 1, 1)


class Cityscapes(Dataset):
    def __init__(self, root, decoder, crop, size):
        self.images = sorted(root.glob("leftImg8bit/train/*/*_leftImg8bit.png"))
        self.labels = [labels_of(root, image) for image in self.images]
        self.read = {"pillow": self.read_pillow, "torchvision": self.read_torchvision}[decoder]
        self.crop = crop
        self.size = size
        self.table = torch.full((256,), 255, dtype=torch.uint8)
        for index, label in enumerate(IDS):
            self.table[label] = index

    def __len__(self):
        return len(self.images)

    def __getitem__(self, index):
        image, ids = self.read(self.images[index], self.labels[index])
        image = image.float().div_(255).sub_(MEAN).div_(DEVIATION)
        return image, self.table[ids.long()]

    def read_pillow(self, image_file, label_file):
        with Image.open(image_file) as file, Image.open(label_file) as label:
            box = self.box(*file.size)
            image, ids = file.convert("RGB"), label
            if box is None:
                image = image.resize(self.size, Image.Resampling.BILINEAR)
                ids = ids.resize(self.size, Image.Resampling.NEAREST)
            else:
                image, ids = image.crop(box), ids.crop(box)
            pixels = torch.from_numpy(numpy.array(image)).permute(2, 0, 1)
            return pixels.contiguous(), torch.from_numpy(numpy.array(ids))

    def read_torchvision(self, image_file, label_file):
        image = decode_image(str(image_file), ImageReadMode.RGB)
        ids = decode_image(str(label_file), ImageReadMode.GRAY)
        box = self.box(image.shape[2], image.shape[1])
        if box is None:
            size = self.size[::-1]
            resize = torchvision.transforms.functional.resize
            modes = torchvision.transforms.InterpolationMode
            return resize(image, size, modes.BILINEAR), resize(ids, size, modes.NEAREST)[0]
        left, top, right, bottom = box
        return image[:, top:bottom, left:right], ids[0, top:bottom, left:right]

    def box(self, width, height):
        if self.crop is None:
            return None
        left = random.randint(0, width - self.crop[0])
        top = random.randint(0, height - self.crop[1])
        return left, top, left + self.crop[0], top + self.crop[1]


def labels_of(root, image):
    name = image.name.replace("_leftImg8bit.png", "_gtFine_labelIds.png")
    return root / "gtFine" / "train" / image.parent.name / name


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("root", type=Path)
    parser.add_argument("--decoder", choices=("pillow", "torchvision"), default="pillow")
    parser.add_argument("--crop", type=size_of)
    parser.add_argument("--size", type=size_of, default=(1024, 512))
    parser.add_argument("--batch", type=int, default=4)
    parser.add_argument("--batches", type=int, default=12)
    parser.add_argument("--passes", type=int, default=2)
    parser.add_argument("--turn", help="tells a question from the same one asked before")
    arguments = parser.parse_args()
    dataset = Cityscapes(arguments.root, arguments.decoder, arguments.crop, arguments.size)
    images = arguments.batch * arguments.batches
    loader = DataLoader(
        dataset,
        batch_size=arguments.batch,
        sampler=RandomSampler(dataset, replacement=True, num_samples=images),
        num_workers=2,
        persistent_workers=True,
    )
    times = []
    for _ in range(arguments.passes + 1):
        begin = time.perf_counter()
        for image, _labels in loader:
            assert image.shape[2:] == arguments.size[::-1]
        times.append(time.perf_counter() - begin)
    print(
        json.dumps(
            {
                "peer": f"torch {torch.__version__}, pillow {PIL.__version__}, torchvision {torchvision.__version__}",
                "images": images,
                "msPerImage": round(min(times[1:]) * 1000 / images, 3),
            }
        )
    )


def size_of(text):
    width, height = text.split("x")
    return int(width), int(height)


if __name__ == "__main__":
    main()
