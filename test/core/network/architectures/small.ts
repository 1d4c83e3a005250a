import type { Architecture } from '../../../../core/pipeline/document.js';

const input = { height: 45, width: 67 };
const resnet = { backbone: 'resnet18', outputStride: 16, width: 0.0625, input } as const;
const deeplab = { architecture: 'deeplabv3plus', separable: false, ...resnet } as const;

/** Every architecture, small, for an image whose sizes are odd. */
export const SMALL: Readonly<Record<string, Architecture>> = {
  'DeepLabV3+': deeplab,
  'DeepLabV3+ on ResNet-50': { ...deeplab, backbone: 'resnet50', outputStride: 8 },
  'separable DeepLabV3+': { ...deeplab, separable: true },
  DeepLabV3: { ...resnet, architecture: 'deeplabv3', outputStride: 8 },
  'U-Net': { architecture: 'unet', depth: 3, base: 4, upsampling: 'transposed', input },
  'U-Net with bilinear upsampling': {
    architecture: 'unet',
    depth: 2,
    base: 4,
    upsampling: 'bilinear',
    input,
  },
};
