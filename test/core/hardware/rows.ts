import type { LayerRow } from '../../../core/network/table.js';

/** A convolution of 3x3 over 25x20 pixels, from 6 channels to 20. */
export const plain: LayerRow = {
  name: 'plain',
  kind: 'conv',
  inWidth: 25,
  inHeight: 20,
  inChannels: 6,
  kernelWidth: 3,
  kernelHeight: 3,
  outChannels: 20,
  convWidth: 25,
  convHeight: 20,
  stride: 1,
  padding: 1,
  dilation: 1,
  groups: 1,
  maxpool: false,
  outWidth: 25,
  outHeight: 20,
};

/** The same size enlarged twice: reads 500 pixels and writes 2000, of 6 channels. */
export const upsample: LayerRow = {
  ...plain,
  name: 'upsample',
  kind: 'upsample',
  kernelWidth: 0,
  kernelHeight: 0,
  outChannels: 0,
  convWidth: 50,
  convHeight: 40,
  outWidth: 50,
  outHeight: 40,
};
