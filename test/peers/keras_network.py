"""A Keras network by way of tf2onnx: channels last, with a Transpose at either end."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import keras
import numpy as np
import onnx
import tensorflow as tf
import tf2onnx
from keras import layers


def export(opset):
    def write(path):
        network = build()
        signature = [tf.TensorSpec((None, 64, 64, 3), tf.float32, name="image")]
        function = tf.function(lambda image: network(image, training=False), input_signature=signature)
        model, _ = tf2onnx.convert.from_function(function, input_signature=signature, opset=opset)
        onnx.save(model, path)
        return np.random.default_rng(7).standard_normal((1, 64, 64, 3), dtype=np.float32)

    return write


def build():
    """Strided, depthwise and transposed convolutions padded as TensorFlow does, and excitation."""
    keras.utils.set_random_seed(20260501)
    image = keras.Input((64, 64, 3))
    x = norm_relu(layers.Conv2D(16, 3, strides=2, padding="same", use_bias=False)(image))
    skip = x
    x = layers.DepthwiseConv2D(3, strides=2, padding="same", use_bias=False)(x)
    x = norm_relu(layers.Conv2D(24, 1)(norm_relu(x)))
    gates = layers.GlobalAveragePooling2D(keepdims=True)(x)
    gates = layers.Conv2D(24, 1, activation="sigmoid")(layers.Conv2D(6, 1, activation="relu")(gates))
    x = x * gates
    x = norm_relu(layers.Conv2D(24, 3, padding="same", dilation_rate=2)(x)) + x
    x = norm_relu(layers.Conv2DTranspose(16, 3, strides=2, padding="same")(x))
    x = layers.Concatenate()([x, skip])
    x = layers.PReLU(shared_axes=[1, 2])(layers.Conv2D(20, 3, padding="same")(x))
    x = layers.MaxPooling2D(2, padding="same")(layers.LeakyReLU(negative_slope=0.2)(x))
    x = layers.UpSampling2D(4, interpolation="bilinear")(layers.Conv2D(4, 1)(x))
    network = keras.Model(image, layers.Softmax()(x))
    perturb(network)
    return network


def norm_relu(x):
    return layers.ReLU(max_value=6.0)(layers.BatchNormalization()(x))


def perturb(network):
    """Gives biases, slopes and batch norms values that are not those they start with."""
    random = np.random.default_rng(11)
    for layer in network.layers:
        if isinstance(layer, layers.BatchNormalization):
            channels = layer.gamma.shape
            layer.gamma.assign(random.uniform(0.5, 1.5, channels))
            layer.beta.assign(random.normal(0, 0.2, channels))
            layer.moving_mean.assign(random.normal(0, 0.2, channels))
            layer.moving_variance.assign(random.uniform(0.5, 1.2, channels))
        elif isinstance(layer, layers.PReLU):
            layer.alpha.assign(random.uniform(-0.2, 0.4, layer.alpha.shape))
        elif getattr(layer, "bias", None) is not None:
            layer.bias.assign(random.normal(0, 0.1, layer.bias.shape))
