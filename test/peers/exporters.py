"""The ways in which users' ONNX files come about, each as (network, input, path) -> None."""

import io
import warnings

import onnx
import torch
from torch.onnx import TrainingMode


OPEN_BATCH = {0: "batch"}
OPEN_SIZE = {0: "batch", 2: "height", 3: "width"}


def torchscript(opset, open_axes=None, keep_norms=False):
    """The older exporter. With open height and width, shape arithmetic precedes every resize;
    `keep_norms` stops it from folding batch norms into convolutions."""

    def export(network, image, path):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            torch.onnx.export(
                network,
                (image,),
                path,
                dynamo=False,
                opset_version=opset,
                input_names=["image"],
                output_names=["out"],
                dynamic_axes=open_axes and {"image": open_axes, "out": open_axes},
                do_constant_folding=not keep_norms,
                training=TrainingMode.PRESERVE if keep_norms else TrainingMode.EVAL,
            )

    return export


def dynamo(opset, open_batch=False):
    """The newer exporter, its optimizer included; weights inside the file."""

    def export(network, image, path):
        if open_batch:
            image = torch.cat([image, image])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            program = torch.onnx.export(
                network,
                (image,),
                dynamo=True,
                opset_version=opset,
                input_names=["image"],
                output_names=["out"],
                dynamic_shapes=({0: torch.export.Dim("batch")},) if open_batch else None,
                verbose=False,
            )
        program.save(path, external_data=False)

    return export


def half(opset):
    """Float16 weights, input and output."""

    def export(network, image, path):
        torchscript(opset)(network.half(), image.half(), path)

    return export


def external(opset):
    """Weights of 1 KiB and more in a file of their own, beside the model."""

    def export(network, image, path):
        buffer = io.BytesIO()
        torchscript(opset)(network, image, buffer)
        onnx.save_model(
            onnx.load_from_string(buffer.getvalue()),
            path,
            save_as_external_data=True,
            all_tensors_to_one_file=True,
            location=f"{path.name}.data",
            size_threshold=1024,
        )

    return export
